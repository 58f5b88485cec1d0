// The versions of the set of rules, read: who made which and why, the set as it was, and what differs between two.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { WantedRule } from './rules.api.ts'
import type { RuleVersion } from './versions.api.ts'

/** A rule in a set, whichever: of a version, of now, or only wanted. */
export interface Standing {
  id: Id
  rule: WantedRule
}

type Row = Pick<RuleVersion, 'number' | 'authorId' | 'deed' | 'note' | 'backTo'> & { at: Date }

/** Newest first. Without `before`, from the newest on. */
export async function readVersions(
  tx: Tx,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<Row[]> {
  return await tx.query<Row>({
    name: 'rule-versions',
    text: `select number, author_id as "authorId", deed, note, back_to as "backTo", at from rule_version
           where number < $1 order by number desc limit $2`,
    values: [before ?? 2_147_483_647, limit],
  })
}

/** 0: no rule was ever written. */
export async function currentVersion(tx: Tx): Promise<number> {
  const text = 'select coalesce(max(number), 0) as number from rule_version'
  const [row] = await tx.query<{ number: number }>({ name: 'rule-version-current', text, values: [] })
  return row?.number ?? 0
}

/** The set as it was, in its order. */
export async function setAt(tx: Tx, number: number): Promise<Standing[]> {
  const rows = await tx.query<{ id: Id; rule: unknown }>({
    name: 'rule-set-at',
    text: `select rule_id as id, rule from rule_state where since <= $1 and (until is null or until > $1)
           order by position, rule_id`,
    values: [number],
  })
  return rows.map(({ id, rule }) => ({ id, rule: asWritten(rule) }))
}

export interface Step {
  number: number
  id: Id
  before: WantedRule | null
  after: WantedRule | null
}

/** What each of these versions did to which rules: one line for each rule that it wrote or took away. */
export async function stepsOf(tx: Tx, numbers: readonly number[]): Promise<Step[]> {
  const rows = await tx.query<{ number: number; id: Id; before: unknown; after: unknown }>({
    name: 'rule-steps',
    text: `select coalesce(later.since, ended.until) as number, coalesce(later.rule_id, ended.rule_id) as id, ended.rule as before, later.rule as after
           from (select * from rule_state where since = any($1::int[])) later
           full join (select * from rule_state where until = any($1::int[])) ended on ended.rule_id = later.rule_id and ended.until = later.since
           order by number desc, coalesce(later.position, ended.position), id`,
    values: [numbers],
  })
  return rows.map(({ number, id, before, after }) => ({
    number,
    id,
    before: before === null ? null : asWritten(before),
    after: after === null ? null : asWritten(after),
  }))
}

/** What was kept before a field came to be has its default. */
function asWritten(kept: unknown): WantedRule {
  const parsed = WantedRule.safeParse(kept)
  return parsed.success ? parsed.data : (kept as WantedRule)
}

export function noSuchVersion(number: number): Problem {
  return new Problem('missing', 'rule-version-missing', `There is no version ${number} of the rules.`, {
    detail: { number },
  })
}

/** As if these rules had never been, and no version that Postroom made for them alone: for sample data. */
export async function forgetStates(tx: Tx, ruleIds: readonly Id[]): Promise<void> {
  if (ruleIds.length === 0) return
  const name = 'rule-states-forget'
  await tx.query({ name, text: 'delete from rule_state where rule_id = any($1::bigint[])', values: [ruleIds] })
  const text = `delete from rule_version v where v.author_id is null and not exists (select from rule_state where since = v.number)
    and not exists (select from rule_state where until = v.number)`
  await tx.query({ name: 'rule-versions-forget', text, values: [] })
}
