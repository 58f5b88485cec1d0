// How often an audit of routing is due: kept as a setting, told once to those who can do it.
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { AuditPlan } from './audits.api.ts'

const NAME = 'routing-audit-plan'
const DAY = 86_400_000
/** Quarterly, until somebody decides otherwise; nobody is reminded of what they never wanted. */
const unplanned: AuditPlan = { everyDays: null, size: 100 }

export async function readPlan(tx: Tx): Promise<AuditPlan> {
  return (await readSetting(tx))?.plan ?? unplanned
}

export async function changePlan(tx: Tx, plan: AuditPlan): Promise<AuditPlan> {
  const value = JSON.stringify(plan)
  await tx.db
    .insertInto('setting')
    .values({ name: NAME, value, changed_at: tx.now })
    .onConflict((clash) => clash.column('name').doUpdateSet({ value, changed_at: tx.now }))
    .execute()
  await record(tx, 'routingAudit.planned', '0', plan)
  return plan
}

/** So many days after the last signature; where none was ever signed, after the plan was made. Null: there is no plan. */
export async function dueAt(tx: Tx): Promise<Date | null> {
  const setting = await readSetting(tx)
  if (!setting || setting.plan.everyDays === null) return null
  const last = await tx.db
    .selectFrom('routing_audit')
    .select((is) => is.fn.max('signed_at').as('at'))
    .executeTakeFirst()
  const from = last?.at ?? setting.changedAt
  return new Date(from.getTime() + setting.plan.everyDays * DAY)
}

/** A schedule's work. Says once that an audit is due, and again only after one more period. */
export async function remind(tx: Tx): Promise<void> {
  const due = await dueAt(tx)
  if (!due || due > tx.now) return
  const told = await tx.db
    .selectFrom('event')
    .select('at')
    .where('name', '=', 'routingAudit.due')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const again = (await readPlan(tx)).everyDays ?? 0
  if (told && told.at >= due && tx.now.getTime() - told.at.getTime() < again * DAY) return
  await record(tx, 'routingAudit.due', '0', { dueAt: due })
}

async function readSetting(tx: Tx): Promise<{ plan: AuditPlan; changedAt: Date } | null> {
  const row = await tx.db
    .selectFrom('setting')
    .select(['value', 'changed_at'])
    .where('name', '=', NAME)
    .executeTakeFirst()
  return row ? { plan: AuditPlan.parse(row.value), changedAt: row.changed_at } : null
}
