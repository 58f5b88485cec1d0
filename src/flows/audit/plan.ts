// How often an audit of routing is due, kept as a setting, and for which inboxes one is due: each is audited in its own time, whoever
// signs for another.
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { AuditPlan } from './audits.api.ts'
import { keepReminder, type DueInbox } from './reminding.ts'

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
  await keepReminder(tx, await dueInboxes(tx))
  return plan
}

/**
 * So many days after the last signature under an audit of that inbox; where none was ever signed, after the plan was made, or the inbox
 * if that was later. The soonest first; empty where there is no plan.
 */
export async function dueInboxes(tx: Tx): Promise<DueInbox[]> {
  const setting = await readSetting(tx)
  if (!setting || setting.plan.everyDays === null) return []
  const rows = await tx.query<{ inboxId: Id; name: string; from: Date }>({
    name: 'audit-due',
    text: `select i.id as "inboxId", i.name, coalesce(signed.at, greatest(i.created_at, $1)) as from from inbox i
        left join (select inbox_id, max(signed_at) as at from routing_audit, unnest(inbox_ids) as of (inbox_id)
          where signed_at is not null group by inbox_id) signed on signed.inbox_id = i.id
      where i.archived_at is null order by 3, i.id`,
    values: [setting.changedAt],
  })
  const length = setting.plan.everyDays * DAY
  return rows.map(({ inboxId, name, from }) => ({ inboxId, name, at: new Date(from.getTime() + length) }))
}

async function readSetting(tx: Tx): Promise<{ plan: AuditPlan; changedAt: Date } | null> {
  const row = await tx.db
    .selectFrom('setting')
    .select(['value', 'changed_at'])
    .where('name', '=', NAME)
    .executeTakeFirst()
  return row ? { plan: AuditPlan.parse(row.value), changedAt: row.changed_at } : null
}
