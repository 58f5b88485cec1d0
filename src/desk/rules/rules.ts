// Rules: when … if … then …, kept as data, in one order. Other products call them triggers, automations or filters.
// Whatever changes them makes a version of the whole set: versions.ts.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseUnfit } from './fit.ts'
import { GAP, placed } from './order.ts'
import type { Rule, WantedRule } from './rules.api.ts'
import { holdRules, write } from './write.ts'

/** As it stands, and as it stays until this transaction ends. */
export async function lockRule(tx: Tx, id: Id): Promise<Rule> {
  await holdRules(tx)
  const row = await tx.db.selectFrom('rule').selectAll().where('id', '=', id).executeTakeFirst()
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
export async function addRule(tx: Tx, wanted: WantedRule, note = ''): Promise<Rule> {
  await holdRules(tx)
  await refuseUnfit(tx, wanted)
  const last = await tx.db
    .selectFrom('rule')
    .select((is) => is.fn.max('position').as('position'))
    .executeTakeFirst()
  const position = (last?.position ?? 0) + GAP
  const rule: Rule = { ...wanted, id: tx.mint(), position, version: 1, changedAt: tx.now.toISOString() }
  await write(tx, { put: [{ was: null, rule }], gone: [] }, { deed: 'added', note })
  return rule
}

/** The event keeps the whole rule as it now is, so that what held at any time can be read later. */
export async function changeRule(tx: Tx, id: Id, version: number, wanted: WantedRule, note = ''): Promise<Rule> {
  const was = await lockRule(tx, id)
  await refuseUnfit(tx, wanted)
  if (was.version !== version) throw changedMeanwhile(was.version)
  const { position } = was
  const rule: Rule = { ...wanted, id, position, version: version + 1, changedAt: tx.now.toISOString() }
  await write(tx, { put: [{ was, rule }], gone: [] }, { deed: 'changed', note })
  return rule
}

export async function deleteRule(tx: Tx, id: Id, note = ''): Promise<void> {
  await write(tx, { put: [], gone: [await lockRule(tx, id)] }, { deed: 'deleted', note })
}

/** `ids` names every rule exactly once: an order made from an old list is refused, or a new rule would land anywhere. */
export async function orderRules(tx: Tx, ids: Id[], note = ''): Promise<Rule[]> {
  await holdRules(tx)
  const rules = await listRules(tx)
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const named = new Set(ids)
  const missing = rules.filter((rule) => !named.has(rule.id)).map((rule) => rule.id)
  const unknown = ids.filter((id) => !byId.has(id))
  const seen = new Set<Id>()
  const doubled = ids.filter((id) => seen.size === seen.add(id).size)
  if (missing.length + unknown.length + doubled.length > 0) {
    const text =
      'The order must name every rule exactly once. Somebody may have added or deleted one: look at the list again.'
    throw new Problem('conflict', 'rule-order-incomplete', text, { detail: { missing, unknown, doubled } })
  }
  const positions = placed(new Map(rules.map((rule) => [rule.id, rule.position])), ids)
  const put = rules.flatMap((was) => {
    const position = positions.get(was.id)
    return position === undefined ? [] : [{ was, rule: { ...was, position } }]
  })
  await write(tx, { put, gone: [] }, { deed: 'ordered', note })
  return listRules(tx)
}

export function ruleOfRow(row: Selectable<Tables['rule']>): Rule {
  return {
    id: row.id,
    position: row.position,
    name: row.name,
    inboxId: row.inbox_id,
    occasion: row.occasion as Rule['occasion'],
    condition: row.condition as Rule['condition'],
    actions: row.actions as Rule['actions'],
    ...(row.after !== null && { after: row.after as Rule['after'] }),
    isEnabled: row.is_enabled,
    version: row.version,
    changedAt: row.changed_at.toISOString(),
  }
}

function changedMeanwhile(version: number): Problem {
  const text = 'Somebody has changed this rule since you opened it. Look at it again, then repeat.'
  return new Problem('conflict', 'rule-changed', text, { detail: { version } })
}

export function noSuchRule(id: Id): Problem {
  return new Problem('missing', 'rule-missing', 'There is no such rule.', { detail: { id } })
}
