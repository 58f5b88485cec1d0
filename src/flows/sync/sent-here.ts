// What was sent from here, put into the folder of sent mail of the account it was sent from. Not where the provider of the account
// does so itself: it would lie there twice.
import type { Selectable } from 'kysely'
import { toProblem } from '../../kit/problem.ts'
import { wholeOf } from '../../kit/streamed.ts'
import type { Append } from '../../mail/imap/deeds.ts'
import type { Hold } from '../../mail/imap/hold.ts'
import type { Folders } from '../../mail/imap/tell.ts'
import type { RawMail } from '../../store/raw.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { headOf, policyOf } from './policy.ts'

const KEEPERS = /(?:^|\.)(?:gmail\.com|googlemail\.com|office365\.com|outlook\.com|office\.com)$/i

/** Of whom it is known that they keep what is sent through them. */
export const keepsSentItself = (host: string): boolean => KEEPERS.test(host)

export interface Keeping {
  raw: Pick<RawMail, 'open'>
  /** Whole mails that are in memory to be put there. */
  hold: Hold
}

/** Null where there is nothing to be put there, or no longer. */
export async function appendOf(
  tx: Tx,
  { raw, hold }: Keeping,
  {
    mailbox_id: mailboxId,
    conversation_id: conversationId,
    message_id: messageId,
  }: Selectable<Tables['mailbox_change']>,
  folders: Folders,
): Promise<Append | { missing: string } | null> {
  const policy = await policyOf(tx, mailboxId)
  if (policy.tell_sent === 'nothing' || keepsSentItself(policy.host)) return null
  if ((await headOf(tx, conversationId, policy.inbox_id)) === null) return null
  const message = await tx.db
    .selectFrom('message')
    .select(['mail_id', 'raw_id', 'sent_at', 'received_at'])
    .where('conversation_id', '=', conversationId)
    .where('id', '=', messageId)
    .executeTakeFirst()
  if (!message?.mail_id || message.raw_id === null) return null
  if (folders.sent === undefined) return { missing: 'The account has no folder for sent mail.' }
  const original = await raw.open(tx, message.raw_id).catch((thrown: unknown) => {
    if (toProblem(thrown).kind === 'missing') return null // it was erased meanwhile
    throw thrown
  })
  if (original === null) return null
  const bytes = Buffer.isBuffer(original) ? original.length : original.size
  return {
    folder: folders.sent,
    mailId: message.mail_id,
    at: message.sent_at ?? message.received_at,
    whole: (use) => hold(bytes, async () => await use(await wholeOf(original))),
  }
}
