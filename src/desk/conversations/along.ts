// Words looked for along a list instead of by the index: where many say them, and where the filters leave few conversations. What the
// newest of the list say is read off their rows. Of that, what is newer than the last of them was written to comes before all that
// the rest of the list says, so a page of it is a page of the answer.
import type { Id } from '../../kit/id.ts'
import { cursorAfter, type Found, isAfter, readCursor, searchAmong } from '../../store/search.ts'
import type { Hit } from '../../store/search/look.ts'
import type { Question } from '../../store/search/question.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { conditionsOf, everyCondition, type Filters, inboxesOf } from './filters.ts'
import { saying } from './phrases.ts'
import { DEPTHS, type Placed, walkPlaces } from './walk.ts'

interface Asked {
  tx: Tx
  actor: Actor
  filters: Filters
  question: Question
}

/** So much deeper than the share of those that say it would have it: it is not spread evenly. */
const MARGIN = 1.4

/** Null: the index is the better way, because few say it and the list is long. */
export async function alongList(asked: Asked): Promise<Found | null> {
  const { tx, actor, filters, question } = asked
  if (question.asked.wanted.length === 0) return { conversationIds: [], next: null }
  const deepOf = (share: number) => Math.ceil(((filters.limit + 1) / share) * MARGIN)
  // Nobody knows how many say a phrase: only a short list is looked through for it.
  let deep = question.asked.phrases.length > 0 ? Infinity : deepOf(question.share)
  // Of a whole desk the index has the newest as soon, unless one in four says it.
  const deepest = isNarrow(asked) ? DEPTHS.most : DEPTHS.few
  if (deep > deepest && deepest < DEPTHS.most) return null
  let most = DEPTHS.few
  let walked = await walkPlaces(tx, actor, filters, most)
  for (;;) {
    if (walked.deep) return null // the list goes on where nobody has looked yet
    const places = walked.rows
    const shown = behindCursor(filters, places)
    if (shown + deep > most && most < deepest && shown + deep <= deepest) {
      most = DEPTHS.most
      walked = await walkPlaces(tx, actor, filters, most)
      continue
    }
    const isWorthIt = places.length < DEPTHS.few || shown + deep <= deepest
    const isEnd = places.length < most && shown + deep >= places.length && isWorthIt
    if (!isEnd && shown + deep > places.length) return null
    const part = isEnd ? places : places.slice(0, shown + deep)
    const { page, said } = await pageAlong(asked, part, isEnd)
    if (page) return page
    deep = Math.max(deepOf(said / part.length), Math.ceil(deep * MARGIN))
  }
}

/** Whether the list may be short. */
function isNarrow({ filters, actor }: Asked): boolean {
  if (filters.view !== 'all' || filters.inboxId !== undefined || filters.priority !== undefined) return true
  if (filters.narrowing?.shelves || filters.narrowing?.inboxIds) return true
  return everyCondition(conditionsOf(filters, actor)).length > 0
}

/** How many of these the pages before may have had. */
function behindCursor({ cursor }: Filters, places: readonly Placed[]): number {
  if (cursor === undefined) return 0
  const { at } = readCursor(cursor)
  return places.filter((place) => place.last_message_at >= at).length
}

/** No page where what these say fills none, and the list goes on. `said`: by how many of them. */
async function pageAlong(
  { tx, actor, filters, question }: Asked,
  places: readonly Placed[],
  isAll: boolean,
): Promise<{ page: Found | null; said: number }> {
  const { cursor, limit } = filters
  const since = isAll ? null : (places.at(-1)?.last_message_at ?? null)
  const conversationIds = places.map((place) => place.id)
  const hits = await searchAmong(tx, { ...question, inboxIds: inboxesOf(filters, actor), conversationIds, since })
  const { phrases } = question.asked
  const said = new Set<Hit>(phrases.length > 0 ? await saying(tx, hits, phrases) : hits)
  const newest = new Map<Id, Hit>()
  for (const hit of hits) if (said.has(hit) && !newest.has(hit.head)) newest.set(hit.head, hit)
  const before = cursor === undefined ? null : readCursor(cursor)
  const rest = [...newest].filter(([, hit]) => !before || isAfter(before, hit))
  if (rest.length <= limit && !isAll) return { page: null, said: newest.size }
  const last = rest[limit - 1]
  const next = rest.length > limit && last ? cursorAfter(last[1]) : null
  return { page: { conversationIds: rest.slice(0, limit).map(([id]) => id), next }, said: newest.size }
}
