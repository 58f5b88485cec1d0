// Messages that open an account to whoever reads them: their words are only in the raw mail, shown to those who may, and it is
// remembered to whom.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Original } from '../../kit/streamed.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Means } from '../means.ts'
import { can, type Actor } from '../users/permissions.ts'
import { familyOf } from './merge.ts'

/** So long are the files of a message open to whom it was shown; milliseconds. */
const OPEN = 3_600_000

/** Who wants to see, and the inbox of the conversation. */
export interface Looker {
  actor: Actor
  inboxId: Id
}

export interface HiddenMail {
  conversationId: Id
  inboxId: Id
  raw: Original
  envelopeFrom: string | null
}

/** The raw mail can be read when the transaction is over. */
export async function findSecret(
  tx: Tx,
  means: Pick<Means, 'raw'>,
  conversationId: Id,
  messageId: Id,
): Promise<HiddenMail> {
  const row = await tx.db
    .selectFrom('message')
    .select(['conversation_id', 'inbox_id', 'raw_id', 'envelope_from'])
    .where('conversation_id', 'in', await familyOf(tx, conversationId))
    .where('id', '=', messageId)
    .where('secret', 'is not', null)
    .executeTakeFirst()
  if (!row?.raw_id)
    throw new Problem('missing', 'secret-missing', 'There is no such message, or it hides nothing.', {
      detail: { messageId },
    })
  const raw = await means.raw.open(tx, row.raw_id)
  return { conversationId: row.conversation_id, inboxId: row.inbox_id, raw, envelopeFrom: row.envelope_from }
}

/** The words are answered only together with this. */
export async function noteShown(
  tx: Tx,
  { tokenId }: Pick<Actor, 'tokenId'>,
  { conversationId, inboxId }: HiddenMail,
  messageId: Id,
): Promise<void> {
  const by = tokenId === null ? {} : { tokenId }
  await record(tx, 'message.secretShown', messageId, by, { conversationId, inboxId })
}

/**
 * Its files say what it says: they are for the person or the token it was shown to, for an hour, and while they have the right.
 * Without a looker nobody sees them: they go nowhere from here.
 */
export async function refuseUnshown(tx: Tx, looker: Looker | null, family: Id[], messageId: Id): Promise<void> {
  if (
    looker &&
    can(looker.actor, 'secret.read', looker.inboxId) &&
    (await wasShown(tx, looker.actor, family, messageId))
  )
    return
  throw new Problem(
    'denied',
    'secret-hidden',
    'This message opens an account. Show its words first; that is recorded.',
    {
      detail: { messageId },
    },
  )
}

async function wasShown(tx: Tx, { id, tokenId }: Actor, family: Id[], messageId: Id): Promise<boolean> {
  if (id === null && tokenId === null) return false
  const shown = await tx.db
    .selectFrom('event')
    .select('id')
    .where('subject_id', 'in', family)
    .where('name', '=', 'message.secretShown')
    .where('noun_id', '=', messageId)
    .where('actor_id', id === null ? 'is' : '=', id)
    .where(sql<string | null>`data->>'tokenId'`, tokenId === null ? 'is' : '=', tokenId)
    .where('at', '>', new Date(tx.now.getTime() - OPEN))
    .limit(1)
    .executeTakeFirst()
  return shown !== undefined
}
