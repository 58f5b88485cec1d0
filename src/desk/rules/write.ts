// The one way rules are written: rows, the version of the set that this makes, and the events, in one transaction.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import { recordAll, type Happening } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { isSame } from './same.ts'
import { type Rule, WantedRule } from './rules.api.ts'
import type { VersionDeed } from './versions.api.ts'

export interface Writing {
  /** With its place and version as they shall be; `was` null: it is new, or back again. */
  put: { was: Rule | null; rule: Rule }[]
  gone: Rule[]
}
export interface Made {
  deed: VersionDeed
  note: string
  backTo?: number
}

/** Whoever changes rules waits for whoever does so already: a version is of one set, and numbers have no gaps. */
export async function holdRules(tx: Tx): Promise<void> {
  const text = `select pg_advisory_xact_lock(hashtextextended('rules', 0))`
  await tx.query({ name: 'rules-hold', text, values: [] })
}

/** The number of the version; null where nothing would change. Call `holdRules` before reading what is to be written. */
export async function write(tx: Tx, writing: Writing, { deed, note, backTo }: Made): Promise<number | null> {
  const put = writing.put.filter(({ was, rule }) => was?.position !== rule.position || !isSame(was, rule))
  const { gone } = writing
  if (put.length + gone.length === 0) return null
  const [row] = await tx.query<{ number: number }>({
    name: 'rule-version-make',
    text: `insert into rule_version (number, author_id, deed, note, back_to, at)
           select coalesce(max(number), 0) + 1, $1::bigint, $2, $3, $4::integer, $5 from rule_version returning number`,
    values: [tx.actorId, deed, note, backTo ?? null, tx.now],
  })
  const number = row?.number ?? 1
  await tx.query({
    name: 'rule-state-end',
    text: 'update rule_state set until = $1 where until is null and rule_id = any($2::bigint[])',
    values: [number, [...put.map(({ rule }) => rule.id), ...gone.map((rule) => rule.id)]],
  })
  await insertRows(
    tx,
    { name: 'rule-state-begin', head: 'insert into rule_state (rule_id, since, position, rule) values' },
    put.map(({ rule }) => [rule.id, number, rule.position, JSON.stringify(writtenOf(rule))]),
  )
  await putRows(
    tx,
    put.map(({ rule }) => rule),
  )
  if (gone.length > 0)
    await tx.db
      .deleteFrom('rule')
      .where('id', '=', sql<Id>`any(${gone.map((rule) => rule.id)}::bigint[])`)
      .execute()
  await recordAll(tx, [
    ...put.map(happenedTo),
    ...gone.map(deletion),
    ...whole({ deed, note, backTo: backTo ?? null }, number),
  ])
  return number
}

/** Without what the desk gives it. */
export function writtenOf(rule: Rule): WantedRule {
  const names = Object.keys(WantedRule.shape) as (keyof WantedRule)[]
  return Object.fromEntries(names.map((name) => [name, rule[name]])) as WantedRule
}

/** A thousand at a time: each is one row of a statement with as many parameters as it has columns. */
const AT_ONCE = 1_000

async function putRows(tx: Tx, rules: Rule[]): Promise<void> {
  for (let from = 0; from < rules.length; from += AT_ONCE) {
    const rows = rules.slice(from, from + AT_ONCE).map((rule) => ({ ...columnsOf(rule), created_at: tx.now }))
    const names = Object.keys(columnsOf(rules[0] as Rule)) as (keyof ReturnType<typeof columnsOf>)[]
    await tx.db
      .insertInto('rule')
      .values(rows)
      .onConflict((clash) =>
        clash
          .column('id')
          .doUpdateSet((is) => Object.fromEntries(names.map((name) => [name, is.ref(`excluded.${name}`)]))),
      )
      .execute()
  }
}

function columnsOf(rule: Rule) {
  return {
    id: rule.id,
    position: rule.position,
    name: rule.name,
    inbox_id: rule.inboxId,
    occasion: rule.occasion,
    condition: JSON.stringify(rule.condition),
    actions: JSON.stringify(rule.actions),
    after: rule.after ? JSON.stringify(rule.after) : null,
    is_enabled: rule.isEnabled,
    version: rule.version,
    changed_at: new Date(rule.changedAt),
  }
}

function happenedTo({ was, rule }: Writing['put'][number]): Happening {
  const { id, name, version } = rule
  if (was !== null && isSame(was, rule))
    return { name: 'rule.ordered', nounId: id, data: { from: was.position, to: rule.position } }
  const data = { name, version, rule: writtenOf(rule) }
  return { name: was === null ? 'rule.added' : 'rule.changed', nounId: id, data }
}

function deletion({ id, name, version }: Rule): Happening {
  return { name: 'rule.deleted', nounId: id, data: { name, version } }
}

/** What brought many changes at once is remembered as one deed as well. */
function whole(made: { deed: VersionDeed; note: string; backTo: number | null }, number: number): Happening[] {
  const names: Partial<Record<VersionDeed, string>> = { applied: 'ruleSet.applied', rolledBack: 'ruleSet.rolledBack' }
  const name = names[made.deed]
  return name === undefined ? [] : [{ name, nounId: String(number), data: { version: number, note: made.note, backTo: made.backTo } }] // prettier-ignore
}
