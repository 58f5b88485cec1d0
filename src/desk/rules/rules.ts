// Rules: when … if … then …, kept as data, in one order. Other products call them triggers, automations or filters.
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseUnfit } from './fit.ts'
import type { addRule as addRuleRoute, Rule } from './rules.api.ts'

export type WantedRule = z.output<typeof addRuleRoute.input>

/** As it stands, and as it stays until this transaction ends. */
export async function lockRule(tx: Tx, id: Id): Promise<Rule> {
  const row = await tx.db.selectFrom('rule').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw noSuchRule(id)
  return ruleOfRow(row)
}

export async function listRules(tx: Tx): Promise<Rule[]> {
  const rows = await tx.db.selectFrom('rule').selectAll().orderBy('position').orderBy('id').execute()
  return rows.map(ruleOfRow)
}

/** What mail is read by: in order, without those that are switched off. */
export async function enabledRules(tx: Tx): Promise<Rule[]> {
  const rows = await tx.query<Selectable<Tables['rule']>>({
    name: 'rules-enabled',
    text: 'select * from rule where is_enabled order by position, id',
    values: [],
  })
  return rows.map(ruleOfRow)
}

/** At the end: it is read after all others. */
export async function addRule(tx: Tx, wanted: WantedRule): Promise<Rule> {
  await refuseUnfit(tx, wanted)
  const id = tx.mint()
  const last = await tx.db
    .selectFrom('rule')
    .select((is) => is.fn.max('position').as('position'))
    .executeTakeFirst()
  const position = (last?.position ?? 0) + 1
  const row = await tx.db
    .insertInto('rule')
    .values({ id, position, ...columns(wanted), created_at: tx.now, changed_at: tx.now })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'rule.added', id, { name: wanted.name, version: 1, rule: wanted })
  return ruleOfRow(row)
}

/** The event keeps the whole rule as it now is, so that what held at any time can be read later. */
export async function changeRule(tx: Tx, id: Id, version: number, wanted: WantedRule): Promise<Rule> {
  await refuseUnfit(tx, wanted)
  const row = await tx.db
    .updateTable('rule')
    .set((is) => ({ ...columns(wanted), version: is('version', '+', 1), changed_at: tx.now }))
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw await gone(tx, id)
  await record(tx, 'rule.changed', id, { name: wanted.name, version: row.version, rule: wanted })
  return ruleOfRow(row)
}

export async function deleteRule(tx: Tx, id: Id): Promise<void> {
  const row = await tx.db.deleteFrom('rule').where('id', '=', id).returningAll().executeTakeFirst()
  if (!row) throw noSuchRule(id)
  await record(tx, 'rule.deleted', id, { name: row.name, version: row.version })
}

/** `ids` names every rule exactly once: an order made from an old list is refused, or a new rule would land anywhere. */
export async function orderRules(tx: Tx, ids: Id[]): Promise<Rule[]> {
  const rows = await tx.db.selectFrom('rule').select(['id', 'position']).orderBy('id').forUpdate().execute()
  const was = new Map(rows.map((row) => [row.id, row.position]))
  const missing = rows.filter((row) => !ids.includes(row.id)).map((row) => row.id)
  const unknown = ids.filter((id) => !was.has(id))
  const doubled = ids.filter((id, at) => ids.indexOf(id) !== at)
  if (missing.length + unknown.length + doubled.length > 0) {
    const text =
      'The order must name every rule exactly once. Somebody may have added or deleted one: look at the list again.'
    throw new Problem('conflict', 'rule-order-incomplete', text, { detail: { missing, unknown, doubled } })
  }
  for (const [at, id] of ids.entries()) {
    if (was.get(id) === at + 1) continue
    await tx.db
      .updateTable('rule')
      .set({ position: at + 1 })
      .where('id', '=', id)
      .execute()
    await record(tx, 'rule.ordered', id, { from: was.get(id), to: at + 1 })
  }
  return listRules(tx)
}

function ruleOfRow(row: Selectable<Tables['rule']>): Rule {
  return {
    id: row.id,
    position: row.position,
    name: row.name,
    inboxId: row.inbox_id,
    occasion: row.occasion as Rule['occasion'],
    condition: row.condition as Rule['condition'],
    actions: row.actions as Rule['actions'],
    isEnabled: row.is_enabled,
    version: row.version,
    changedAt: row.changed_at.toISOString(),
  }
}

function columns(wanted: WantedRule) {
  return {
    name: wanted.name,
    inbox_id: wanted.inboxId,
    occasion: wanted.occasion,
    condition: JSON.stringify(wanted.condition),
    actions: JSON.stringify(wanted.actions),
    is_enabled: wanted.isEnabled,
  }
}

async function gone(tx: Tx, id: Id): Promise<Problem> {
  const now = await tx.db.selectFrom('rule').select('version').where('id', '=', id).executeTakeFirst()
  if (!now) return noSuchRule(id)
  return new Problem(
    'conflict',
    'rule-changed',
    'Somebody has changed this rule since you opened it. Look at it again, then repeat.',
    {
      detail: { version: now.version },
    },
  )
}

export function noSuchRule(id: Id): Problem {
  return new Problem('missing', 'rule-missing', 'There is no such rule.', { detail: { id } })
}
