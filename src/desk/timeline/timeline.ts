// The timeline: one stream for each contact, company and deal. Other products call it activity or history. An entry is a place in it;
// what it shows lies with its message, task or activity, and is read from there, so that nothing is kept twice.
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import type { Detail, EntryKind, LogReason, Subject } from './timeline.api.ts'

export interface NewEntry {
  subject: Subject
  kind: EntryKind
  /** What it shows: a message, an activity, a task; of a change its event. */
  referenceId: Id
  at: Date
  /** Whoever sees this conversation sees the entry; left out: whoever sees the subject does. */
  conversationId?: Id | null
  /** A deal that must be seen besides. */
  aboutId?: Id | null
  /** The user who did it; left out: nobody of the desk. */
  actorId?: Id | null
  /** Of a message. */
  because?: LogReason
  confidence?: number
  detail?: Detail | null
  correctionId?: Id
}

const INSERT = {
  name: 'timeline-add',
  head: 'insert into timeline (subject_id, reference_id, kind, noun, at, conversation_id, about_id, actor_id, because, confidence, detail, correction_id) values',
  tail: 'on conflict (reference_id, subject_id, kind) do nothing',
}

/** One statement, however many. An entry that is there already stays as it is, and so does one that a person took away. */
export async function addToTimeline(tx: Tx, entries: readonly NewEntry[]): Promise<void> {
  const each = new Map(entries.map((one) => [`${one.referenceId} ${one.subject.id} ${one.kind}`, one]))
  await insertRows(tx, INSERT, [...each.values()].map(rowOf))
}

function rowOf(one: NewEntry): unknown[] {
  return [
    one.subject.id,
    one.referenceId,
    one.kind,
    one.subject.noun,
    one.at,
    one.conversationId ?? null,
    one.aboutId ?? null,
    one.actorId ?? null,
    one.because ?? null,
    one.confidence ?? null,
    one.detail ? JSON.stringify(one.detail) : null,
    one.correctionId ?? null,
  ]
}

/** Of what is no more, as a message that was called back. */
export async function takeFromTimeline(tx: Tx, referenceIds: readonly Id[]): Promise<void> {
  await tx.query({
    name: 'timeline-take',
    text: 'delete from timeline where reference_id = any($1::bigint[])',
    values: [referenceIds],
  })
}
