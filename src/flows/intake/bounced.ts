// What a bounce says about a message of ours: the delivery to that recipient failed, is late or arrived after all, or it was
// complained about. Only what brings back a name that we signed is believed, so that nobody has an address silenced by a forgery.
import type { Id } from '../../kit/id.ts'
import { threadHash } from '../../desk/conversations/thread-keys.ts'
import { suppress } from '../../desk/contacts/suppressions.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { Bounce } from '../../mail/bounce/bounce.ts'
import type { BouncedRecipient } from '../../mail/bounce/report.ts'
import { normalizeMessageId } from '../../mail/threading.ts'
import { readOwnMessageId } from '../../mail/token.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Placed } from './placed.ts'

interface Delivery {
  conversationId: Id
  messageId: Id
  /** Whom we wrote to: perhaps another address than the one that failed, which it was forwarded to. */
  recipient: string
  state: string
}

type Kind = Bounce['kind']
const states = { failed: 'failed', delayed: 'delayed', complaint: 'delivered', delivered: 'delivered' } as const
const happenings = {
  failed: 'delivery.failed',
  delayed: 'delivery.delayed',
  complaint: 'delivery.complained',
  delivered: null,
} as const

export async function noteBounces(tx: Tx, placed: Placed[], secret: Buffer): Promise<void> {
  for (const mail of placed) {
    const { bounce } = mail.read
    if (!bounce) continue
    const own = ownName(mail, secret)
    const of = await deliveriesOf(tx, mail, own)
    for (const recipient of told(bounce, of)) {
      const delivery = deliveryTo(recipient.address, of)
      if (delivery) await note(tx, mail, bounce.kind, recipient, delivery, { isNamed: own !== null })
    }
  }
}

/** Our signed name came back: only who got the message, or a server on its way, can have it. The reply address is known to more people. */
function ownName(mail: Placed, secret: Buffer) {
  const name = mail.read.bounce?.original?.messageId
  const own = name ? readOwnMessageId(name, secret) : null
  return own && { ...own, hash: threadHash(normalizeMessageId(name ?? '') ?? '') }
}

/** Of the message whose signed name came back; else, by the signed address it came back to, of the conversation's last ones. */
async function deliveriesOf(tx: Tx, mail: Placed, own: ReturnType<typeof ownName>): Promise<Delivery[]> {
  const conversationId = own?.conversationId ?? mail.keys.token?.conversationId
  if (!conversationId) return []
  return await tx.query<Delivery>({
    name: 'bounce-deliveries',
    text: `select conversation_id as "conversationId", message_id as "messageId", recipient, state from delivery
           where conversation_id in ($1, (select conversation_id from thread_key
               where inbox_id in (select id from inbox) and hash = $3 and message_id = $2 and is_own limit 1)) -- a split may have moved it
             and ($2::bigint is null or message_id = $2)
           order by message_id desc limit 200`,
    values: [conversationId, own?.messageId ?? null, own?.hash ?? null],
  })
}

/** Where it names nobody, as many complaints do, it is about the only one who got the message. */
function told(bounce: Bounce, of: Delivery[]): BouncedRecipient[] {
  const [only] = of
  if (bounce.recipients.length > 0 || bounce.kind !== 'complaint' || !only || of.length > 1) return bounce.recipients
  const nothing = { status: null, replyCode: null, hard: false, diagnostic: '' }
  return [{ ...nothing, address: only.recipient, reason: 'feedback' }]
}

function deliveryTo(address: string, of: Delivery[]): Delivery | undefined {
  const named = of.find((one) => one.recipient === normalizeAddress(address))
  return named ?? (of.length === 1 ? of[0] : undefined)
}

async function note(
  tx: Tx,
  mail: Placed,
  kind: Kind,
  bounced: BouncedRecipient,
  was: Delivery,
  { isNamed }: { isNamed: boolean },
): Promise<void> {
  const response = bounced.diagnostic.slice(0, 500) || bounced.reason
  const changed = await tx.db
    .updateTable('delivery')
    .set({ state: states[kind], response, changed_at: tx.now })
    .where('conversation_id', '=', was.conversationId)
    .where('message_id', '=', was.messageId)
    .where('recipient', '=', was.recipient)
    .where('state', 'not in', ['failed', 'suppressed'])
    .returning('recipient')
    .executeTakeFirst()
  const name = happenings[kind]
  if (!changed || !name) return
  const data = { recipient: was.recipient, reason: bounced.reason, status: bounced.status, isHard: bounced.hard }
  const about = { conversationId: was.conversationId, inboxId: mail.homeId }
  await record(tx, name, was.messageId, data, about)
  // An address that ours was forwarded to may be dead while ours is not: only the one we wrote to is given up.
  if (isNamed && kind === 'failed' && bounced.hard && normalizeAddress(bounced.address) === was.recipient)
    await suppress(tx, { address: was.recipient, reason: bounced.reason, response, messageId: was.messageId, ...about })
}
