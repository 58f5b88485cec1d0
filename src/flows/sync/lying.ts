// Where the mails of a conversation lie on the server of a mailbox, as far as it is remembered.
import { familyOf } from '../../desk/conversations/merge.ts'
import type { Id } from '../../kit/id.ts'
import type { Side } from '../../mail/imap/places.ts'
import type { Tx } from '../../store/tx.ts'
import type { Lying } from './steps.ts'

interface Row {
  id: Id
  folder: string
  uid_validity: string
  uid: string
  flags: string[]
  modseq: string | null
  mail_id: string | null
  size: string
  side: Side | null
  gone_at: Date | null
  gone_to: string | null
  unsure_at: Date | null
}

export interface Whereabouts {
  mails: Lying[]
  /** Whether it is known of each where it lies, or that it lies nowhere any more. */
  isSure: boolean
}

/** Mails that the customer's side wrote, with all that was merged; oldest first. */
export async function lyingOf(tx: Tx, mailboxId: Id, folder: string, conversationId: Id): Promise<Whereabouts> {
  const family = await familyOf(tx, conversationId)
  const mails = await tx.db
    .selectFrom('message')
    .select(['raw_id', 'mail_id'])
    .where('conversation_id', 'in', family)
    .where('direction', '=', 'in')
    .execute()
  // Known by its bytes; by its name only what was read before there was a ledger.
  const mains = await tx.query<Row>({
    name: 'sync-lying',
    text: `select ${COLUMNS} from mailbox_message
      where mailbox_id = $1 and side is null and (raw_id = any($2::bigint[])
        or (raw_id is null and mail_id = any($3::text[]) and (conversation_id is null or conversation_id = any($4::bigint[]))))
      order by id`,
    values: [mailboxId, mails.flatMap((one) => one.raw_id ?? []), mails.flatMap((one) => one.mail_id ?? []), family],
  })
  const left = mains.filter((one) => one.gone_at !== null && one.mail_id !== null)
  const sides = left.length > 0 ? await sidesOf(tx, mailboxId, left) : []
  const found = mains.flatMap((main) => {
    if (main.gone_at === null) return main.folder === folder ? [lying(main, main.id)] : []
    const now = sides.find((one) => one.mail_id === main.mail_id && one.size === main.size)
    return now ? [lying(now, main.id)] : []
  })
  return { mails: found, isSure: !mains.some(isUnsure) }
}

/** The next look at all folders decides it (aside.ts). */
const isUnsure = (main: Row) => main.gone_at !== null && (main.gone_to === null || main.unsure_at !== null)

const COLUMNS = 'id, folder, uid_validity, uid, flags, modseq, mail_id, size, side, gone_at, gone_to, unsure_at'

/** Where each turned up last. */
async function sidesOf(tx: Tx, mailboxId: Id, left: Row[]): Promise<Row[]> {
  return await tx.query<Row>({
    name: 'sync-lying-aside',
    text: `select distinct on (mail_id, size) ${COLUMNS} from mailbox_message
      where mailbox_id = $1 and side is not null and gone_at is null and mail_id = any($2::text[])
      order by mail_id, size, id desc`,
    values: [mailboxId, left.flatMap((one) => one.mail_id ?? [])],
  })
}

function lying(row: Row, mainId: Id): Lying {
  const { id, folder, uid_validity: uidValidity, uid, flags, modseq, mail_id: mailId, size, side } = row
  return { id, mainId, side, folder, uidValidity, uid: Number(uid), flags, modseq, mailId, size: Number(size) }
}
