// A page of a timeline: a walk along the index of its subject, newest first, that ends with the page. Where one sees little of it, it
// ends after a bounded look and says from where to go on.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { type EntryRow, shownEntries } from './shown.ts'
import { familySeen, isSeen, seenConversation } from './sight.ts'
import { EntryKind, type Subject, type TimelineEntry } from './timeline.api.ts'

/** So many entries are looked at for a page; fewer where their words are. */
const NEAR = 2_000
const NEAR_WORDS = 500
/** A page that is asked for without a length of its own (the screen's), whose statement is worth keeping. */
const USUAL = 50

export interface Asked {
  kinds?: readonly EntryKind[] | undefined
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}

interface Place {
  place: string
  reference_id: Id
}

export async function readTimeline(
  tx: Tx,
  actor: Actor,
  subject: Subject,
  asked: Asked,
): Promise<{ entries: TimelineEntry[]; next: string | null; isPartial: boolean }> {
  const family = await familySeen(tx, actor, subject)
  const words = wordsOf(asked.q)
  const most = words.length > 0 ? NEAR_WORDS : NEAR
  const walks = walksOf(family, asked.kinds, readCursor(asked.cursor))
  const isUsual = walks.length === 1 && words.length === 0 && asked.limit === USUAL
  const rows = await ask(
    tx,
    isUsual ? 'timeline-page' : null,
    sql<
      EntryRow & Place
    >`select entry.*, entry.at::text as place, seen.id as seen_id, seen.number as seen_number, seen.subject as seen_subject, seen.sight
      from (${nearest(walks, most, 0)}) entry ${seenConversation(tx, actor)}
      where ${isSeen(tx, actor)} ${words.length > 0 ? sql`and ${says(words)}` : sql``}
      order by entry.at desc, entry.reference_id desc limit ${sql.lit(asked.limit + 1)}`,
  )
  const page = rows.slice(0, asked.limit)
  const entries = await shownEntries(tx, actor, page)
  const last = page.at(-1)
  if (rows.length > asked.limit && last) return { entries, next: writeCursor(last), isPartial: false }
  const [depth] = await ask(tx, null, sql<Place>`select at::text as place, reference_id from (${nearest(walks, 1, most - 1)}) entry`) // prettier-ignore
  return { entries, next: depth ? writeCursor(depth) : null, isPartial: depth !== undefined }
}

/** One for each subject and kind: each is in order along an index, whatever PostgreSQL thinks of it. */
function walksOf(
  ids: readonly Id[],
  kinds: readonly EntryKind[] | undefined,
  from: Place | null,
): RawBuilder<unknown>[] {
  const behind = from ? sql`and (at, reference_id) < (${from.place}::timestamptz, ${from.reference_id}::bigint)` : sql``
  const each = kinds && kinds.length > 0 ? [...new Set(kinds)] : [null]
  return ids.flatMap((id) =>
    each.map(
      (kind) =>
        sql`subject_id = ${id}::bigint and removed_at is null ${kind ? sql`and kind = ${sql.lit(kind)}` : sql``} ${behind}`,
    ),
  )
}

function nearest(walks: readonly RawBuilder<unknown>[], most: number, from: number): RawBuilder<unknown> {
  const one = (which: RawBuilder<unknown>, upTo: number, skip: number) =>
    sql`select subject_id, reference_id, kind, at, conversation_id, about_id, actor_id, because, confidence, detail
      from timeline where ${which} order by at desc, reference_id desc limit ${sql.lit(upTo)} offset ${sql.lit(skip)}`
  const [first, ...others] = walks
  if (first && others.length === 0) return one(first, most, from)
  const each = walks.map((which) => sql`(${one(which, most + from, 0)})`)
  // A mail to two who are one now is logged on both.
  return sql`select distinct on (at, reference_id, kind) * from (${sql.join(each, sql` union all `)}) walked
    order by at desc, reference_id desc, kind, confidence desc nulls last
    limit ${sql.lit(most)} offset ${sql.lit(from)}`
}

/** What is looked at in a text. */
const LONGEST = 20_000
const wordsOf = (q: string | undefined): string[] => (q?.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).slice(0, 8)

/** All the words, in the message's subject or text, in what was entered, in a task, or in what the entry itself says. Of headers only the subject. */
function says(words: readonly string[]): RawBuilder<boolean> {
  const has = (text: RawBuilder<string>) =>
    sql`(${sql.join(
      words.map((word) => sql`position(${word} in ${text}) > 0`),
      sql` and `,
    )})`
  return sql<boolean>`case
    when entry.kind = 'message' then coalesce((select ${has(sql`lower(message.subject || ' ' || case when seen.sight <> 'headers' and message.secret is null then left(message.text, ${sql.lit(LONGEST)}) else '' end)`)}
      from message where message.conversation_id = entry.conversation_id and message.id = entry.reference_id), false)
    when entry.kind in ('note', 'call', 'meeting') then coalesce((select ${has(sql`lower(activity.text)`)} from activity where activity.id = entry.reference_id), false)
    when entry.kind = 'task' then coalesce((select ${has(sql`lower(task.title || ' ' || task.text)`)} from task where task.id = entry.reference_id), false)
    else ${has(sql`lower(coalesce(entry.detail::text, ''))`)} end`
}

export function kindsIn(text: string | undefined): EntryKind[] | undefined {
  if (text === undefined || text === '') return undefined
  return text.split(',').map((one) => {
    const kind = EntryKind.safeParse(one)
    if (kind.success) return kind.data
    throw new Problem('invalid', 'bad-kind', `“${one.slice(0, 40)}” is no kind of entry.`)
  })
}

const writeCursor = ({ place, reference_id: id }: Place) => Buffer.from(`${place}|${id}`).toString('base64url')

function readCursor(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const [place = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}$/.test(place) || !/^\d{1,18}$/.test(id))
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by this list. Start again without one.')
  return { place, reference_id: id }
}
