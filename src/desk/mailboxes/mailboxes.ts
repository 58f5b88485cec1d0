// Mailboxes: mail accounts that are read into an inbox. Reading them is the IMAP door's work; here is what they are.
import type { Selectable, Updateable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { checkedHost } from './host.ts'
import type * as api from './mailboxes.api.ts'

type Mailbox = api.Mailbox
type Row = Selectable<Tables['mailbox']>
type Change = Omit<InputOf<typeof api.changeMailbox>, 'id'>

/** With which it can be read; never leaves the process. */
export interface MailboxAccess {
  host: string
  port: number
  isSecure: boolean
  username: string
  secret: string
  auth: 'password' | 'xoauth2'
  folder: string
}

const sealedFor = (id: Id) => `mailbox.secret:${id}`

export async function listMailboxes(tx: Tx): Promise<Mailbox[]> {
  const rows = await tx.db.selectFrom('mailbox').selectAll().orderBy('name').orderBy('id').execute()
  return rows.map(shown)
}

export async function addMailbox(tx: Tx, keys: Keys, wanted: InputOf<typeof api.addMailbox>): Promise<Mailbox> {
  await mustBeInbox(tx, wanted.inboxId)
  const id = tx.mint()
  const host = checkedHost(wanted.host)
  const row = await tx.db
    .insertInto('mailbox')
    .values({
      id,
      inbox_id: wanted.inboxId,
      name: wanted.name ?? wanted.username,
      host,
      port: wanted.port,
      is_secure: wanted.isSecure,
      username: wanted.username,
      secret: keys.seal(sealedFor(id), wanted.secret),
      auth: wanted.auth,
      folder: wanted.folder,
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'mailbox.added', id, { name: row.name, host, inboxId: row.inbox_id })
  return shown(row)
}

/** Another server, user or folder has other messages: reading begins anew there, and what is known already is recognised. */
export async function changeMailbox(tx: Tx, keys: Keys, id: Id, change: Change): Promise<Mailbox> {
  const was = await lockMailbox(tx, id)
  if (change.inboxId !== undefined) await mustBeInbox(tx, change.inboxId)
  const host = change.host === undefined ? was.host : checkedHost(change.host)
  const isElsewhere =
    host !== was.host ||
    (change.username ?? was.username) !== was.username ||
    (change.folder ?? was.folder) !== was.folder
  const fields: Updateable<Tables['mailbox']> = {
    host,
    ...(change.name !== undefined && { name: change.name }),
    ...(change.inboxId !== undefined && { inbox_id: change.inboxId }),
    ...(change.port !== undefined && { port: change.port }),
    ...(change.isSecure !== undefined && { is_secure: change.isSecure }),
    ...(change.username !== undefined && { username: change.username }),
    ...(change.auth !== undefined && { auth: change.auth }),
    ...(change.folder !== undefined && { folder: change.folder }),
    ...(change.secret !== undefined && { secret: keys.seal(sealedFor(id), change.secret) }),
    ...(isElsewhere && { uid_validity: null, uid: '0', modseq: null }),
    ...(was.paused_at === null && { state: 'new', error: null }),
  }
  const row = await tx.db
    .updateTable('mailbox')
    .set(fields)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'mailbox.changed', id, { changed: Object.keys(change) })
  return shown(row)
}

export async function pauseMailbox(tx: Tx, id: Id, isPaused: boolean): Promise<Mailbox> {
  const was = await lockMailbox(tx, id)
  if ((was.paused_at !== null) === isPaused) return shown(was)
  const row = await tx.db
    .updateTable('mailbox')
    .set({ paused_at: isPaused ? tx.now : null, state: isPaused ? 'paused' : 'new', error: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, isPaused ? 'mailbox.paused' : 'mailbox.resumed', id, {})
  return shown(row)
}

/** What was read stays; the password goes with the row. */
export async function removeMailbox(tx: Tx, id: Id): Promise<void> {
  await lockMailbox(tx, id)
  const row = await tx.db.deleteFrom('mailbox').where('id', '=', id).returning('name').executeTakeFirstOrThrow()
  await record(tx, 'mailbox.removed', id, { name: row.name })
}

/** What a test needs: as given, and where nothing is given as stored. A stored password is only ever tried on its own server. */
export async function accessForTest(
  tx: Tx,
  keys: Keys,
  { id, ...given }: InputOf<typeof api.testMailbox>,
): Promise<MailboxAccess> {
  const row = id === undefined ? undefined : await readMailbox(tx, id)
  const host = given.host ?? row?.host
  const username = given.username ?? row?.username
  const isSameServer =
    row !== undefined && host === row.host && (given.port ?? row.port) === row.port && username === row.username
  const secret = given.secret ?? (isSameServer ? keys.open(sealedFor(row.id), row.secret).toString() : undefined)
  if (host === undefined || username === undefined || secret === undefined)
    throw new Problem('invalid', 'mailbox-incomplete', 'A test needs the server, the user name and the password.')
  return {
    host: checkedHost(host),
    username,
    secret,
    port: given.port ?? row?.port ?? 993,
    isSecure: given.isSecure ?? row?.is_secure ?? true,
    auth: given.auth ?? (row?.auth as MailboxAccess['auth'] | undefined) ?? 'password',
    folder: given.folder ?? row?.folder ?? 'INBOX',
  }
}

export function accessOf(keys: Keys, row: Row): MailboxAccess {
  return {
    host: checkedHost(row.host),
    port: row.port,
    isSecure: row.is_secure,
    username: row.username,
    secret: keys.open(sealedFor(row.id), row.secret).toString(),
    auth: row.auth as MailboxAccess['auth'],
    folder: row.folder,
  }
}

async function mustBeInbox(tx: Tx, inboxId: Id): Promise<void> {
  const row = /^\d{1,19}$/.test(inboxId)
    ? await tx.db
        .selectFrom('inbox')
        .select('id')
        .where('id', '=', inboxId)
        .where('archived_at', 'is', null)
        .executeTakeFirst()
    : undefined
  if (!row) throw new Problem('invalid', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId } })
}

export async function readMailbox(tx: Tx, id: Id): Promise<Row> {
  const row = /^\d{1,19}$/.test(id)
    ? await tx.db.selectFrom('mailbox').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!row) throw noSuchMailbox(id)
  return row
}

export function noSuchMailbox(id: Id): Problem {
  return new Problem('missing', 'mailbox-missing', 'There is no such mailbox.', { detail: { id } })
}

async function lockMailbox(tx: Tx, id: Id): Promise<Row> {
  await readMailbox(tx, id)
  return await tx.db.selectFrom('mailbox').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
}

function shown(row: Row): Mailbox {
  return {
    id: row.id,
    inboxId: row.inbox_id,
    name: row.name,
    host: row.host,
    port: row.port,
    isSecure: row.is_secure,
    username: row.username,
    auth: row.auth as Mailbox['auth'],
    folder: row.folder,
    state: row.state as Mailbox['state'],
    error: row.error,
    checkedAt: row.checked_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  }
}
