// Address books elsewhere that contacts are kept in step with: what they are. Visiting them is flows/books.
import type { Selectable, Updateable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { dropGrant, readGrants, setGrant } from '../mailboxes/grants.ts'
import type * as api from './books.api.ts'
import { BookDirections, bookScopes } from './books.api.ts'

export type BookRow = Selectable<Tables['address_book']>
type Adding = InputOf<typeof api.addAddressBook>
type Change = Omit<InputOf<typeof api.changeAddressBook>, 'id'>

/** With which it can be entered; never leaves the process. Behind a grant the token is asked for when it is needed. */
export type BookAccess =
  | { kind: 'carddav'; url: string; username: string; password: string }
  | { kind: 'google' | 'microsoft'; id: Id }

/** Of providers: where their contacts are. Nobody's to choose. */
const PROVIDERS = { google: 'https://people.googleapis.com/', microsoft: 'https://graph.microsoft.com/v1.0' } as const

const MOST_BOOKS = 50
/** Undecided conflicts are counted so far. */
const MOST_COUNTED = 100
const sealedFor = (id: Id) => `addressBook.secret:${id}`

export async function listBooks(tx: Tx): Promise<api.AddressBook[]> {
  const rows = await tx.db.selectFrom('address_book').selectAll().orderBy('name').orderBy('id').execute()
  const shown: api.AddressBook[] = []
  for (const row of rows) shown.push(await shownOf(tx, row))
  return shown
}

export async function addBook(tx: Tx, keys: Keys, wanted: Adding): Promise<api.AddressBook> {
  const books = await tx.db.selectFrom('address_book').select('id').limit(MOST_BOOKS).execute()
  if (books.length === MOST_BOOKS)
    throw new Problem('invalid', 'books-many', `More than ${MOST_BOOKS} address books are not kept in step.`)
  await mustBeInboxes(tx, wanted.inboxIds)
  const id = tx.mint()
  const row = await tx.db
    .insertInto('address_book')
    .values({
      id,
      kind: wanted.kind,
      name: wanted.name,
      url: wanted.kind === 'carddav' ? bookUrl(wanted.url ?? '') : PROVIDERS[wanted.kind],
      username: wanted.username,
      secret: keys.seal(sealedFor(id), passwordFor(wanted)),
      incoming: wanted.incoming,
      outgoing: wanted.outgoing,
      directions: JSON.stringify(wanted.directions),
      on_card_gone: wanted.onCardGone,
      on_contact_gone: wanted.onContactGone,
      inbox_ids: wanted.inboxIds,
      run_at: tx.now,
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'addressBook.added', id, { name: row.name, host: hostOf(row.url) })
  if (wanted.kind !== 'carddav') await grantTo(tx, keys, { id, kind: wanted.kind }, wanted.grant)
  return await shownOf(tx, row)
}

function passwordFor({ kind, secret }: Pick<Adding, 'kind' | 'secret'>): string {
  if (kind !== 'carddav') return ''
  if (secret === undefined) throw secretMissing()
  return secret
}

async function grantTo(
  tx: Tx,
  keys: Keys,
  { id, kind }: { id: Id; kind: keyof typeof PROVIDERS },
  grant: Adding['grant'],
): Promise<void> {
  if (!grant) throw new Problem('invalid', 'grant-incomplete', 'Say as which client the provider lets Postroom in (`grant`).') // prettier-ignore
  await setGrant(tx, keys, id, { provider: kind, scope: bookScopes[kind], ...grant }, 'addressBook')
}

/**
 * Another address is another book: which card was whose is forgotten. The password was given for one server and one user: no other
 * gets to see it, nor does the same one without TLS.
 */
export async function changeBook(tx: Tx, keys: Keys, id: Id, change: Change): Promise<api.AddressBook> {
  const was = await lockBook(tx, id)
  if (change.inboxIds) await mustBeInboxes(tx, change.inboxIds)
  const kind = was.kind as api.BookKind
  const url = change.url === undefined || kind !== 'carddav' ? was.url : bookUrl(change.url)
  const wanted = { url, username: change.username ?? was.username }
  if (kind === 'carddav' && change.secret === undefined && isRiskier(was, wanted)) throw secretMissing()
  const isElsewhere = url !== was.url
  const fields: Updateable<Tables['address_book']> = {
    ...wanted,
    run_at: tx.now,
    attempts: 0,
    ...(change.name !== undefined && { name: change.name }),
    ...(change.secret !== undefined && kind === 'carddav' && { secret: keys.seal(sealedFor(id), change.secret) }),
    ...(change.incoming !== undefined && { incoming: change.incoming }),
    ...(change.outgoing !== undefined && { outgoing: change.outgoing }),
    ...(change.directions !== undefined && { directions: JSON.stringify(change.directions) }),
    ...(change.onCardGone !== undefined && { on_card_gone: change.onCardGone }),
    ...(change.onContactGone !== undefined && { on_contact_gone: change.onContactGone }),
    ...(change.inboxIds !== undefined && { inbox_ids: change.inboxIds }),
    ...(isElsewhere && { sync_token: null, looked_at: null, filled_id: '0', is_writable: null, agreed_at: null }),
    // What was passed over is looked at again.
    ...((change.incoming === 'all' || change.directions) && { sync_token: null }),
    ...(was.paused_at === null && { state: 'new', error: null, trouble: null }),
  }
  if (isElsewhere) await forgetCards(tx, id)
  if (change.incoming === 'all' || change.directions) await lookAgain(tx, id)
  const row = await tx.db
    .updateTable('address_book')
    .set(fields)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'addressBook.changed', id, { changed: Object.keys(change) })
  if (kind !== 'carddav' && change.grant) await grantTo(tx, keys, { id, kind }, change.grant)
  return await shownOf(tx, row)
}

/** It is about to be tried with what was just granted; another account may be another book. */
export async function beginAnew(tx: Tx, id: Id): Promise<void> {
  await tx.db
    .updateTable('address_book')
    .set({ run_at: tx.now, attempts: 0, sync_token: null, error: null, trouble: null, state: 'new' })
    .where('id', '=', id)
    .where('paused_at', 'is', null)
    .execute()
}

export async function pauseBook(tx: Tx, id: Id, isPaused: boolean): Promise<api.AddressBook> {
  const was = await lockBook(tx, id)
  if ((was.paused_at !== null) === isPaused) return await shownOf(tx, was)
  const row = await tx.db
    .updateTable('address_book')
    .set({
      paused_at: isPaused ? tx.now : null,
      state: isPaused ? 'paused' : 'new',
      error: null,
      trouble: null,
      run_at: tx.now,
    }) // prettier-ignore
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, isPaused ? 'addressBook.paused' : 'addressBook.resumed', id, {})
  return await shownOf(tx, row)
}

/** Contacts and cards stay as they are; what was undecided is decided by what holds. */
export async function removeBook(tx: Tx, id: Id): Promise<void> {
  const { name } = await lockBook(tx, id)
  await forgetCards(tx, id)
  await dropGrant(tx, id)
  await tx.db.deleteFrom('book_conflict').where('book_id', '=', id).execute()
  await tx.db.deleteFrom('address_book').where('id', '=', id).execute()
  await record(tx, 'addressBook.removed', id, { name })
}

export async function syncBook(tx: Tx, id: Id, { isSure }: { isSure: boolean }): Promise<api.AddressBook> {
  await lockBook(tx, id)
  const row = await tx.db
    .updateTable('address_book')
    .set({ run_at: tx.now, attempts: 0, ...(isSure && { is_sure: true }) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  if (isSure) await record(tx, 'addressBook.vanishingBelieved', id, {})
  return await shownOf(tx, row)
}

export async function listApart(
  tx: Tx,
  id: Id,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<{ cards: api.BookCard[]; hasMore: boolean }> {
  // prettier-ignore
  await readBook(tx, id)
  const rows = await tx.query<{
    href: string
    contact_id: Id | null
    name: string | null
    state: string
    error: string | null
    agreed_at: Date | null
  }>({
    name: 'book-cards-apart',
    text: `select k.href, k.contact_id, c.name, k.state, k.error, k.agreed_at from address_book_card k
      left join contact c on c.id = k.contact_id
      where k.book_id = $1 and k.state <> 'linked' and k.href > $2 order by k.href limit $3`,
    values: [id, after ?? '', limit + 1],
  })
  const cards = rows.slice(0, limit).map((row) => ({
    href: row.href,
    contactId: row.contact_id,
    contactName: row.name,
    state: row.state as api.BookCard['state'],
    error: row.error,
    agreedAt: row.agreed_at?.toISOString() ?? null,
  }))
  return { cards, hasMore: rows.length > limit }
}

/** What a test needs: as given, and where nothing is given as stored. What is stored is only ever tried on its own server. */
export async function accessForTest(
  tx: Tx,
  keys: Keys,
  { id, url, username, secret }: InputOf<typeof api.testAddressBook>,
): Promise<BookAccess> {
  const row = id === undefined ? undefined : await readBook(tx, id)
  if (row && row.kind !== 'carddav') return accessOf(keys, row)
  const wanted = { url: url === undefined ? row?.url : bookUrl(url), username: username ?? row?.username }
  if (wanted.url === undefined || wanted.username === undefined)
    throw new Problem('invalid', 'book-incomplete', 'A test needs the address, the user name and the password.')
  const given = { kind: 'carddav' as const, url: wanted.url, username: wanted.username }
  if (secret !== undefined) return { ...given, password: secret }
  if (!row || isRiskier(row, given)) throw secretMissing()
  return { ...given, password: passwordOf(keys, row) }
}

const passwordOf = (keys: Keys, { id, secret }: Pick<BookRow, 'id' | 'secret'>): string =>
  keys.open(sealedFor(id), secret).toString()

export function accessOf(keys: Keys, row: Pick<BookRow, 'id' | 'kind' | 'url' | 'username' | 'secret'>): BookAccess {
  if (row.kind === 'google' || row.kind === 'microsoft') return { kind: row.kind, id: row.id }
  return { kind: 'carddav', url: row.url, username: row.username, password: passwordOf(keys, row) }
}

export async function readBook(tx: Tx, id: Id): Promise<BookRow> {
  const row = await tx.db.selectFrom('address_book').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new Problem('missing', 'book-missing', 'There is no such address book.', { detail: { id } })
  return row
}

async function lockBook(tx: Tx, id: Id): Promise<BookRow> {
  await readBook(tx, id)
  return await tx.db.selectFrom('address_book').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
}

/** Whether its password would go elsewhere than it was given for, or be less safe on its way. */
function isRiskier(row: Pick<BookRow, 'url' | 'username'>, wanted: { url: string; username: string }): boolean {
  return new URL(wanted.url).origin !== new URL(row.url).origin || wanted.username !== row.username
}

/** Without what belongs into the other fields of the form. */
function bookUrl(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash)
    throw new Problem('invalid', 'url-invalid', 'That is no address of the web, like https://desk.example/contacts/.')
  return url.href
}

export const hostOf = (url: string): string => URL.parse(url)?.host ?? ''

const secretMissing = () =>
  new Problem(
    'invalid',
    'book-password',
    'Enter the password: it is never tried on another server or for another user.',
  )

async function mustBeInboxes(tx: Tx, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await tx.db
    .selectFrom('inbox')
    .select('id')
    .where('id', 'in', [...ids])
    .execute()
  if (rows.length < new Set(ids).size) throw new Problem('invalid', 'inbox-missing', 'There is no such inbox.')
}

async function forgetCards(tx: Tx, id: Id): Promise<void> {
  await tx.db.deleteFrom('address_book_card').where('book_id', '=', id).execute()
}

/** The next visit reads every card, those passed over before included. */
async function lookAgain(tx: Tx, id: Id): Promise<void> {
  await tx.db.updateTable('address_book_card').set({ etag: '' }).where('book_id', '=', id).where('state', 'in', ['stranger', 'twin', 'refused', 'linked']).where('etag', 'is not', null).execute() // prettier-ignore
}

async function shownOf(tx: Tx, row: BookRow): Promise<api.AddressBook> {
  const grant = row.kind === 'carddav' ? undefined : (await readGrants(tx, [row.id])).get(row.id)
  const [told] = await tx.query<{ linked: number; detached: number; refused: number; others: number; open: number }>({
    name: 'book-counts',
    text: `select count(*) filter (where state = 'linked')::int as linked, count(*) filter (where state = 'detached')::int as detached,
        count(*) filter (where state = 'refused')::int as refused,
        count(*) filter (where state in ('group', 'twin', 'stranger'))::int as others,
        (select count(*)::int from (select from book_conflict where book_id = $1 and decided_at is null limit ${MOST_COUNTED}) few) as open
      from address_book_card where book_id = $1`,
    values: [row.id],
  })
  return {
    id: row.id,
    kind: row.kind as api.BookKind,
    grant: grant ?? null,
    name: row.name,
    url: row.url,
    username: row.username,
    incoming: row.incoming as api.AddressBook['incoming'],
    outgoing: row.outgoing as api.AddressBook['outgoing'],
    directions: BookDirections.parse(row.directions),
    onCardGone: row.on_card_gone as api.AddressBook['onCardGone'],
    onContactGone: row.on_contact_gone as api.AddressBook['onContactGone'],
    inboxIds: row.inbox_ids,
    state: row.state as api.AddressBook['state'],
    trouble: row.trouble as api.AddressBook['trouble'],
    error: row.error,
    checkedAt: row.checked_at?.toISOString() ?? null,
    agreedAt: row.agreed_at?.toISOString() ?? null,
    isWritable: row.is_writable,
    cards: {
      linked: told?.linked ?? 0,
      detached: told?.detached ?? 0,
      others: told?.others ?? 0,
      refused: told?.refused ?? 0,
    },
    conflicts: told?.open ?? 0,
    createdAt: row.created_at.toISOString(),
  }
}
