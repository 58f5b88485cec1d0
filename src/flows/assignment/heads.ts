// What waits, found by its kinds: everything alike (inbox, team, priority, category, language) is one line, and of a line only those that
// wait longest and those that can still be saved can be the next. So a desk with a hundred thousand waiting is not read whole for one
// click, and what only few could do starves behind nothing.
import type { Priority } from '../../desk/conversations/change.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { waitNeeded, type Taker, type Terms } from './waiting.ts'

export interface Line {
  inboxId: Id
  teamId: Id | null
  priority: Priority
  categoryId: Id | null
  language: string | null
  /** The longest in it waits since then. */
  since: Date
}

/** Of conversations together; each line has its share, and three at least. */
const TOGETHER = 1_500
const LEAST = 3
/** Where territories are asked, one line is of several kinds. */
const LEAST_OF_TERRITORIES = 10
const MOST = 100
/** Lines that are looked into, those that weigh most and wait longest first. */
const LINES = 500
/** Of a line so many are looked at for such as are not due yet. */
const SAVED_AMONG = 200

const WAITS = `shelf = 'open' and assignee_id is null and private_at is null`
const KIND = `coalesce(team_id, 0), priority, coalesce(category_id, 0), coalesce(language, '')`
const SINCE = 'coalesce(waiting_since, last_message_at)'

/** Each kind that waits in these inboxes, by one step of the index. */
export async function readLines(tx: Tx, inboxIds: readonly Id[]): Promise<Line[]> {
  const columns = `inbox_id, coalesce(team_id, 0) as team, priority, coalesce(category_id, 0) as category, coalesce(language, '') as lang, ${SINCE} as since`
  return await tx.query<Line>({
    name: 'assignment-lines',
    text: `with recursive line as (
        select first.* from unnest($1::bigint[]) wanted (id) cross join lateral
          (select ${columns} from conversation where inbox_id = wanted.id and ${WAITS} order by inbox_id, ${KIND}, ${SINCE}, id limit 1) first
        union all
        select next.* from line cross join lateral
          (select ${columns} from conversation where inbox_id = line.inbox_id and ${WAITS}
              and (${KIND}) > (line.team, line.priority, line.category, line.lang)
            order by inbox_id, ${KIND}, ${SINCE}, id limit 1) next)
      select inbox_id as "inboxId", nullif(team, 0) as "teamId", priority, nullif(category, 0) as "categoryId", nullif(lang, '') as language, since
      from line limit 5000`,
    values: [inboxIds],
  })
}

const weight: Record<Priority, number> = { urgent: 3, high: 2, normal: 1, low: 0 }

/** Lines of which one of these people could be given something now. */
export function linesFor(
  lines: readonly Line[],
  takers: readonly Taker[],
  termsOf: (inboxId: Id) => Terms,
  now: number,
): Line[] {
  const couldBe = (line: Line) => {
    const terms = termsOf(line.inboxId)
    const waited = terms.worked(now) - terms.worked(line.since.getTime())
    return takers.some((taker) => {
      if (!taker.inboxIds.has(line.inboxId)) return false
      const needs = waitNeeded(taker, { ...line, territory: null }, terms)
      return needs !== null && waited >= needs
    })
  }
  return lines
    .filter(couldBe)
    .toSorted((a, b) => weight[b.priority] - weight[a.priority] || a.since.getTime() - b.since.getTime())
    .slice(0, LINES)
}

/** `asks`: inboxes that ask for territories. `exceptFor`: what this person gave back is not theirs again. */
export async function readHeads(
  tx: Tx,
  lines: readonly Line[],
  { asks, exceptFor }: { asks: ReadonlySet<Id>; exceptFor: Id | null },
): Promise<Id[]> {
  if (lines.length === 0) return []
  const share = Math.min(MOST, Math.floor(TOGETHER / lines.length))
  const rows = await tx.query<{ id: Id }>({
    name: 'assignment-heads',
    text: `with kind as (select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::int[])
          as k (inbox_id, team, priority, category, lang, most))
      select oldest.id from kind cross join lateral
        (select c.id from conversation c where c.inbox_id = kind.inbox_id and ${WAITS} and (${KIND}) = (kind.team, kind.priority, kind.category, kind.lang)
            and not exists (select from given_back g where g.conversation_id = c.id and g.user_id = $8)
          order by ${SINCE}, c.id limit kind.most) oldest
      union
      select saved.id from kind cross join lateral
        (select first.id from (select c.id from conversation c where c.inbox_id = kind.inbox_id and ${WAITS}
              and (${KIND}) = (kind.team, kind.priority, kind.category, kind.lang) order by ${SINCE}, c.id limit ${SAVED_AMONG}) first
          join clock on clock.conversation_id = first.id and clock.stopped_at is null and clock.due_at > $7
          order by clock.due_at limit ${LEAST}) saved`,
    values: [
      lines.map((line) => line.inboxId),
      lines.map((line) => line.teamId ?? '0'),
      lines.map((line) => line.priority),
      lines.map((line) => line.categoryId ?? '0'),
      lines.map((line) => line.language ?? ''),
      lines.map((line) => Math.max(asks.has(line.inboxId) ? LEAST_OF_TERRITORIES : LEAST, share)),
      tx.now,
      exceptFor,
    ],
  })
  return rows.map((row) => row.id)
}
