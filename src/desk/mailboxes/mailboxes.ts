// Mailboxes: mail accounts that are read into an inbox. Reading them is the IMAP door's work; here is what they are.
import type { Selectable, Updateable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { Grant } from './grants.api.ts'
import { dropGrant, forgetGranted, readGrants, setGrant } from './grants.ts'
import { checkedHost } from './host.ts'
import { followingFields, followingOf, type Following, type Wished } from './following.ts'
import type * as api from './mailboxes.api.ts'

type Mailbox = api.Mailbox
type Row = Selectable<Tables['mailbox']>
type Adding = Omit<InputOf<typeof api.addMailbox>, keyof Following> & Wished
type Change = Omit<InputOf<typeof api.changeMailbox>, 'id'>

/** With which it can be read; never leaves the process. */
export interface MailboxAccess {
  host: string
  port: number
  isSecure: boolean
  username: string
  /** An access token for `grant` is asked for when it is needed. */
  auth: { password: string } | { grant: Id }
  folder: string
}

const sealedFor = (id: Id) => `mailbox.secret:${id}`

export async function listMailboxes(tx: Tx): Promise<Mailbox[]> {
  const rows = await tx.db.selectFrom('mailbox').selectAll().orderBy('name').orderBy('id').execute()
  const grants = await readGrants(
    tx,
    rows.map((row) => row.id),
  )
  return rows.map((row) => shown(row, grants.get(row.id)))
}

export async function addMailbox(tx: Tx, keys: Keys, wanted: Adding): Promise<Mailbox> {
  await mustBeInbox(tx, wanted.inboxId)
  await mustBeUser(tx, wanted.readBy)
  mustHaveSecret(wanted.auth, wanted.secret, wanted.grant)
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
      secret: keys.seal(sealedFor(id), wanted.secret ?? ''),
      auth: wanted.auth,
      folder: wanted.folder,
      ...followingFields(wanted),
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'mailbox.added', id, { name: row.name, host, inboxId: row.inbox_id })
  if (wanted.grant && wanted.auth === 'xoauth2') await setGrant(tx, keys, id, wanted.grant)
  return await shownNow(tx, row)
}

/**
 * Another server, user or folder has other messages: reading begins anew there, and what is known already is recognised. What is
 * secret was given for one server, port and user and one way of keeping it safe: no other gets to see it.
 */
export async function changeMailbox(tx: Tx, keys: Keys, id: Id, change: Change): Promise<Mailbox> {
  const was = await lockMailbox(tx, id)
  if (change.inboxId !== undefined) await mustBeInbox(tx, change.inboxId)
  await mustBeUser(tx, change.readBy)
  const host = change.host === undefined ? was.host : checkedHost(change.host)
  const isElsewhere =
    host !== was.host ||
    (change.username ?? was.username) !== was.username ||
    (change.folder ?? was.folder) !== was.folder
  const isRisky = isRiskier(was, { ...change, host })
  const auth = change.auth ?? (was.auth as Mailbox['auth'])
  const grants = await readGrants(tx, [id])
  if (isRisky || auth !== was.auth) mustHaveSecret(auth, change.secret, change.grant ?? grants.get(id))
  const fields: Updateable<Tables['mailbox']> = {
    host,
    ...(change.name !== undefined && { name: change.name }),
    ...(change.inboxId !== undefined && { inbox_id: change.inboxId }),
    ...(change.port !== undefined && { port: change.port }),
    ...(change.isSecure !== undefined && { is_secure: change.isSecure }),
    ...(change.username !== undefined && { username: change.username }),
    ...(change.auth !== undefined && { auth: change.auth }),
    ...followingFields(change),
    ...(change.folder !== undefined && { folder: change.folder }),
    ...(change.secret !== undefined && auth === 'password' && { secret: keys.seal(sealedFor(id), change.secret) }),
    ...(auth === 'xoauth2' && was.auth === 'password' && { secret: keys.seal(sealedFor(id), '') }),
    ...(isElsewhere && {
      uid_validity: null,
      uid: '0',
      modseq: null,
      last_mail_at: null,
      silent_since: null,
      silent_expected: null,
      agreed_at: null,
    }),
    ...(was.paused_at === null && { state: 'new', error: null }),
  }
  const row = await tx.db
    .updateTable('mailbox')
    .set(fields)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  if (isElsewhere) await forgetMessages(tx, id)
  await record(tx, 'mailbox.changed', id, { changed: Object.keys(change) })
  if (isRisky) await forgetGranted(tx, id)
  if (change.grant && auth === 'xoauth2') await setGrant(tx, keys, id, change.grant)
  return await shownNow(tx, row)
}

export async function pauseMailbox(tx: Tx, id: Id, isPaused: boolean): Promise<Mailbox> {
  const was = await lockMailbox(tx, id)
  if ((was.paused_at !== null) === isPaused) return await shownNow(tx, was)
  const row = await tx.db
    .updateTable('mailbox')
    .set({ paused_at: isPaused ? tx.now : null, state: isPaused ? 'paused' : 'new', error: null })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, isPaused ? 'mailbox.paused' : 'mailbox.resumed', id, {})
  return await shownNow(tx, row)
}

/** What was read stays; the password goes with the row. */
export async function removeMailbox(tx: Tx, id: Id): Promise<void> {
  await lockMailbox(tx, id)
  await forgetMessages(tx, id)
  await dropGrant(tx, id)
  await tx.db.deleteFrom('reconciliation').where('mailbox_id', '=', id).execute()
  await tx.db.deleteFrom('reconciliation_misfit').where('mailbox_id', '=', id).execute()
  const row = await tx.db.deleteFrom('mailbox').where('id', '=', id).returning('name').executeTakeFirstOrThrow()
  await record(tx, 'mailbox.removed', id, { name: row.name })
}

/** What is remembered of the messages on its server, and of what both sides did to them. */
async function forgetMessages(tx: Tx, id: Id): Promise<void> {
  for (const table of [
    'mailbox_message',
    'mailbox_folder',
    'mailbox_change',
    'mailbox_conflict',
    'mailbox_arrival',
  ] as const)
    await tx.db.deleteFrom(table).where('mailbox_id', '=', id).execute()
}

/** It is about to be tried with what was just granted. */
export async function beginAnew(tx: Tx, id: Id): Promise<void> {
  await tx.db
    .updateTable('mailbox')
    .set({ state: 'new', error: null })
    .where('id', '=', id)
    .where('paused_at', 'is', null)
    .execute()
}

/** What a test needs: as given, and where nothing is given as stored. What is stored is only ever tried on its own server. */
export async function accessForTest(
  tx: Tx,
  keys: Keys,
  { id, ...given }: InputOf<typeof api.testMailbox>,
): Promise<MailboxAccess> {
  const row = id === undefined ? undefined : await readMailbox(tx, id)
  const host = given.host ?? row?.host
  const username = given.username ?? row?.username
  const kind = given.auth ?? row?.auth ?? 'password'
  const stored = row && !isRiskier(row, given) && row.auth === kind ? authOf(keys, row) : undefined
  const auth = kind === 'password' && given.secret !== undefined ? { password: given.secret } : stored
  if (auth === undefined && kind === 'xoauth2')
    throw new Problem(
      'invalid',
      'grant-unsaved',
      'Save the account and sign in at the provider first; then it can be tried.',
    )
  if (host === undefined || username === undefined || auth === undefined)
    throw new Problem('invalid', 'mailbox-incomplete', 'A test needs the server, the user name and the password.')
  return {
    host: checkedHost(host),
    username,
    auth,
    port: given.port ?? row?.port ?? 993,
    isSecure: given.isSecure ?? row?.is_secure ?? true,
    folder: given.folder ?? row?.folder ?? 'INBOX',
  }
}

/** Whether a secret of `row` would go elsewhere than it was given for, or be less safe on its way. */
function isRiskier(row: Row, wanted: Pick<Change, 'host' | 'port' | 'username' | 'isSecure'>): boolean {
  const { host = row.host, port = row.port, username = row.username, isSecure = row.is_secure } = wanted
  return host !== row.host || port !== row.port || username !== row.username || (row.is_secure && !isSecure)
}

export function accessOf(keys: Keys, row: Row): MailboxAccess {
  return {
    host: checkedHost(row.host),
    port: row.port,
    isSecure: row.is_secure,
    username: row.username,
    auth: authOf(keys, row),
    folder: row.folder,
  }
}

function authOf(keys: Keys, row: Row): MailboxAccess['auth'] {
  return row.auth === 'xoauth2' ? { grant: row.id } : { password: keys.open(sealedFor(row.id), row.secret).toString() }
}

function mustHaveSecret(auth: Mailbox['auth'], secret: string | undefined, grant: unknown): void {
  if (auth === 'password' ? secret !== undefined : grant !== undefined) return
  throw auth === 'password'
    ? new Problem(
        'invalid',
        'mailbox-password',
        'Enter the password: it is never tried on another server or port, for another user, or less securely.',
      )
    : new Problem('invalid', 'grant-incomplete', 'Say which provider lets Postroom in, and as which client (`grant`).')
}

async function mustBeUser(tx: Tx, userId: Id | null | undefined): Promise<void> {
  if (userId === null || userId === undefined) return
  const row = isId(userId) && (await tx.db.selectFrom('user').select('id').where('id', '=', userId).where('disabled_at', 'is', null).executeTakeFirst()) // prettier-ignore
  if (!row)
    throw new Problem('invalid', 'user-missing', 'There is no such colleague, or they no longer work here.', {
      detail: { field: 'readBy' },
    })
}

const isId = (text: string) => /^\d{1,19}$/.test(text)

async function mustBeInbox(tx: Tx, inboxId: Id): Promise<void> {
  const row = isId(inboxId)
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

async function shownNow(tx: Tx, row: Row): Promise<Mailbox> {
  return shown(row, (await readGrants(tx, [row.id])).get(row.id))
}

function shown(row: Row, grant: Grant | undefined): Mailbox {
  return {
    id: row.id,
    inboxId: row.inbox_id,
    name: row.name,
    host: row.host,
    port: row.port,
    isSecure: row.is_secure,
    username: row.username,
    auth: row.auth as Mailbox['auth'],
    grant: row.auth === 'xoauth2' ? (grant ?? null) : null,
    folder: row.folder,
    ...followingOf(row),
    state: row.state as Mailbox['state'],
    error: row.error,
    checkedAt: row.checked_at?.toISOString() ?? null,
    lastMailAt: row.last_mail_at?.toISOString() ?? null,
    silence:
      row.silent_since && row.paused_at === null
        ? { since: row.silent_since.toISOString(), expected: Math.round(row.silent_expected ?? 0) }
        : null,
    createdAt: row.created_at.toISOString(),
  }
}
