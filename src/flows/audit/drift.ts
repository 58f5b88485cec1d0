// Whether the mail is still what it was: the categories of a fortnight beside those of the eight weeks before.
import { sql } from 'kysely'
import { openTo } from '../../desk/conversations/privacy.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Drift } from './health.api.ts'
import { tellWhoSigns } from './reminding.ts'
import { hasGrown, movement, shareOf } from './shares.ts'

const DAY = 86_400_000
const NOW = 14 * DAY
const BEFORE = 56 * DAY
/** Of fewer mails on one side nothing is said. */
const FEWEST = 100
/** Above this the mail is no longer what it was. */
const ALARM = 0.25
const SHOWN = 8

type Counts = ReadonlyMap<Id | null, number>

export async function driftOf(tx: Tx, actor: Actor): Promise<Drift> {
  const today = tx.now.getTime()
  const [since, turn] = [firstIdAt(today - NOW - BEFORE), firstIdAt(today - NOW)]
  const { rows } = await sql<{ categoryId: Id | null; isNow: boolean; count: number }>`
    select first.outcome ->> 'categoryId' as "categoryId", c.id >= ${turn}::bigint as "isNow", count(*)::int as count
    from conversation c cross join lateral (select outcome from routing
      where conversation_id = c.id and message_id is not null and outcome is not null order by id limit 1) first
    where c.id >= ${since}::bigint and c.inbox_id = any(${[...actor.inboxIds]}::bigint[])
      and c.deleted_at is null and ${openTo(tx, actor, 'c')}
    group by 1, 2`.execute(tx.db)
  const counts = (isNow: boolean): Counts =>
    new Map(rows.filter((row) => row.isNow === isNow).map((row) => [row.categoryId, row.count]))
  return compare(counts(false), counts(true))
}

/** Pure. An alarm: the categories moved far, or more mail than before gets none. */
export function compare(before: Counts, now: Counts): Drift {
  const [all, allNow] = [sumOf(before), sumOf(now)]
  const share = (counts: Counts, id: Id | null) => shareOf(counts.get(id) ?? 0, sumOf(counts))
  const unsorted = { before: share(before, null), now: share(now, null) }
  const isEnough = all >= FEWEST && allNow >= FEWEST
  const moved = isEnough ? movement(named(before), named(now)) : null
  return {
    now: allNow,
    before: all,
    movement: moved,
    unsorted,
    isAlarm: isEnough && ((moved ?? 0) > ALARM || hasGrown(unsorted.before, unsorted.now)),
    moved: isEnough
      ? [...new Set([...before.keys(), ...now.keys()])]
          .map((categoryId) => ({ categoryId, before: share(before, categoryId), now: share(now, categoryId) }))
          .toSorted((one, other) => distance(other) - distance(one))
          .slice(0, SHOWN)
      : [],
  }
}

const sumOf = (counts: Counts) => [...counts.values()].reduce((sum, one) => sum + one, 0)
const named = (counts: Counts) => new Map([...counts].map(([id, count]) => [String(id), count]))
const distance = ({ before, now }: Drift['moved'][number]) => Math.abs(now.share - before.share)

const NAME = 'routing-drift'

/** A schedule's work: whoever signs audits is told once that the mail of an inbox has changed, and again only after it had calmed down. */
export async function watchDrift(tx: Tx): Promise<void> {
  const row = await tx.db.selectFrom('setting').select('value').where('name', '=', NAME).executeTakeFirst()
  const known = new Set((row?.value as { inboxIds: Id[] } | undefined)?.inboxIds)
  const drifted = await driftedInboxes(tx)
  const fresh = drifted.filter((one) => !known.has(one.inboxId))
  if (fresh.length === 0 && drifted.length === known.size) return
  const value = JSON.stringify({ inboxIds: drifted.map((one) => one.inboxId) })
  await tx.db
    .insertInto('setting')
    .values({ name: NAME, value, changed_at: tx.now })
    .onConflict((clash) => clash.column('name').doUpdateSet({ value, changed_at: tx.now }))
    .execute()
  if (fresh.length === 0) return
  await record(tx, 'routing.drifted', '0', { inboxIds: fresh.map((one) => one.inboxId) })
  await tellWhoSigns(tx, 'drift', fresh)
}

/** What everybody sees who sees the inbox: nothing private. */
async function driftedInboxes(tx: Tx): Promise<{ inboxId: Id; name: string }[]> {
  const today = tx.now.getTime()
  const rows = await tx.query<{ inboxId: Id; name: string; categoryId: Id | null; isNow: boolean; count: number }>({
    name: 'drift-by-inbox',
    text: `select i.id as "inboxId", i.name, first.outcome ->> 'categoryId' as "categoryId", c.id >= $2::bigint as "isNow", count(*)::int as count
      from conversation c join inbox i on i.id = c.inbox_id and i.archived_at is null
        cross join lateral (select outcome from routing
          where conversation_id = c.id and message_id is not null and outcome is not null order by id limit 1) first
      where c.id >= $1::bigint and c.deleted_at is null and c.private_at is null group by 1, 2, 3, 4`,
    values: [firstIdAt(today - NOW - BEFORE), firstIdAt(today - NOW)],
  })
  return [...Map.groupBy(rows, (row) => row.inboxId).values()].flatMap((of) => {
    const counts = (isNow: boolean): Counts => new Map(of.filter((row) => row.isNow === isNow).map((row) => [row.categoryId, row.count])) // prettier-ignore
    const [one] = of
    return one && compare(counts(false), counts(true)).isAlarm ? [{ inboxId: one.inboxId, name: one.name }] : []
  })
}
