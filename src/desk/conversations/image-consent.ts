// Who wants the remote images of a message: somebody for this one, the desk for a sender, or the desk for all mail. Trackers are
// nobody's wish.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Message, Person } from './conversations.api.ts'
import { remoteImagesIn, type ImagePolicy } from './remote-images.api.ts'

const SETTING = 'remote-images'

export type Pictured = Pick<
  Selectable<Tables['message']>,
  'html' | 'direction' | 'sender' | 'authenticity' | 'images_at'
>

interface Wishes {
  policy: ImagePolicy
  /** Of those asked about, normalised. */
  senders: ReadonlySet<string>
}

/** What is wished about each of these messages, in their order; null for those that name no images. */
export async function imageWishes(tx: Tx, rows: readonly Pictured[]): Promise<Message['remoteImages'][]> {
  const naming = rows.filter(namesImages)
  if (naming.length === 0) return rows.map(() => null)
  const wishes = await wishesAbout(tx, naming.map(senderOf))
  return rows.map((row) => (namesImages(row) ? told(row, wishes) : null))
}

function namesImages({ html }: Pictured): boolean {
  return html !== null && /\s(?:data-remote-)?src="http/i.test(html)
}

/** Normalised, as they call themselves. */
export const senderOf = ({ sender }: Pick<Pictured, 'sender'>): string => normalizeAddress((sender as Person).address)

/** Anybody's name can stand in From: a wish about a sender is about the one who is proven. */
const isProven = ({ direction, authenticity }: Pictured): boolean =>
  direction === 'in' && (authenticity as Message['authenticity'])?.result === 'pass'

function told(row: Pictured, { policy, senders }: Wishes): NonNullable<Message['remoteImages']> {
  const canTrust = isProven(row)
  const isTrusted = canTrust && senders.has(senderOf(row))
  if (policy === 'never') return { because: null, isForbidden: true, canTrust: false }
  const because = policy === 'always' ? 'desk' : isTrusted ? 'sender' : row.images_at ? 'message' : null
  return { because, isForbidden: false, canTrust }
}

async function wishesAbout(tx: Tx, addresses: readonly string[]): Promise<Wishes> {
  const [row] = await tx.query<{ policy: ImagePolicy | null; senders: string[] }>({
    name: 'image-wishes',
    text: `select (select value ->> 'policy' from setting where name = '${SETTING}') as policy,
      array(select address from image_sender where address = any($1::text[])) as senders`,
    values: [[...new Set(addresses)]],
  })
  return { policy: row?.policy ?? 'ask', senders: new Set(row?.senders) }
}

export async function imagePolicy(tx: Tx): Promise<ImagePolicy> {
  return (await wishesAbout(tx, [])).policy
}

export async function setImagePolicy(tx: Tx, policy: ImagePolicy): Promise<void> {
  const row = { name: SETTING, value: JSON.stringify({ policy }), changed_at: tx.now }
  const { name: _, ...changed } = row
  await tx.db
    .insertInto('setting')
    .values(row)
    .onConflict((clash) => clash.column('name').doUpdateSet(changed))
    .execute()
  await record(tx, 'desk.imagesDecided', '0', { policy })
}

export interface Shown {
  conversationId: Id
  messageId: Id
  inboxId: Id
}

/** Of this message, for everybody who reads it. A second time changes nothing. */
export async function showImages(tx: Tx, { conversationId, messageId, inboxId }: Shown, row: Pictured): Promise<void> {
  const [wish] = await imageWishes(tx, [row])
  if (!wish) throw noImages(messageId)
  if (wish.isForbidden)
    throw new Problem('denied', 'images-forbidden', 'Remote images are not shown here: an administrator decided so.')
  if (row.images_at) return
  await tx.db
    .updateTable('message')
    .set({ images_at: tx.now })
    .where('conversation_id', '=', conversationId)
    .where('id', '=', messageId)
    .execute()
  const { addresses, trackers } = remoteImagesIn(row.html ?? '')
  const counted = { images: addresses.length, trackers: trackers.length }
  await record(tx, 'message.imagesShown', messageId, counted, { conversationId, inboxId })
}

/** Of its sender from now on. Refused where nobody knows whether it is the sender. */
export async function trustSender(tx: Tx, { conversationId, messageId, inboxId }: Shown, row: Pictured): Promise<void> {
  if (!isProven(row))
    throw new Problem(
      'conflict',
      'sender-unproven',
      'It is not proven who sent this message, so it says nothing about its sender’s other mail.',
    )
  const address = senderOf(row)
  const added = await tx.db
    .insertInto('image_sender')
    .values({ address, user_id: tx.actorId, since: tx.now })
    .onConflict((clash) => clash.doNothing())
    .returning('address')
    .executeTakeFirst()
  if (added) await record(tx, 'sender.imagesTrusted', messageId, { address }, { conversationId, inboxId })
}

export async function askAgain(tx: Tx, { conversationId, messageId, inboxId }: Shown, row: Pictured): Promise<void> {
  const address = await forget(tx, senderOf(row))
  await tx.db
    .updateTable('message')
    .set({ images_at: null })
    .where('conversation_id', '=', conversationId)
    .where('id', '=', messageId)
    .execute()
  if (address) await record(tx, 'sender.imagesAsked', messageId, { address }, { conversationId, inboxId })
}

async function forget(tx: Tx, address: string): Promise<string | null> {
  const row = await tx.db
    .deleteFrom('image_sender')
    .where('address', '=', address)
    .returning('address')
    .executeTakeFirst()
  return row?.address ?? null
}

export async function forgetImageSender(tx: Tx, asked: string): Promise<void> {
  const address = await forget(tx, normalizeAddress(asked))
  if (!address) throw new Problem('missing', 'sender-missing', 'The images of this address are asked about already.')
  await record(tx, 'sender.imagesAsked', '0', { address })
}

export async function imageSenders(tx: Tx): Promise<{ address: string; userId: Id | null; since: string }[]> {
  const rows = await tx.db.selectFrom('image_sender').selectAll().orderBy('address').limit(1_000).execute()
  return rows.map((row) => ({ address: row.address, userId: row.user_id, since: row.since.toISOString() }))
}

export function noImages(messageId: Id): Problem {
  return new Problem('missing', 'image-missing', 'There is no such image.', { detail: { messageId } })
}
