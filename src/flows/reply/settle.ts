// Writing down what became of a message handed over: for each recipient, for the outbox, and for the conversation where somebody
// has to act.
import type { Id } from '../../kit/id.ts'
import { lockConversation, touch } from '../../desk/conversations/touch.ts'
import { tellAccounts } from '../../desk/mailboxes/changes.ts'
import { suppress } from '../../desk/contacts/suppressions.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { replyCodeIn, statusIn } from '../../mail/bounce/fields.ts'
import { isHard } from '../../mail/bounce/reason-names.ts'
import { reasonOf } from '../../mail/bounce/reasons.ts'
import type { Submission } from '../../mail/smtp-client.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'

type Result = Submission['result']

/** Waits before the next attempt, in milliseconds (RFC 5321 §4.5.4.1: at least 30 minutes after the first few, 4–5 days in all). */
const backOff = [60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000, 3_600_000, 4 * 3_600_000]
const GIVE_UP = 4 * 86_400_000
/** An uncertain message is tried once more after this, with the same Message-ID; then a person decides. */
const SECOND_THOUGHT = 10 * 60_000

/** A row of the outbox as whoever sends it last saw it. */
export interface Settled {
  id: Id
  /** Null with the message: a letter to a colleague. */
  conversation_id: Id | null
  message_id: Id | null
  recipients: string[]
  attempts: number
  queued_at: Date
  state: string
  leased_by: string | null
}

/** Does nothing, and answers false, where the row is no longer as it was seen: then somebody else has taken it over. */
export async function settle(tx: Tx, one: Settled, submission: Submission): Promise<boolean> {
  const fates = fatesOf(one, submission, tx.now)
  const left = fates.filter(({ result }) => result === 'deferred' || result === 'uncertain')
  const state = overall(fates.map(({ result }) => result))
  const again =
    state === 'deferred'
      ? (backOff[Math.min(Math.max(one.attempts, 1), backOff.length) - 1] ?? 60_000)
      : state === 'uncertain' && !(await wasUncertain(tx, one))
        ? SECOND_THOUGHT
        : null
  const row = await tx.db
    .updateTable('outbox')
    .set({
      state: again === null ? state : 'deferred',
      response: submission.response.slice(0, 500),
      leased_until: null,
      ...(left.length > 0 ? { recipients: left.map(({ recipient }) => recipient) } : {}),
      ...(again === null ? { ended_at: tx.now } : { run_at: new Date(tx.now.getTime() + again) }),
    })
    .where('id', '=', one.id)
    .where('state', '=', one.state)
    .where('attempts', '=', one.attempts)
    .where('leased_by', one.leased_by === null ? 'is' : '=', one.leased_by)
    .returning('id')
    .executeTakeFirst()
  if (!row) return false
  if (isOfConversation(one)) await settleMessage(tx, one, submission, fates, state)
  return true
}

type Fate = ReturnType<typeof fatesOf>[number]
type OfConversation = Settled & { conversation_id: Id; message_id: Id }

const isOfConversation = (one: Settled): one is OfConversation => one.conversation_id !== null

async function settleMessage(
  tx: Tx,
  one: OfConversation,
  submission: Submission,
  fates: readonly Fate[],
  state: Result,
): Promise<void> {
  for (const { recipient, result, response } of fates)
    await tx.db
      .updateTable('delivery')
      .set({ state: deliveryStates[result], response: response.slice(0, 500), changed_at: tx.now })
      .where('conversation_id', '=', one.conversation_id)
      .where('message_id', '=', one.message_id)
      .where('recipient', '=', normalizeAddress(recipient))
      .execute()
  await giveUpDead(tx, one, submission)
  if (state !== 'rejected') await tell(tx, one, outcomes[state])
  if (fates.some(({ result }) => result === 'rejected')) await reopen(tx, one)
}

/** Whom the next server refused by name, as one that is not there: not to be written to again. */
async function giveUpDead(tx: Tx, one: OfConversation, { recipients }: Submission): Promise<void> {
  for (const { address, result, response } of recipients) {
    const [status, replyCode] = [statusIn(response), replyCodeIn(response)]
    if (result !== 'rejected' || !(status ?? replyCode ?? '').startsWith('5')) continue
    const reason = reasonOf({ words: [response], status, replyCode, command: 'RCPT' })
    if (!isHard(reason)) continue
    const { conversation_id: conversationId, message_id: messageId } = one
    const { inbox_id: inboxId } = await tx.db
      .selectFrom('conversation')
      .select('inbox_id')
      .where('id', '=', conversationId)
      .executeTakeFirstOrThrow()
    await suppress(tx, { address, reason, response, conversationId, messageId, inboxId })
  }
}

const deliveryStates = {
  accepted: 'delivered',
  deferred: 'delayed',
  rejected: 'failed',
  uncertain: 'uncertain',
} as const

const outcomes = { accepted: 'message.sent', deferred: 'message.delayed', uncertain: 'message.uncertain' } as const

/** Of an uncertain submission everybody's fate is uncertain whom the server had not refused for good. */
function fatesOf(
  one: Settled,
  submission: Submission,
  now: Date,
): { recipient: string; result: Result; response: string }[] {
  const verdicts = new Map(submission.recipients.map((verdict) => [normalizeAddress(verdict.address), verdict]))
  const isTooOld = now.getTime() - one.queued_at.getTime() > GIVE_UP
  return one.recipients.map((recipient) => {
    const verdict = verdicts.get(normalizeAddress(recipient))
    const told = verdict?.result ?? submission.result
    const result = submission.result === 'uncertain' && told !== 'rejected' ? 'uncertain' : told
    return {
      recipient,
      result: result === 'deferred' && isTooOld ? 'rejected' : result,
      response: verdict?.response ?? submission.response,
    }
  })
}

/** The one fate that leaves most to be done. */
function overall(results: Result[]): Result {
  for (const result of ['uncertain', 'deferred', 'accepted'] as const) if (results.includes(result)) return result
  return 'rejected'
}

/** A letter is not worth a second copy. */
async function wasUncertain(tx: Tx, one: Settled): Promise<boolean> {
  if (!isOfConversation(one)) return true
  const before = await tx.db
    .selectFrom('event')
    .select('id')
    .where('subject_id', '=', one.conversation_id)
    .where('noun_id', '=', one.message_id)
    .where('name', '=', outcomes.uncertain)
    .limit(1)
    .executeTakeFirst()
  return before !== undefined
}

async function tell(tx: Tx, one: OfConversation, name: string): Promise<void> {
  const conversation = await tx.db
    .selectFrom('conversation')
    .select(['id', 'inbox_id', 'private_at'])
    .where('id', '=', one.conversation_id)
    .executeTakeFirstOrThrow()
  const about = { conversationId: one.conversation_id, inboxId: conversation.inbox_id }
  await record(tx, name, one.message_id, { attempts: one.attempts }, about)
  if (name === outcomes.accepted) await tellSent(tx, conversation, one.message_id)
}

/** What a machine answered lies in no folder of sent mail. */
async function tellSent(
  tx: Tx,
  conversation: { id: Id; inbox_id: Id; private_at: Date | null },
  messageId: Id,
): Promise<void> {
  const sent = await tx.db
    .selectFrom('message')
    .select(['kind', 'sender'])
    .where('conversation_id', '=', conversation.id)
    .where('id', '=', messageId)
    .executeTakeFirst()
  if (sent?.kind !== 'message') return
  const address = normalizeAddress((sent.sender as { address: string }).address)
  await tellAccounts(tx, conversation, [{ field: 'sent', wanted: 'yes', messageId }], { address })
}

/** What failed for good, be it for one of many, is somebody's work again. */
async function reopen(tx: Tx, one: OfConversation): Promise<void> {
  const head = await lockConversation(tx, one.conversation_id)
  const reached = await tx.db
    .selectFrom('delivery')
    .select('recipient')
    .where('conversation_id', '=', one.conversation_id)
    .where('message_id', '=', one.message_id)
    .where('state', '<>', 'failed')
    .limit(1)
    .executeTakeFirst()
  await touch(
    tx,
    head.id,
    { status: 'open', snoozed_until: null },
    {
      name: 'message.failed',
      data: { attempts: one.attempts, isPartly: reached !== undefined, from: head.status, to: 'open' },
      nounId: one.message_id,
    },
  )
}
