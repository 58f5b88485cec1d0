// Events: what happened, never altered. Whoever changes a noun records it in the same transaction; live pages hear of it by a
// change, and what follows it is a job, both written here and only here.
import type { Id } from '../kit/id.ts'
import { must } from '../kit/must.ts'
import { insertRows } from './access/rows.ts'
import { noteChanges } from './changes.ts'
import { enqueueAll } from './jobs.ts'
import type { Tx } from './tx.ts'

export interface StoredEvent {
  id: Id
  name: string
  /** Null: Postroom itself. */
  actorId: Id | null
  /** What it happened to, where that is not the subject: the note, of a conversation. */
  nounId: Id
  data: Record<string, unknown>
  requestId: string | null
  at: Date
}

export interface RecordOptions {
  /** The conversation it belongs to, when it happened to something in one. */
  conversationId?: Id
  /** Whose pages refresh: those of people who may see this inbox; without one, everybody's. */
  inboxId?: Id
  /** What pages are told of, where that is not the subject: who may not see it hears nothing. */
  heardAs?: Id
}

export interface Happening extends RecordOptions {
  /** `noun.pastTense` */
  name: string
  /** What it happened to. */
  nounId: Id
  data: object
}

/** What a job that follows an event finds in its payload. */
export interface Following {
  event: Id
  name: string
  /** What it happened to. */
  subjectId: Id
  conversationId: Id | null
  /** Null: Postroom itself. */
  actorId: Id | null
  data: Record<string, unknown>
}

/** Returns the event's id. It is shown in the history of its noun, or of the conversation where it belongs to one. */
export async function record(tx: Tx, name: string, nounId: Id, data: object, options: RecordOptions = {}): Promise<Id> {
  const [id] = await recordAll(tx, [{ name, nounId, data, ...options }])
  return must(id, 'the id of the event')
}

/** Many at the price of few: three statements, however many happened. */
export async function recordAll(tx: Tx, happenings: readonly Happening[]): Promise<Id[]> {
  const events = happenings.map((one) => ({ ...one, id: tx.mint(), subjectId: one.conversationId ?? one.nounId }))
  const head = 'insert into event (subject_id, id, name, actor_id, noun_id, data, request_id, at) values'
  const rows = events.map((one) => [
    one.subjectId,
    one.id,
    one.name,
    tx.actorId,
    one.nounId,
    JSON.stringify(one.data),
    tx.requestId,
    tx.now,
  ])
  await insertRows(tx, { name: 'event-record', head }, rows)
  await noteChanges(
    tx,
    events.map(({ name, subjectId, heardAs, inboxId = null }) => ({ name, subjectId: heardAs ?? subjectId, inboxId })),
  )
  await enqueueAll(
    tx,
    events.flatMap((one) => {
      const payload: Following = {
        event: one.id,
        name: one.name,
        subjectId: one.nounId,
        conversationId: one.conversationId ?? null,
        actorId: tx.actorId,
        data: { ...one.data },
      }
      const kinds = (tx.follows[one.name] ?? []).flatMap((follow) => {
        if (typeof follow === 'string') return follow
        return follow.when(payload.data) ? follow.kind : []
      })
      return kinds.map((kind) => ({ kind, payload }))
    }),
  )
  return events.map((one) => one.id)
}

/** Oldest first. Of a conversation: everything that happened in it. */
export async function historyOf(tx: Tx, subjectId: Id): Promise<StoredEvent[]> {
  return await tx.query<StoredEvent>({
    name: 'event-history',
    text: `select id, name, actor_id as "actorId", noun_id as "nounId", data, request_id as "requestId", at
      from event where subject_id = $1 order by id`,
    values: [subjectId],
  })
}
