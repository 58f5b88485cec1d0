// How a mailbox and its server follow each other, as it stands in the row and as the page has it.
import type { Selectable, Updateable } from 'kysely'
import type { Tables } from '../../store/tables.ts'
import type { Mailbox } from './mailboxes.api.ts'

const columns = {
  onArchived: 'on_archived',
  onDeleted: 'on_deleted',
  onFlagged: 'on_flagged',
  onLabelled: 'on_labelled',
  onSent: 'on_sent',
  readBy: 'read_by',
  tellResolved: 'tell_resolved',
  tellDeleted: 'tell_deleted',
  tellFlagged: 'tell_flagged',
  tellTags: 'tell_tags',
  tellSeen: 'tell_seen',
  tellSent: 'tell_sent',
  archiveFolder: 'archive_folder',
  sentFolder: 'sent_folder',
  statusRule: 'status_rule',
  flagRule: 'flag_rule',
} as const

export type Following = Pick<Mailbox, keyof typeof columns>

type Row = Selectable<Tables['mailbox']>
/** What is left out of it is as before, of a new mailbox as if nothing followed. */
export type Wished = { [K in keyof Following]?: Following[K] | undefined }
const names = Object.keys(columns) as (keyof Following)[]

/** Of what is said; what is left out stays. */
export function followingFields(wanted: Wished): Updateable<Tables['mailbox']> {
  return Object.fromEntries(
    names.flatMap((name) => (wanted[name] === undefined ? [] : [[columns[name], wanted[name]]])),
  )
}

export function followingOf(row: Row): Following {
  return Object.fromEntries(names.map((name) => [name, row[columns[name]]])) as unknown as Following
}
