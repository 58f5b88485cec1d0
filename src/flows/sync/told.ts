// What is remembered of a message after we have changed it on the server ourselves: no word of it is news when it comes back.
import { sql, type UpdateObject } from 'kysely'
import type { Id } from '../../kit/id.ts'
import type { Outcome, Where } from '../../mail/imap/deeds.ts'
import { asFlag } from '../../mail/imap/flagged.ts'
import type { Side } from '../../mail/imap/places.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Planned } from './steps.ts'

export async function noteDone(
  tx: Tx,
  mailboxId: Id,
  step: Planned,
  outcome: Outcome & { kind: 'done' },
): Promise<void> {
  if (step.deed.kind === 'flags') return await noteFlags(tx, mailboxId, step, step.deed, outcome.now?.modseq ?? null)
  await change(tx, mailboxId, step.rowId, { gone_at: tx.now })
  if (step.deed.kind === 'erase')
    return await change(tx, mailboxId, step.mainId, { gone_at: tx.now, gone_to: 'nowhere', told_at: tx.now })
  if (step.to === null) return await noteBack(tx, mailboxId, step.mainId, outcome.at)
  const told = { gone_at: tx.now, gone_to: step.to, noted_at: tx.now, told_at: tx.now }
  await change(tx, mailboxId, step.mainId, { ...told, unsure_at: outcome.at ? null : tx.now })
  if (outcome.at) await rememberAside(tx, mailboxId, step.deed, step.to, outcome.at)
}

type Deeds = Planned['deed']

async function noteFlags(
  tx: Tx,
  mailboxId: Id,
  { rowId }: Planned,
  { agreed, add, remove }: Deeds & { kind: 'flags' },
  modseq: string | null,
): Promise<void> {
  // Only our own change: what else happened there in that moment is to be noticed as somebody else's.
  const flags = [...new Set([...agreed.flags, ...add])].filter((one) => !remove.includes(one)).toSorted()
  await change(tx, mailboxId, rowId, { flags, modseq: modseq ?? agreed.modseq, noted_at: tx.now })
}

/** Without a place it is recognised by its bytes when the folder is read on. */
async function noteBack(tx: Tx, mailboxId: Id, mainId: Id, at: Where | undefined): Promise<void> {
  if (!at) return await change(tx, mailboxId, mainId, { unsure_at: tx.now })
  const place = { folder: at.folder, uid_validity: at.uidValidity, uid: String(at.uid), modseq: null }
  // The trash may have taken its labels from it: which it has is told by the next look, and no loss.
  const flags = sql<string[]>`array(select one from unnest(flags) one where not starts_with(one, ${asFlag('')}))`
  const here = { gone_at: null, gone_to: null, unsure_at: null, told_at: null, flags }
  await change(tx, mailboxId, mainId, { ...place, ...here, noted_at: tx.now })
}

async function rememberAside(
  tx: Tx,
  mailboxId: Id,
  deed: Deeds & { kind: 'move' },
  side: Side,
  at: Where,
): Promise<void> {
  await insertRows(
    tx,
    {
      name: 'sync-told-aside',
      head: `insert into mailbox_message (mailbox_id, id, folder, uid_validity, uid, mail_id, size, flags, noted_at, side) values`,
      tail: 'on conflict do nothing',
    },
    [[mailboxId, tx.mint(), at.folder, at.uidValidity, at.uid, deed.mailId, deed.size, [], tx.now, side]],
  )
}

/** What lay in the folder that is read is missed with the next look there; where else one lies now, the next look aside tells. */
export async function noteGone(tx: Tx, mailboxId: Id, { rowId, mainId }: Planned): Promise<void> {
  if (rowId === mainId) return
  await change(tx, mailboxId, rowId, { gone_at: tx.now })
  await change(tx, mailboxId, mainId, { unsure_at: tx.now })
}

async function change(tx: Tx, mailboxId: Id, id: Id, fields: UpdateObject<Tables, 'mailbox_message'>): Promise<void> {
  await tx.db
    .updateTable('mailbox_message')
    .set(fields)
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', id)
    .execute()
}
