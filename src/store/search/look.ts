// The two statements that find: what the index leads to, newest first, and what is said among a few conversations.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../tx.ts'
import { termQuery, tsqueryOf } from './query.ts'
import type { Question } from './question.ts'

export interface Hit {
  conversationId: Id
  messageId: Id
  at: Date
}

export interface Look extends Question {
  inboxIds: readonly Id[]
  before: Hit | null
  limit: number
}

/**
 * One walk over the index for each span of buckets, newest first, only as many as it takes: the rows of a lateral join are asked for
 * one after another.
 */
export async function lookThrough(tx: Tx, { asked, seldom, buckets, inboxIds, before, limit }: Look): Promise<Hit[]> {
  const page = before ? 'and (at, message_id) < ($4::timestamptz, $5::bigint)' : ''
  const [ours, theirs] = before ? ['$6', '$7'] : ['$4', '$5']
  // `is true` hides it from the index.
  const more = seldom
    ? `and (tokens @@ (${theirs}::text[])[array_position(${ours}::int[], bucket)]::tsquery) is true`
    : ''
  const queryOf = (bucket: number) => (seldom ? termQuery(bucket, seldom) : tsqueryOf(asked, bucket))
  return await tx.query<Hit>({
    name: `search-look${before ? '-on' : ''}${seldom ? '-seldom' : ''}`,
    text: `select hit.* from unnest($1::text[]) as span (query) cross join lateral (
        select conversation_id as "conversationId", message_id as "messageId", at from message_search
        where tokens @@ span.query::tsquery and inbox_id = any($2::bigint[]) ${page} ${more}
        order by at desc, message_id desc limit $3) hit limit $3`,
    values: [
      spansOf(buckets).map((span) => span.map(queryOf).join(' | ')),
      inboxIds,
      limit,
      ...(before ? [before.at, before.messageId] : []),
      ...(seldom ? [buckets, buckets.map((bucket) => tsqueryOf(asked, bucket))] : []),
    ],
  })
}

/** Buckets that are walked along one by one; further down, where only what is seldom is looked for, more and more of them together. */
const SINGLY = 8
const TOGETHER = 64

function spansOf(buckets: readonly number[]): (readonly number[])[] {
  const spans: (readonly number[])[] = []
  for (let at = 0; at < buckets.length; at += spans.at(-1)?.length ?? 0)
    spans.push(buckets.slice(at, at + Math.min(TOGETHER, Math.max(1, Math.floor((2 * at) / SINGLY) - 1))))
  return spans
}

export interface Among extends Pick<Question, 'asked' | 'buckets'> {
  inboxIds: readonly Id[]
  /** What was merged into them belongs to them. */
  conversationIds: readonly Id[]
  /** What was said at this time or earlier is not looked at. */
  since: Date | null
}

/** The same question of a few conversations only, by their rows instead of the index. Newest first; `head`: which of them it is about. */
export async function lookAmong(
  tx: Tx,
  { asked, buckets, inboxIds, conversationIds, since }: Among,
): Promise<(Hit & { head: Id })[]> {
  return await tx.query<Hit & { head: Id }>({
    name: 'search-among',
    text: `with family as (select id, id as head from unnest($3::bigint[]) as id
        union all select id, merged_into from conversation where merged_into = any($3::bigint[]))
      select conversation_id as "conversationId", message_id as "messageId", at, head from family
      join message_search on conversation_id = family.id
      join unnest($1::int[], $2::text[]) as asked (bucket, query) using (bucket)
      where inbox_id = any($4::bigint[]) and at > $5 and tokens @@ asked.query::tsquery
      order by at desc, message_id desc`,
    values: [
      buckets,
      buckets.map((bucket) => tsqueryOf(asked, bucket)),
      conversationIds,
      inboxIds,
      since ?? '-infinity',
    ],
  })
}
