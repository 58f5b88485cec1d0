// Whether the mail is still what it was: the categories of a fortnight beside those of the eight weeks before.
import { sql } from 'kysely'
import { openTo } from '../../desk/conversations/privacy.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Drift } from './health.api.ts'
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
