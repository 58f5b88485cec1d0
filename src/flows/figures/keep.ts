// Facts as rows: what a conversation's story comes to is compared with what is kept, and only the difference is written, with the sums
// of days beside it. So it does not matter how often, or in which order, conversations are measured.
import { openZone, type Zone } from '../../desk/hours/zone.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { factsOf } from './facts.ts'
import type { Told } from './stories.ts'

/** A fact as a row; instants as Dates, lengths in milliseconds. */
export interface FactRow {
  conversation_id: Id
  kind: string
  source_id: Id
  at: Date
  inbox_id: Id
  team_id: Id | null
  category_id: Id | null
  priority: string
  tags: string[]
  person_id: Id | null
  since: Date | null
  until: Date | null
  calendar_ms: string | null
  business_ms: string | null
  is_first: boolean
  is_final: boolean
  is_one_touch: boolean
  measure: string | null
  policy_id: Id | null
  is_met: boolean | null
}

const COLUMNS = ['conversation_id', 'kind', 'source_id', 'at', 'inbox_id', 'team_id', 'category_id', 'priority', 'tags', 'person_id', 'since', 'until', 'calendar_ms', 'business_ms', 'is_first', 'is_final', 'is_one_touch', 'measure', 'policy_id', 'is_met'] as const satisfies (keyof FactRow)[] // prettier-ignore
const KEY = ['conversation_id', 'kind', 'source_id']
/** No zone of today begins its day within one. */
const QUARTER = 15 * 60_000

export function rowsOf({ conversationId, counted }: Told): FactRow[] {
  if (!counted) return []
  const { place, story } = counted
  return factsOf(story).map((fact) => ({
    conversation_id: conversationId,
    kind: fact.kind,
    source_id: fact.sourceId,
    at: new Date(fact.at),
    inbox_id: place.inboxId,
    team_id: place.teamId,
    category_id: place.categoryId,
    priority: place.priority,
    tags: place.tags,
    person_id: fact.personId,
    since: dateOf(fact.since),
    until: dateOf(fact.until),
    calendar_ms: lengthOf(fact.calendarMs),
    business_ms: lengthOf(fact.businessMs),
    is_first: fact.isFirst,
    is_final: fact.isFinal,
    is_one_touch: fact.isOneTouch,
    measure: fact.measure,
    policy_id: fact.policyId,
    is_met: fact.isMet,
  }))
}

const dateOf = (at: number | null) => (at === null ? null : new Date(at))
const lengthOf = (ms: number | null) => (ms === null ? null : String(Math.round(ms)))

const keyOf = (row: FactRow) => `${row.conversation_id} ${row.kind} ${row.source_id}`
const textOf = (row: FactRow) => JSON.stringify(COLUMNS.map((name) => row[name]))

export interface Difference {
  gone: FactRow[]
  /** New ones, and those that are otherwise now. */
  written: FactRow[]
  before: FactRow[]
}

/** What is kept of these conversations beside what should be. */
export async function compareFacts(tx: Tx, told: readonly Told[]): Promise<Difference> {
  const wanted = told.flatMap(rowsOf)
  const kept = await tx.query<FactRow>({
    name: 'fact-kept',
    text: `select ${COLUMNS.join(', ')} from fact where conversation_id = any($1::bigint[])`,
    values: [told.map((one) => one.conversationId)],
  })
  const keptBy = new Map(kept.map((row) => [keyOf(row), row]))
  const wantedBy = new Map(wanted.map((row) => [keyOf(row), row]))
  const written = wanted.filter((row) => {
    const was = keptBy.get(keyOf(row))
    return !was || textOf(was) !== textOf(row)
  })
  return {
    gone: kept.filter((row) => !wantedBy.has(keyOf(row))),
    written,
    before: written.flatMap((row) => keptBy.get(keyOf(row)) ?? []),
  }
}

/** `timeZone`: by whose days they are counted. Whoever calls this holds the course. Answers how many rows were not as they should be. */
export async function keepFacts(tx: Tx, told: readonly Told[], timeZone: string): Promise<number> {
  const { gone, written, before } = await compareFacts(tx, told)
  if (gone.length > 0)
    await tx.query({
      name: 'fact-remove',
      text: `delete from fact using unnest($1::bigint[], $2::text[], $3::bigint[]) as gone (conversation_id, kind, source_id)
        where fact.conversation_id = gone.conversation_id and fact.kind = gone.kind and fact.source_id = gone.source_id`,
      values: [gone.map((row) => row.conversation_id), gone.map((row) => row.kind), gone.map((row) => row.source_id)],
    })
  const rest = COLUMNS.filter((name) => !KEY.includes(name))
  await insertRows(
    tx,
    {
      name: 'fact-write',
      head: `insert into fact (${COLUMNS.join(', ')}) values`,
      tail: `on conflict (${KEY.join(', ')}) do update set ${rest.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    },
    written.map((row) => COLUMNS.map((name) => row[name])),
  )
  await addDays(tx, timeZone, [...gone, ...before], written)
  return gone.length + written.length
}

/** Under which names a fact is counted by day. What runs is of no day. */
function namesOf({ kind, is_final: isFinal, is_one_touch: isOneTouch, is_met: isMet, measure }: FactRow): string[] {
  if (kind === 'waits' || kind === 'running') return []
  if (kind === 'promise') return [`${isMet ? 'met' : 'broken'}.${measure ?? ''}`]
  if (kind !== 'resolved' || !isFinal) return [kind]
  return isOneTouch ? [kind, 'final', 'oneTouch'] : [kind, 'final']
}

async function addDays(tx: Tx, timeZone: string, less: readonly FactRow[], more: readonly FactRow[]): Promise<void> {
  const sums = new Map<string, number>()
  const dayOf = daysIn(openZone(timeZone))
  const add = (row: FactRow, amount: number) => {
    for (const name of namesOf(row)) {
      const key = `${row.inbox_id} ${dayOf(row.at)} ${name}`
      sums.set(key, (sums.get(key) ?? 0) + amount)
    }
  }
  for (const row of less) add(row, -1)
  for (const row of more) add(row, 1)
  const rows = [...sums].filter(([, amount]) => amount !== 0).map(([key, amount]) => [...key.split(' '), amount])
  await insertRows(
    tx,
    {
      name: 'fact-day-add',
      head: 'insert into fact_day (inbox_id, day, kind, amount) values',
      tail: 'on conflict (inbox_id, day, kind) do update set amount = fact_day.amount + excluded.amount',
    },
    rows,
  )
}

/** Most facts of a page are of few hours: the wall is looked at once for each quarter of an hour. */
function daysIn(zone: Zone): (at: Date) => string {
  const known = new Map<number, string>()
  return (at) => {
    const quarter = Math.floor(at.getTime() / QUARTER)
    const day = known.get(quarter) ?? zone.at(new Date(quarter * QUARTER)).date
    known.set(quarter, day)
    return day
  }
}
