// What has to be done on a server so that it is there as it is here. Pure: from where the mails of a conversation lie, and how they are
// marked, to the steps that are missing; none where all is as wanted.
import { labelIn, type ChangeField } from '../../desk/mailboxes/changes.ts'
import type { Id } from '../../kit/id.ts'
import type { Side } from '../../mail/imap/places.ts'
import type { Deed, Step } from '../../mail/imap/deeds.ts'
import { asFlag, isLabel } from '../../mail/imap/flagged.ts'
import type { Folders } from '../../mail/imap/tell.ts'

/** A mail of a conversation, where it lies now. */
export interface Lying {
  /** Of the row that remembers it there. */
  id: Id
  /** Of the row that remembers it in the folder that is read; the same, where it lies there. */
  mainId: Id
  /** Null: the folder that is read. */
  side: Side | null
  folder: string
  uidValidity: string
  uid: number
  flags: string[]
  modseq: string | null
  mailId: string | null
  size: number
}

export interface Told {
  tellResolved: string
  tellDeleted: string
  tellFlagged: string
  tellTags: string
  tellSeen: string
  /** The folder that is read. */
  reading: string
  /** Of the conversation; a mail that comes out of the trash goes where it belongs. */
  isResolved: boolean
  /** Whether it is known of each of its mails where it lies. */
  isSure: boolean
}

export interface Planned extends Step {
  rowId: Id
  mainId: Id
  /** Of a move: where it lies afterwards; null: the folder that is read. */
  to: Side | null
}

/** `unsure`: nobody knows where to take them from before all folders were looked at once more. */
type Plan = Planned[] | 'unsure' | { missing: string }

/** The keyword of what is done with, for accounts whose mails stay where they are. */
export const DONE = '$Done'

/** `mails`: oldest first. */
export function planOf(
  field: Exclude<ChangeField, 'sent'>,
  wanted: string,
  mails: readonly Lying[],
  told: Told,
  folders: Folders,
): Plan {
  const here = mails.filter((mail) => mail.side === null)
  const newest = here.at(-1)
  const label = labelIn(field)
  if (label !== null) return told.tellTags === 'nothing' ? [] : labelled(label, wanted === 'yes', mails, told, folders)
  if (field === 'seen') {
    if (told.tellSeen === 'never') return []
    if (wanted === 'yes') return here.flatMap((mail) => marked(mail, '\\Seen', true))
    return newest ? marked(newest, '\\Seen', false) : []
  }
  if (field === 'flagged') {
    if (told.tellFlagged === 'nothing') return []
    if (wanted === 'no') return here.flatMap((mail) => marked(mail, '\\Flagged', false))
    return newest && !here.some((mail) => mail.flags.includes('\\Flagged')) ? marked(newest, '\\Flagged', true) : []
  }
  if (field === 'status') {
    if (told.tellResolved === 'nothing') return []
    if (told.tellResolved === 'mark') return here.flatMap((mail) => marked(mail, DONE, wanted === 'resolved'))
    if (!told.isSure) return 'unsure'
    if (wanted === 'resolved') return moves(here, folders.archive, 'archive')
    return moves(lyingIn(mails, 'archive'), told.reading, null)
  }
  if (told.tellDeleted === 'nothing') return []
  if (!told.isSure) return 'unsure'
  if (wanted === 'no') {
    const isDone = told.isResolved && told.tellResolved === 'archive'
    const back = lyingIn(mails, 'trash')
    return isDone ? moves(back, folders.archive, 'archive') : moves(back, told.reading, null)
  }
  const kept = [...here, ...lyingIn(mails, 'archive')]
  if (told.tellDeleted === 'trash') return moves(kept, folders.trash, 'trash')
  return kept.map((mail) => step(mail, { kind: 'erase' }))
}

const lyingIn = (mails: readonly Lying[], side: Side) => mails.filter((mail) => mail.side === side)

function step(mail: Lying, deed: Deed, to: Side | null = null): Planned {
  const { folder, uidValidity, uid, id: rowId, mainId } = mail
  return { folder, uidValidity, uid, rowId, mainId, to, deed }
}

function marked(mail: Lying, flag: string, isWanted: boolean): Planned[] {
  if (mail.flags.includes(flag) === isWanted) return []
  const change = isWanted ? { add: [flag], remove: [] } : { add: [], remove: [flag] }
  return [step(mail, { kind: 'flags', ...change, agreed: agreedOf(mail) })]
}

/**
 * A label is of a mail wherever it lies; put on where the conversation is, taken off everywhere. What is not called as a label may be, or as
 * the folder that is read, is none.
 */
function labelled(
  label: string,
  isWanted: boolean,
  mails: readonly Lying[],
  { reading }: Told,
  { hasLabels }: Folders,
): Planned[] {
  if (!hasLabels || !isLabel(label) || label === reading) return []
  const flag = asFlag(label)
  const here = mails.filter((mail) => mail.side === null)
  const archived = lyingIn(mails, 'archive')
  const change = isWanted ? { add: [flag], remove: [] } : { add: [], remove: [flag] }
  // What is beside the folder is not known by its labels.
  const beside = isWanted && here.length > 0 ? [] : archived
  return [
    ...here.flatMap((mail) => marked(mail, flag, isWanted)),
    ...beside.map((mail) => step(mail, { kind: 'flags', ...change, agreed: agreedOf(mail) })),
  ]
}

const agreedOf = ({ uid, flags, modseq }: Lying) => ({ uid, flags, modseq })

const words: Partial<Record<Side, string>> = { archive: 'archived', trash: 'deleted' }

function moves(mails: readonly Lying[], path: string | undefined, to: Side | null): Planned[] | { missing: string } {
  if (mails.length === 0) return []
  if (path === undefined) return { missing: `The account has no folder for ${words[to ?? 'archive']} mail.` }
  return mails.map((mail) => step(mail, { kind: 'move', to: path, mailId: mail.mailId, size: mail.size }, to))
}
