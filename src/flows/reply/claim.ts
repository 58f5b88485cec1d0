// Taking messages out of the outbox to be sent: leased to one worker, marked as being sent, in a commit of its own.
import type { Id } from '../../kit/id.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { settle } from './settle.ts'

export interface Claimed {
  id: Id
  /** Null with the message: a letter to a colleague, which is of no conversation. */
  conversation_id: Id | null
  message_id: Id | null
  raw_id: Id
  envelope_from: string
  recipients: string[]
  attempts: number
  queued_at: Date
  state: string
  leased_by: string | null
  leased_until: Date
  /** The state it was taken out of. */
  was: string
}

export interface Claiming {
  workerId: string
  /** No more than can be sent at once: a lease runs from now on. */
  most: number
  /** Milliseconds. */
  lease: number
  /** What this worker is at work on, or has sent without being able to say so. */
  inHand: Id[]
}

/**
 * `lost`: left behind half sent by a worker that died; their fate is written down as uncertain. What is this worker's and not in its
 * hand was taken up in a commit whose answer was lost: it was never begun, and is taken up now.
 */
export async function claim(
  tx: Tx,
  { workerId, most, lease, inHand }: Claiming,
): Promise<{ claimed: Claimed[]; lost: Claimed[] }> {
  const rows = await tx.query<Claimed>({
    name: 'outbox-claim',
    // Found once and for all: as a part of the join it could be asked again for each row, and `most` would not hold.
    text: `with due as materialized (
             select id, state, leased_until, leased_by = $2 and id <> all($5::bigint[]) as is_ours from outbox
             where state in ('queued', 'deferred', 'sending') and run_at <= $3
             and (state <> 'sending' or leased_until < $3 or (leased_by = $2 and id <> all($5::bigint[]))) order by run_at, id limit $4 for update skip locked)
           update outbox o set state = 'sending', leased_until = $1, leased_by = $2,
             attempts = o.attempts + case when due.state = 'sending' then 0 else 1 end
           from due
           where o.id = due.id
           returning o.id, o.conversation_id, o.message_id, o.raw_id, o.envelope_from, o.recipients, o.attempts, o.queued_at,
             o.state, o.leased_by, o.leased_until,
             case when due.state = 'sending' and due.is_ours then 'queued' else due.state end as was`,
    values: [new Date(tx.now.getTime() + lease), workerId, tx.now, most, inHand],
  })
  const lost = rows.filter((row) => row.was === 'sending')
  for (const row of lost) {
    const response = 'Postroom stopped while it was being sent.'
    await settle(tx, row, { result: 'uncertain', response, recipients: [] })
  }
  const claimed = rows.filter((row) => row.was !== 'sending')
  for (const row of claimed) await markDeliveries(tx, row, 'sending')
  return { claimed, lost }
}

/** What was taken up and not begun: as if it had not been. */
export async function handBack(tx: Tx, one: Claimed): Promise<void> {
  const row = await tx.db
    .updateTable('outbox')
    .set({ state: one.was, attempts: one.attempts - 1, leased_until: null })
    .where('id', '=', one.id)
    .where('state', '=', 'sending')
    .where('leased_by', '=', one.leased_by)
    .where('attempts', '=', one.attempts)
    .returning('id')
    .executeTakeFirst()
  if (!row) return
  await markDeliveries(tx, one, one.was === 'queued' ? 'queued' : 'delayed')
  tx.wake.add('outbox')
}

/** Of processes that died: whoever claims next finds these half sent, and writes down that nobody knows. */
export async function freeOutboxOf(tx: Tx, workerIds: string[]): Promise<void> {
  await tx.query({
    name: 'outbox-free',
    text: `update outbox set leased_until = $2 where leased_by = any($1) and state = 'sending'`,
    values: [workerIds, new Date(tx.now.getTime() - 1)],
  })
  tx.wake.add('outbox')
}

async function markDeliveries(tx: Tx, one: Claimed, state: string): Promise<void> {
  if (one.conversation_id === null) return
  await tx.db
    .updateTable('delivery')
    .set({ state, changed_at: tx.now })
    .where('conversation_id', '=', one.conversation_id)
    .where('message_id', '=', one.message_id)
    .where('recipient', 'in', one.recipients.map(normalizeAddress))
    .execute()
}
