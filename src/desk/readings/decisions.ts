// What people decide about conversations, remembered for the classifier: an example, and how the guess had been. Written in the
// transaction of the decision, so that none is lost; the training asks for them.
import type { Id } from '../../kit/id.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import type { ReadField } from './readings.api.ts'

/** The kind of job that trains a model anew. */
export const trainJob = 'learning.train'
/** So many decisions are learned beside a model before it is made anew. */
export const ENOUGH = 50

export interface Decided {
  id: Id
  inbox_id: Id
}

/**
 * `value`: the category's id or the priority; null: none of these. Of what was decided twice the last holds. Nothing is learned where
 * Postroom itself decided: it would only learn to go on as it does.
 */
export async function noteDecision(tx: Tx, of: Decided, field: ReadField, value: string | null): Promise<void> {
  if (tx.actorId === null) return
  await stopWaiting(tx, of.id, field)
  const [opening] = await tx.query<{ messageId: Id; guess: string | null; confidence: number | null }>({
    name: 'example-of',
    text: `select m.id as "messageId", r.body -> $2 -> 'guesses' -> 0 ->> 'value' as guess,
        (r.body -> $2 -> 'guesses' -> 0 ->> 'confidence')::float8 as confidence
      from message m left join reading r on r.conversation_id = m.conversation_id and r.message_id = m.id
      where m.conversation_id = $1 and m.direction = 'in' and m.kind = 'message' and m.secret is null order by m.id limit 1`,
    values: [of.id, field],
  })
  if (!opening) return
  await tx.query({
    name: 'example-note',
    text: `insert into example (conversation_id, field, id, message_id, inbox_id, value, guess, confidence, actor_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (conversation_id, field) do update set id = excluded.id,
        message_id = excluded.message_id, inbox_id = excluded.inbox_id, value = excluded.value, actor_id = excluded.actor_id,
        guess = coalesce(example.guess, excluded.guess), confidence = coalesce(example.confidence, excluded.confidence)`,
    values: [
      of.id,
      field,
      tx.mint(),
      opening.messageId,
      of.inbox_id,
      value ?? '',
      opening.guess,
      opening.confidence,
      tx.actorId,
    ],
  })
  if (await isTimeToTrain(tx, of.inbox_id, field))
    await enqueue(tx, trainJob, { inboxId: of.inbox_id, field }, { key: `${of.inbox_id}.${field}` })
}

/** It was a slip: nothing is to be learned from it, and it waits for a decision again. */
export async function withdrawDecision(tx: Tx, id: Id, field: ReadField): Promise<void> {
  if (tx.actorId === null) return
  await tx.query({
    name: 'example-withdraw',
    text: 'delete from example where conversation_id = $1 and field = $2',
    values: [id, field],
  })
  if (field !== 'category') return
  await tx.query({
    name: 'reading-wait',
    text: `update reading set wants_category = true where conversation_id = $1 and body -> 'category' <> 'null'
      and message_id = (select min(message_id) from reading where conversation_id = $1)`,
    values: [id],
  })
}

async function stopWaiting(tx: Tx, id: Id, field: ReadField): Promise<void> {
  if (field !== 'category') return
  await tx.query({
    name: 'reading-decided',
    text: 'update reading set wants_category = false where conversation_id = $1 and wants_category',
    values: [id],
  })
}

async function isTimeToTrain(tx: Tx, inboxId: Id, field: ReadField): Promise<boolean> {
  const [row] = await tx.query<{ since: number }>({
    name: 'example-since',
    text: `select count(*)::int as since from (select from example where inbox_id = $1 and field = $2 and id >
        coalesce((select learned_until from model where inbox_id = $1 and field = $2 order by id desc limit 1), 0) limit ${ENOUGH}) one`,
    values: [inboxId, field],
  })
  return (row?.since ?? 0) >= ENOUGH
}

/** What was chosen beforehand for whoever is done with it, is still a category, and nobody has declined; null for Postroom itself. */
export async function preselectedCategory(tx: Tx, id: Id): Promise<Id | null> {
  if (tx.actorId === null) return null
  const [row] = await tx.query<{ id: Id }>({
    name: 'reading-preselected',
    text: `select c.id from (select body -> 'category' as said from reading where conversation_id = $1 order by message_id desc limit 1) r
      join category c on c.id = (r.said -> 'guesses' -> 0 ->> 'value')::bigint and c.archived_at is null
      where (r.said ->> 'isPreselected')::boolean and not exists (select from example e
        where e.conversation_id = $1 and e.field = 'category' and e.value = '')`,
    values: [id],
  })
  return row?.id ?? null
}
