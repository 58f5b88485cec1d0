// An answer that nobody writes: the same guards, whether an inbox acknowledges or a rule replies.
import { suppressedAmong } from '../../desk/contacts/suppressions.ts'
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import { heard } from '../../desk/heard.ts'
import type { Proof } from '../../desk/means.ts'
import { joined, why, type Why } from '../../desk/reasons.ts'
import { rawHeaders, type RawSource, type StoredFacts } from '../../desk/rules/stored-facts.ts'
import type { Id } from '../../kit/id.ts'
import { recogniseKind } from '../../mail/automatic.ts'
import { headersFrom } from '../../mail/parse/headers.ts'
import type { Tx } from '../../store/tx.ts'
import type { Automatic } from '../reply/automatic.ts'
import { type Asked, isCorrespondent, mayAutoReply, refusesAutoReply, type Permit } from './auto-reply.ts'

export interface AnsweringMeans {
  raw: RawSource
  proof: Proof
  /** Composes and queues; the outbox sends it. */
  queueAutomatic(tx: Tx, automatic: Automatic): Promise<void>
}

interface Answer {
  /** Empty: it says whom the mail was to, and nothing of the mail: that could be anybody's advertisement. */
  subject: string
  text: string
  /** When the rule that answers first held, where it waited; a mail grows old while a rule waits. */
  heldAt?: Date
}

export async function replyAutomatically(
  tx: Tx,
  means: AnsweringMeans,
  stored: StoredFacts,
  inboxId: Id,
  answer: Answer,
): Promise<Permit> {
  const { conversationId, messageId } = stored
  const own = await ownAddresses(tx)
  const asked = askedOf(stored, inboxId, answer.heldAt)
  const refusal = await refuses(tx, means, stored, asked, own)
  if (refusal) return { may: false, ...refusal }
  const permit = await mayAutoReply(tx, asked, own)
  if (!permit.may) return permit
  const subject = answer.subject || `We have received your message to ${await fromNameOf(tx, inboxId)}`
  await means.queueAutomatic(tx, { conversationId, inboxId, messageId, to: stored.from, subject, text: answer.text })
  return permit
}

/** Why nothing may be sent to its sender by itself; null: it may. Nothing is counted. */
export async function whyNotAnswered(tx: Tx, means: AnsweringMeans, stored: StoredFacts): Promise<Why | null> {
  const asked = askedOf(stored, stored.facts.conversation.inboxId, undefined)
  return await refuses(tx, means, stored, asked, await ownAddresses(tx))
}

function askedOf({ facts, ...stored }: StoredFacts, inboxId: Id, heldAt: Date | undefined): Asked {
  return {
    inboxId,
    address: facts.sender,
    kind: facts.kind,
    held: stored.held,
    isSecret: stored.isSecret,
    addressees: stored.addressees,
    writtenAt: stored.writtenAt,
    receivedAt: stored.receivedAt,
    ...(heldAt && { heldAt }),
  }
}

async function refuses(
  tx: Tx,
  means: AnsweringMeans,
  stored: StoredFacts,
  asked: Asked,
  own: ReadonlySet<string>,
): Promise<Why | null> {
  const refusal = refusesAutoReply(asked, own, tx.now) ?? (await refusesByHeader(tx, means, stored))
  if (refusal) return refusal
  return (await suppressedAmong(tx, [asked.address])).size > 0 ? why('noCameBack') : null
}

/** What the kind of a message does not tell: a person's mail may still ask for no automatic answers, or be somebody else's. */
async function refusesByHeader(
  tx: Tx,
  means: AnsweringMeans,
  { facts, rawId, proof }: StoredFacts,
): Promise<Why | null> {
  const headers = rawId === null ? null : headersFrom(await rawHeaders(tx, means.raw, rawId))
  if (headers) {
    const path = headers.first('return-path')
    const envelopeFrom = path === undefined ? null : path.trim().replace(/^<(.*)>$/s, '$1')
    const seen = recogniseKind({ headers, from: facts.sender, envelopeFrom, subject: facts.subject, isBounce: false })
    if (!seen.mayAutoReply) return { because: seen.because, reason: heard(seen.because) }
  }
  if (!means.proof.isDemanded || (await isCorrespondent(tx, facts.sender))) return null
  if (proof.result === 'pass') return null
  return joined([why('noUnproven'), { because: proof.because, reason: heard(proof.because) }])
}

async function fromNameOf(tx: Tx, inboxId: Id): Promise<string> {
  const row = await tx.db.selectFrom('inbox').select('from_name').where('id', '=', inboxId).executeTakeFirst()
  return row?.from_name ?? 'us'
}
