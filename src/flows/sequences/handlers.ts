// Sequences as the worker calls them: letters at their time, and what ends an enrolment before it.
import {
  callAgain,
  callOverdue,
  end,
  holdEnrolment,
  isUnderWay,
  type StoredEnrolment,
} from '../../desk/sequences/enrolments.ts'
import { stepJob, type StepDue } from '../../desk/sequences/enrolling.ts'
import { addFigure, forgetRations } from '../../desk/sequences/letters.ts'
import { sequenceRow, type StoredSequence } from '../../desk/sequences/sequences.ts'
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { lookForAnswers } from './look.ts'
import { endAnswered, takeStep } from './step.ts'

/** Follows what may end enrolments: a letter that came back, a deal that was closed. */
export const heedSequencesJob = 'sequence.heed'
export const sequenceSweepJob = 'sequence.sweep'
/** An answer to the last letter counts for so long; milliseconds. */
const LISTENED = 60 * 86_400_000

export function sequenceHandlers(means: Means): Handlers {
  return {
    [stepJob]: {
      runOutside: async (store, job) => {
        const due = job.payload as StepDue
        const later = await takeStep(store, means, due)
        // Claimed by a clock that was set back since: nobody else would come. For another time there is another job.
        if (later && later.toISOString() === due.at)
          await store.transact({ actorId: null }, (tx) => callAgain(tx, due.enrolmentId, later))
      },
    },
    [heedSequencesJob]: {
      batch: 50,
      run: async (tx, jobs) => {
        for (const { payload } of jobs) await heedEvent(tx, payload as Following)
      },
    },
    [sequenceSweepJob]: {
      run: async (tx) => {
        await callOverdue(tx)
        await forgetRations(tx)
      },
    },
  }
}

export const isClosing = ({ kind }: Readonly<Record<string, unknown>>): boolean => kind === 'won' || kind === 'lost'

async function heedEvent(tx: Tx, { name, subjectId, data }: Following): Promise<void> {
  if (name === 'deal.moved') return await closeWithDeal(tx, subjectId, data['kind'] === 'won' ? 'dealWon' : 'dealLost')
  if (name === 'deal.deleted') return await closeWithDeal(tx, subjectId, 'dealLost')
  await noteBounced(tx, subjectId)
}

async function closeWithDeal(tx: Tx, dealId: Id, because: 'dealWon' | 'dealLost'): Promise<void> {
  const rows = await tx.query<{ id: Id }>({
    name: 'enrolments-of-deal',
    text: `select id from enrolment where deal_id = $1 and state in ('waiting', 'paused') order by id limit 1000`,
    values: [dealId],
  })
  for (const { id } of rows) {
    const held = await hold(tx, id)
    if (held && isUnderWay(held.row)) await end(tx, held.row, held.sequence, 'stopped', because)
  }
}

async function noteBounced(tx: Tx, messageId: Id): Promise<void> {
  const rows = await tx.query<{ id: Id; stepKey: string }>({
    name: 'sequence-letter-bounced',
    text: `update sequence_letter set bounced_at = $2 where message_id = $1 and bounced_at is null returning enrolment_id as id, step_key as "stepKey"`,
    values: [messageId, tx.now],
  })
  for (const { id, stepKey } of rows) {
    const held = await hold(tx, id)
    if (!held) continue
    await addFigure(tx, held.sequence.id, stepKey, 'bounced')
    if (isUnderWay(held.row)) await end(tx, held.row, held.sequence, 'stopped', 'bounced')
  }
}

/** After mail came in these conversations: who answered gets no further letter, and need not wait for its time to be told so. */
export async function heedAnswers(tx: Tx, conversationIds: readonly Id[]): Promise<void> {
  const rows = await tx.query<{ id: Id }>({
    name: 'enrolments-answered',
    text: `select distinct e.id from sequence_letter l join enrolment e on e.id = l.enrolment_id
      where l.conversation_id = any(array(select unnest($1::bigint[]) union select id from conversation where merged_into = any($1::bigint[])))
        and (e.state in ('waiting', 'paused') or (e.state = 'finished' and e.replied_at is null and e.ended_at > $2)) order by e.id`,
    values: [[...new Set(conversationIds)], new Date(tx.now.getTime() - LISTENED)],
  })
  for (const { id } of rows) {
    const held = await hold(tx, id)
    if (!held || held.row.state === 'stopped' || held.row.replied_at) continue
    const { answer } = await lookForAnswers(tx, held.row, held.sequence)
    if (answer) await endAnswered(tx, held.row, held.sequence, answer)
  }
}

async function hold(tx: Tx, id: Id): Promise<{ row: StoredEnrolment; sequence: StoredSequence } | null> {
  const row = await holdEnrolment(tx, id)
  const sequence = row && (await sequenceRow(tx, row.sequence_id))
  return row && sequence ? { row, sequence } : null
}
