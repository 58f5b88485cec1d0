// The outbox: the only thing that sends. Each message is marked as being sent, in a commit of its own, before a byte leaves;
// a crash in between leaves it `uncertain`, never sent twice without anybody knowing.
import type { Id } from '../../kit/id.ts'
import type { Log } from '../../kit/log.ts'
import type { Means } from '../../desk/means.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Submission, Submitter } from '../../mail/smtp-client.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'

const BATCH = 20
/** Longer than any submission may take. */
const LEASE = 20 * 60_000
/** Waits before the next attempt, in milliseconds (RFC 5321 §4.5.4.1: at least 30 minutes after the first few, 4–5 days in all). */
const backOff = [60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000, 3_600_000, 4 * 3_600_000]
const GIVE_UP = 4 * 86_400_000
/** An uncertain message is tried once more after this, with the same Message-ID; then a person decides. */
const SECOND_THOUGHT = 10 * 60_000

interface Claimed {
  id: Id
  conversation_id: Id
  message_id: Id
  raw_id: Id
  envelope_from: string
  recipients: string[]
  attempts: number
  queued_at: Date
  was: string
}

/** Sends what is due, at most one batch; answers how many were taken up. */
export async function deliverDue(
  means: Pick<Means, 'store' | 'raw' | 'log'>,
  submitter: Submitter,
  workerId: string,
): Promise<number> {
  const claimed = await means.store.transact({ actorId: null }, (tx) => claim(tx, workerId))
  await Promise.all(claimed.map((one) => deliver(means, submitter, one)))
  return claimed.length
}

async function claim(tx: Tx, workerId: string): Promise<Claimed[]> {
  const rows = await tx.query<Claimed>({
    name: 'outbox-claim',
    text: `update outbox o set state = 'sending', leased_until = $1, leased_by = $2, attempts = o.attempts + 1
           from (select id, state from outbox where state in ('queued', 'deferred', 'sending') and run_at <= $3
                 and (state <> 'sending' or leased_until < $3) order by run_at, id limit $4 for update skip locked) due
           where o.id = due.id
           returning o.id, o.conversation_id, o.message_id, o.raw_id, o.envelope_from, o.recipients, o.attempts, o.queued_at, due.state as was`,
    values: [new Date(tx.now.getTime() + LEASE), workerId, tx.now, BATCH],
  })
  const lost = rows.filter((row) => row.was === 'sending')
  for (const row of lost)
    await settle(tx, row, {
      result: 'uncertain',
      response: 'Postroom stopped while it was being sent.',
      recipients: [],
    })
  return rows.filter((row) => row.was !== 'sending')
}

async function deliver(means: Pick<Means, 'store' | 'raw' | 'log'>, submitter: Submitter, one: Claimed): Promise<void> {
  const submission = await submit(means, submitter, one)
  await writeDown(means.store, means.log, one, submission)
}

async function submit(
  means: Pick<Means, 'store' | 'raw' | 'log'>,
  submitter: Submitter,
  one: Claimed,
): Promise<Submission> {
  try {
    const raw = await means.store.transact({ actorId: null, readOnly: true }, (tx) => means.raw.get(tx, one.raw_id))
    return await submitter.submit({ raw, envelope: { from: one.envelope_from, to: one.recipients } })
  } catch (thrown) {
    means.log.error({ err: thrown, outboxId: one.id }, 'a message could not be handed over')
    return { result: 'rejected', response: thrown instanceof Error ? thrown.message : 'unknown', recipients: [] }
  }
}

/** What happened outside must not be forgotten because the database is away for a moment. */
async function writeDown(store: Means['store'], log: Log, one: Claimed, submission: Submission): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await store.transact({ actorId: null }, (tx) => settle(tx, one, submission))
    } catch (thrown) {
      if (tries >= 5)
        return log.error(
          { err: thrown, outboxId: one.id },
          'the fate of a message could not be written down; it will show as uncertain',
        )
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tries))
    }
  }
}

const deliveryStates = {
  accepted: 'delivered',
  deferred: 'delayed',
  rejected: 'failed',
  uncertain: 'uncertain',
} as const

export async function settle(tx: Tx, one: Claimed, submission: Submission): Promise<void> {
  const verdicts = new Map(submission.recipients.map((verdict) => [normalizeAddress(verdict.address), verdict]))
  const left = one.recipients.filter((recipient) => verdicts.get(normalizeAddress(recipient))?.result === 'deferred')
  const isPartly = submission.result === 'accepted' && left.length > 0
  const isTooOld = tx.now.getTime() - one.queued_at.getTime() > GIVE_UP
  const wanted = isPartly ? 'deferred' : submission.result
  const state = wanted === 'deferred' && isTooOld ? 'rejected' : wanted
  const again =
    state === 'deferred'
      ? (backOff[Math.min(one.attempts, backOff.length) - 1] ?? 60_000)
      : state === 'uncertain' && one.attempts < 2
        ? SECOND_THOUGHT
        : null
  await tx.db
    .updateTable('outbox')
    .set({
      state: state === 'uncertain' && again !== null ? 'deferred' : state,
      response: submission.response.slice(0, 500),
      leased_until: null,
      ...(isPartly ? { recipients: left } : {}),
      ...(again === null ? { ended_at: tx.now } : { run_at: new Date(tx.now.getTime() + again) }),
    })
    .where('id', '=', one.id)
    .execute()
  for (const recipient of one.recipients) {
    const verdict = verdicts.get(normalizeAddress(recipient))
    const result = verdict?.result === 'deferred' && isTooOld ? 'rejected' : (verdict?.result ?? state)
    await tx.db
      .updateTable('delivery')
      .set({
        state: deliveryStates[result],
        response: (verdict?.response ?? submission.response).slice(0, 500),
        changed_at: tx.now,
      })
      .where('conversation_id', '=', one.conversation_id)
      .where('message_id', '=', one.message_id)
      .where('recipient', '=', normalizeAddress(recipient))
      .execute()
  }
  await tellOutcome(tx, one, state)
}

const outcomes = {
  accepted: 'message.sent',
  deferred: 'message.delayed',
  rejected: 'message.failed',
  uncertain: 'message.uncertain',
} as const

async function tellOutcome(tx: Tx, one: Claimed, state: keyof typeof outcomes): Promise<void> {
  const { inbox_id: inboxId } = await tx.db
    .selectFrom('conversation')
    .select('inbox_id')
    .where('id', '=', one.conversation_id)
    .executeTakeFirstOrThrow()
  await record(
    tx,
    outcomes[state],
    one.message_id,
    { attempts: one.attempts },
    { conversationId: one.conversation_id, inboxId },
  )
  // What failed for good is somebody's work again.
  if (state === 'rejected')
    await tx.db.updateTable('conversation').set({ status: 'open' }).where('id', '=', one.conversation_id).execute()
}
