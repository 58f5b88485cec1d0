// What happened on a server to messages that were read before: marked, gone, or such as nothing is known of.
import type { Differences } from '../../mail/imap.ts'
import type { Tx } from '../../store/tx.ts'
import { forgetStale, remember, vacate, type Place } from './ledger.ts'
import { BETWEEN, SEPARATOR } from './marks.ts'
import { turned, type Marking } from './turned.ts'

/** `isOpen`: some marks wait for their mail to be filed, and are to be told once more. */
export async function takeDifferences(
  tx: Tx,
  place: Place,
  { changed, gone, unknown }: Differences,
): Promise<{ isOpen: boolean }> {
  const { mailboxId, folder, uidValidity } = place
  const marks = await tx.query<Marking>({
    name: 'sync-flags',
    text: `update mailbox_message k set flags = string_to_array(told.flags, ${BETWEEN}), modseq = told.modseq, noted_at = $7
      from unnest($4::bigint[], $5::text[], $6::text[]) told(uid, flags, modseq), mailbox_message was
      where was.mailbox_id = k.mailbox_id and was.id = k.id and k.mailbox_id = $1 and k.folder = $2 and k.uid_validity = $3 and k.uid = told.uid and k.gone_at is null
        and (k.flags, k.modseq) is distinct from (string_to_array(told.flags, ${BETWEEN}), told.modseq)
      returning k.id, k.raw_id, k.key, k.mail_id, k.conversation_id, k.message_id, k.flags, was.flags as before`,
    values: [
      mailboxId,
      folder,
      uidValidity,
      changed.map((one) => one.uid),
      changed.map((one) => one.flags.join(SEPARATOR)),
      changed.map((one) => one.modseq),
      tx.now,
    ],
  })
  await vacate(tx, place, gone)
  await forgetStale(tx, place)
  await remember(
    tx,
    place,
    unknown.map((one) => ({ ...one, key: null, rawId: null })),
  )
  return { isOpen: await turned(tx, mailboxId, marks) }
}
