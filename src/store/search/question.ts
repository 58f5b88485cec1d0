// What is asked, and what is to be known before it is looked for: in which buckets it may lie, and how many say it. Only the way
// depends on the latter, never what is found.
import type { Tx } from '../tx.ts'
import { dayOf, monthOf, newestFirst } from './buckets.ts'
import { type SearchQuery, searchQuery, termQuery, tsqueryOf } from './query.ts'
import type { Asked } from './tokens.ts'

export interface Question {
  asked: SearchQuery
  /** All there are, newest first. */
  buckets: readonly number[]
  /**
   * The one word of several that is so seldom that the index is asked for it alone, and its rows for the others: it would collect all
   * that begins with a frequent word before it sees that a seldom one is not there.
   */
  seldom: Asked | null
  /** Of the newest messages, the part that says all of it. */
  share: number
}

/** Newest messages by which is told how frequent words are; a word that fewer say is seldom. */
const SAMPLE = 200
const FREQUENT = 3
/** Days in which those messages lie, as a rule. */
const RECENT = 30

export async function readQuestion(tx: Tx, query: string): Promise<Question> {
  const asked = searchQuery(query)
  if (asked.wanted.length === 0) return { asked, buckets: [], seldom: null, share: 0 }
  const recent = [...Array.from({ length: RECENT }, (_, n) => dayOf(tx.now) - n), monthOf(tx.now), monthOf(tx.now) - 1]
  const words = asked.wanted.length > 1 ? asked.wanted : []
  const queries = [
    (bucket: number) => tsqueryOf(asked, bucket),
    ...words.map((word) => (bucket: number) => termQuery(bucket, word)),
  ]
  const rows = await tx.query<{ buckets: number[] | null; place: number; said: number; looked: number }>({
    name: 'search-question',
    text: `with newest as materialized (
        select bucket, tokens from message_search order by conversation_id desc, message_id desc limit ${SAMPLE})
      select asked.place, count(newest.bucket)::int as looked,
        count(*) filter (where newest.tokens @@ asked.query::tsquery)::int as said,
        case when asked.place = 0 then (select array_agg(bucket) from search_bucket) end as buckets
      from unnest($1::int[], $2::int[], $3::text[]) as asked (place, bucket, query) left join newest using (bucket)
      group by asked.place order by asked.place`,
    values: [
      queries.flatMap((_, place) => recent.map(() => place)),
      queries.flatMap(() => recent),
      queries.flatMap((queryOf) => recent.map(queryOf)),
    ],
  })
  const [whole, ...single] = rows
  const counts = words.map((word, at) => ({ word, said: single[at]?.said ?? 0 }))
  const [least] = counts.toSorted((a, b) => a.said - b.said || b.word.text.length - a.word.text.length)
  return {
    asked,
    buckets: newestFirst(whole?.buckets ?? []),
    seldom: least && least.said < FREQUENT ? least.word : null,
    share: whole && whole.looked > 0 ? whole.said / whole.looked : 0,
  }
}
