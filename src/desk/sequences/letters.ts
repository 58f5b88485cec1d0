// Letters of sequences that have left: one for each step of an enrolment, sums by step, and how many a day.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { end, holdEnrolment, type StoredEnrolment } from './enrolments.ts'
import type { EnrolmentBecause } from './enrolments.api.ts'
import { sequenceRow } from './sequences.ts'

export interface SentLetter {
  stepKey: string
  conversationId: Id
  messageId: Id
  sentAt: Date
}

/** Oldest first. */
export async function lettersOf(tx: Tx, enrolmentId: Id): Promise<SentLetter[]> {
  return await tx.query<SentLetter>({
    name: 'sequence-letters',
    text: `select step_key as "stepKey", conversation_id as "conversationId", message_id as "messageId", sent_at as "sentAt"
      from sequence_letter where enrolment_id = $1 order by sent_at, message_id`,
    values: [enrolmentId],
  })
}

export async function keepLetter(
  tx: Tx,
  { id, sequence_id: sequenceId }: StoredEnrolment,
  letter: SentLetter,
): Promise<void> {
  const { stepKey, conversationId, messageId, sentAt } = letter
  await tx.db
    .insertInto('sequence_letter')
    .values({
      enrolment_id: id,
      step_key: stepKey,
      conversation_id: conversationId,
      message_id: messageId,
      sent_at: sentAt,
    })
    .execute()
  await addFigure(tx, sequenceId, stepKey, 'sent')
}

export type Counted = 'sent' | 'replied' | 'bounced' | 'left_off'

export async function addFigure(tx: Tx, sequenceId: Id, stepKey: string, what: Counted): Promise<void> {
  await tx.query({
    name: `sequence-figure-${what}`,
    text: `insert into sequence_figure (sequence_id, step_key, ${what}) values ($1, $2, 1)
      on conflict (sequence_id, step_key) do update set ${what} = sequence_figure.${what} + 1`,
    values: [sequenceId, stepKey],
  })
}

/** What counts for the letter that left last; before the first it counts for none. */
export async function countForLast(
  tx: Tx,
  { id, sequence_id: sequenceId }: Pick<StoredEnrolment, 'id' | 'sequence_id'>,
  what: Counted,
): Promise<void> {
  const last = (await lettersOf(tx, id)).at(-1)
  if (last) await addFigure(tx, sequenceId, last.stepKey, what)
}

/** Of a contact all that is under way. */
export async function stopAllOf(
  tx: Tx,
  contactId: Id,
  because: Extract<EnrolmentBecause, 'unsubscribed' | 'optedOut'>,
): Promise<void> {
  const rows = await tx.query<{ id: Id }>({
    name: 'enrolments-of-contact-under-way',
    text: `select id from enrolment where contact_id = $1 and state in ('waiting', 'paused') order by id`,
    values: [contactId],
  })
  for (const { id } of rows) {
    const row = await holdEnrolment(tx, id)
    const sequence = row && (await sequenceRow(tx, row.sequence_id))
    if (!row || !sequence || row.ended_at) continue
    await countForLast(tx, row, 'left_off')
    await end(tx, row, sequence, 'stopped', because)
  }
}

/** False: that was all for this day. Two who take the last one wait for each other. */
export async function takeRation(tx: Tx, ownerId: Id, day: string, most: number): Promise<boolean> {
  const rows = await tx.query({
    name: 'sequence-ration',
    text: `insert into sequence_ration (owner_id, day, times) values ($1, $2, 1)
      on conflict (owner_id, day) do update set times = sequence_ration.times + 1 where sequence_ration.times < $3 returning times`,
    values: [ownerId, day, most],
  })
  return rows.length > 0
}

/** What was taken for a letter that does not leave. */
export async function giveRationBack(tx: Tx, ownerId: Id, day: string): Promise<void> {
  await tx.query({
    name: 'sequence-ration-back',
    text: 'update sequence_ration set times = times - 1 where owner_id = $1 and day = $2',
    values: [ownerId, day],
  })
}

/** For a schedule. */
export async function forgetRations(tx: Tx): Promise<void> {
  await tx.query({
    name: 'sequence-rations-gone',
    text: `delete from sequence_ration where day < $1::timestamptz::date - 3`,
    values: [tx.now],
  })
}
