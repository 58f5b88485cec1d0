// The change feed: one numbered row for whatever open pages may want to refresh, kept for two days.
//
// A transaction writes its rows without a number. The sequencer numbers what is committed, in one short serial step: a number is
// never seen before all smaller ones, so a reader who remembers the last one misses nothing, however late a transaction commits.
import type { Id } from '../kit/id.ts'
import { insertRows } from './access/rows.ts'
import type { Store } from './store.ts'
import type { Tx } from './tx.ts'

export interface Change {
  /** The place in the feed, growing; text, as it may pass 2^53. */
  seq: string
  name: string
  /** The conversation, or the noun itself where there is none. */
  subjectId: Id
  /** Null: everybody may know. */
  inboxId: Id | null
  actorId: Id | null
  /** Of those who may know, only this user. */
  userId?: Id | null
  at: Date
}

/** PostgreSQL channel of the doorbell. It carries no content: whoever hears it reads the table. */
export const CHANGE_CHANNEL = 'postroom_change'

const KEPT = 2 * 24 * 3600_000
/** Numbered, or read, at most in one go. */
export const AT_ONCE = 1_000

export async function noteChanges(
  tx: Tx,
  changes: readonly Pick<Change, 'name' | 'subjectId' | 'inboxId' | 'userId'>[],
): Promise<void> {
  const head = 'insert into change (id, name, subject_id, inbox_id, actor_id, user_id, at) values'
  const rows = changes.map((one) => [
    tx.mint(),
    one.name,
    one.subjectId,
    one.inboxId,
    tx.actorId,
    one.userId ?? null,
    tx.now,
  ])
  await insertRows(tx, { name: 'change-note', head }, rows)
  if (rows.length > 0) tx.wake.add('change')
}

/** One after another over all processes, by the lock on the counter's row. Returns how many were numbered. */
export async function numberChanges(tx: Tx): Promise<number> {
  // A statement of its own: the next one's snapshot must be taken after the lock, or it would not see the last sequencer's work.
  const [counter] = await tx.query<{ seq: string }>({
    name: 'change-counter',
    text: 'select seq from change_counter for update',
    values: [],
  })
  const numbered = await tx.query({
    name: 'change-number',
    text: `update change set seq = $1::bigint + waiting.place
      from (select id, row_number() over (order by id) as place from (select id from change where seq is null order by id limit ${AT_ONCE}) fresh) waiting
      where change.id = waiting.id returning 1`,
    values: [counter?.seq],
  })
  if (numbered.length === 0) return 0
  await tx.query({ name: 'change-count', text: 'update change_counter set seq = seq + $1', values: [numbered.length] })
  await tx.query({ name: 'change-ring', text: `notify ${CHANGE_CHANNEL}`, values: [] })
  return numbered.length
}

/** In order, the first after `after`. */
export async function readChanges(store: Pick<Store, 'transact'>, after: string, limit = AT_ONCE): Promise<Change[]> {
  return await store.transact({ actorId: null, readOnly: true }, (tx) =>
    tx.query<Change>({
      name: 'change-read',
      text: `select seq, name, subject_id as "subjectId", inbox_id as "inboxId", actor_id as "actorId", user_id as "userId", at
      from change where seq > $1 order by seq limit $2`,
      values: [after, limit],
    }),
  )
}

/** The oldest number still there and the newest given: who stands before `oldest - 1` has missed some and starts afresh. */
export async function changeRange(store: Pick<Store, 'transact'>): Promise<{ oldest: string; newest: string }> {
  const [range] = await store.transact({ actorId: null, readOnly: true }, (tx) =>
    tx.query<{ oldest: string; newest: string }>({
      name: 'change-range',
      text: `select c.seq as newest, coalesce((select min(seq) from change where seq is not null), c.seq + 1) as oldest from change_counter c`,
      values: [],
    }),
  )
  return range ?? { oldest: '1', newest: '0' }
}

/** A schedule's work. */
export async function sweepChanges(tx: Tx): Promise<void> {
  await tx.query({
    name: 'change-sweep',
    text: 'delete from change where seq is not null and at < $1',
    values: [new Date(tx.now.getTime() - KEPT)],
  })
}
