// Doing what the rules decided, through the verbs of the nouns. Every choice was made before; here nothing is decided any more,
// except whether an automatic answer may go out.
import { suppressedAmong } from '../../desk/contacts/suppressions.ts'
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import { carryOut } from '../../desk/rules/carry-out.ts'
import type { Evaluation } from '../../desk/rules/evaluate.ts'
import { rawHeaders, type RawSource, type StoredFacts } from '../../desk/rules/stored-facts.ts'
import type { Id } from '../../kit/id.ts'
import type { Proof } from '../../desk/means.ts'
import { recogniseKind } from '../../mail/automatic.ts'
import { headersFrom } from '../../mail/parse/headers.ts'
import type { Tx } from '../../store/tx.ts'
import type { Automatic } from '../reply/automatic.ts'
import { isCorrespondent, mayAutoReply, refusesAutoReply, type Permit } from './auto-reply.ts'

export interface ActMeans {
  raw: RawSource
  proof: Proof
  /** Composes and queues; the outbox sends it. */
  queueAutomatic(tx: Tx, automatic: Automatic): Promise<void>
}

/** Corrects the trace where an automatic reply was not sent. `tx` is one whose changes no rule follows. */
export async function act(
  tx: Tx,
  means: ActMeans,
  stored: StoredFacts,
  { actions, traces, situation }: Evaluation,
): Promise<void> {
  for (const deed of actions) {
    if (deed.action.do !== 'autoReply') {
      const { rule, action } = deed
      const why = action.do === 'assign' ? `rule “${rule.name}”: ${action.because}` : `rule “${rule.name}”`
      await carryOut(tx, stored.conversationId, action, { because: why })
      continue
    }
    const permit = await replyAutomatically(tx, means, stored, situation.inboxId, deed.action)
    const did = traces[deed.trace]?.did
    if (did) did[deed.line] = permit.may ? 'automatic reply sent' : `no automatic reply: ${permit.because}`
  }
}

/** Without a subject of its own it says whom the mail was to, and nothing of the mail: that could be anybody's advertisement. */
export async function replyAutomatically(
  tx: Tx,
  means: ActMeans,
  stored: StoredFacts,
  inboxId: Id,
  reply: { subject: string; text: string },
): Promise<Permit> {
  const { facts, conversationId, messageId } = stored
  const own = await ownAddresses(tx)
  const asked = {
    inboxId,
    address: facts.sender,
    kind: facts.kind,
    held: stored.held,
    isSecret: stored.isSecret,
    addressees: stored.addressees,
    writtenAt: stored.writtenAt,
    receivedAt: stored.receivedAt,
  }
  const refusal = refusesAutoReply(asked, own, tx.now) ?? (await refusesByHeader(tx, means, stored))
  if (refusal) return { may: false, because: refusal }
  if ((await suppressedAmong(tx, [facts.sender])).size > 0)
    return { may: false, because: 'mail to the sender came back for good' }
  const permit = await mayAutoReply(tx, asked, own)
  if (!permit.may) return permit
  const subject = reply.subject || `We have received your message to ${await fromNameOf(tx, inboxId)}`
  await means.queueAutomatic(tx, { conversationId, inboxId, messageId, to: stored.from, subject, text: reply.text })
  return permit
}

/** What the kind of a message does not tell: a person's mail may still ask for no automatic answers, or be somebody else's. */
async function refusesByHeader(tx: Tx, means: ActMeans, { facts, rawId, proof }: StoredFacts): Promise<string | null> {
  const headers = rawId === null ? null : headersFrom(await rawHeaders(tx, means.raw, rawId))
  if (headers) {
    const path = headers.first('return-path')
    const envelopeFrom = path === undefined ? null : path.trim().replace(/^<(.*)>$/s, '$1')
    const seen = recogniseKind({ headers, from: facts.sender, envelopeFrom, subject: facts.subject, isBounce: false })
    if (!seen.mayAutoReply) return seen.because
  }
  if (!means.proof.isDemanded || (await isCorrespondent(tx, facts.sender))) return null
  return proof.result === 'pass'
    ? null
    : `nothing proves its sender, whom nobody here has written to (${proof.because})`
}

async function fromNameOf(tx: Tx, inboxId: Id): Promise<string> {
  const row = await tx.db.selectFrom('inbox').select('from_name').where('id', '=', inboxId).executeTakeFirst()
  return row?.from_name ?? 'us'
}
