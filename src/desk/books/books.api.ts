// What is promised about address books elsewhere (CardDAV) that contacts are kept in step with.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Grant, GrantWish } from '../mailboxes/grants.api.ts'

/**
 * Who wins where both sides changed one thing: `latest`, `postroom`, `book`. `postroom-only`, `book-only`: the other side is put right
 * whatever it says. `never`: neither side hears of the other.
 */
export const Direction = z.enum(['latest', 'postroom', 'book', 'postroom-only', 'book-only', 'never'])
export type Direction = z.infer<typeof Direction>

export const BookField = z.enum([
  'name',
  'addresses',
  'phones',
  'company',
  'title',
  'website',
  'postalAddress',
  'notes',
])
export type BookField = z.infer<typeof BookField>
/** Notes are what colleagues write of somebody: nobody reads them elsewhere before it is said so. */
const usual = (field: BookField): Direction => (field === 'notes' ? 'never' : 'latest')
export const BookDirections = z.strictObject(
  Object.fromEntries(BookField.options.map((field) => [field, Direction.default(usual(field))])) as Record<
    BookField,
    z.ZodDefault<typeof Direction>
  >,
)
export type BookDirections = z.infer<typeof BookDirections>

export const BookTrouble = z.enum([
  'name-unknown',
  'names-away',
  'port-closed',
  'no-answer',
  'certificate',
  'tls-missing',
  'password-wrong',
  'denied',
  'not-found',
  'not-dav',
  'no-book',
  'elsewhere',
  'busy',
  'failed',
  'vanished',
  'grant-missing',
  'grant-revoked',
  'too-large',
  'told',
])
export type BookTrouble = z.infer<typeof BookTrouble>

/** Behind `google` and `microsoft` lies an account that somebody lets Postroom into (OAuth 2.0). */
export const BookKind = z.enum(['carddav', 'google', 'microsoft'])
export type BookKind = z.infer<typeof BookKind>

/** What an account is asked for. */
export const bookScopes = {
  google: 'https://www.googleapis.com/auth/contacts',
  microsoft: 'https://graph.microsoft.com/Contacts.ReadWrite offline_access',
} as const

export const AddressBook = z.object({
  id: z.string(),
  kind: BookKind,
  /** On what terms it is entered; null with a password. */
  grant: Grant.nullable(),
  name: z.string(),
  /** Of the collection. */
  url: z.string(),
  username: z.string(),
  /** `known`: only cards of people who are contacts already. */
  incoming: z.enum(['all', 'known']),
  /** `linked`: contacts that have a card there; `all`: every contact gets one. */
  outgoing: z.enum(['nothing', 'linked', 'all']),
  directions: BookDirections,
  /** When a card is deleted there: the contact stays; or the card is made anew. */
  onCardGone: z.enum(['detach', 'restore']),
  /** When a contact became part of another one that has a card: the card of the first stays; or goes. */
  onContactGone: z.enum(['keep', 'delete']),
  /** Who sees contacts that come from there: empty everybody, else whoever sees one of these inboxes. */
  inboxIds: z.array(z.string()),
  state: z.enum(['new', 'connected', 'waiting', 'failed', 'paused']),
  trouble: BookTrouble.nullable(),
  error: z.string().nullable(),
  checkedAt: z.iso.datetime().nullable(),
  /** When both sides were last in step. */
  agreedAt: z.iso.datetime().nullable(),
  /** Whether cards can be changed there; null before it was looked. */
  isWritable: z.boolean().nullable(),
  cards: z.object({
    /** Of a contact, in step with it. */
    linked: z.number().int(),
    /** Of a contact, and left alone since the card was deleted or the contact became another. */
    detached: z.number().int(),
    /** Of somebody who is no contact, a second card of one who is, or a list. */
    others: z.number().int(),
    /** That could not be read. */
    refused: z.number().int(),
  }),
  /** Undecided, 100 at most. */
  conflicts: z.number().int(),
  createdAt: z.iso.datetime(),
})
export type AddressBook = z.infer<typeof AddressBook>

const id = z.string().regex(/^\d{1,19}$/)
const url = z.url({ protocol: /^https?$/ }).max(1_000)
const wishes = {
  name: z.string().trim().min(1).max(100),
  url,
  username: z.string().trim().min(1).max(200),
  incoming: AddressBook.shape.incoming,
  outgoing: AddressBook.shape.outgoing,
  directions: BookDirections,
  onCardGone: AddressBook.shape.onCardGone,
  onContactGone: AddressBook.shape.onContactGone,
  inboxIds: z.array(id).max(200),
}
/** Write-only: no answer ever holds it. */
const secret = z.string().min(1).max(1_000)
/** As which client. The provider's own addresses are not for anybody to choose. */
const grant = GrantWish.pick({ clientId: true, clientSecret: true, refreshToken: true })

export const listAddressBooks = route({
  name: 'listAddressBooks',
  summary: 'Address books elsewhere that contacts are kept in step with, and how that goes.',
  method: 'GET',
  path: '/address-books',
  may: 'addressBook.configure',
  input: z.strictObject({}),
  output: z.array(AddressBook),
})
export const addAddressBook = route({
  name: 'addAddressBook',
  summary: 'Keep contacts in step with an address book elsewhere.',
  method: 'POST',
  path: '/address-books',
  may: 'addressBook.configure',
  status: 201,
  input: z.strictObject({
    ...wishes,
    kind: BookKind.default('carddav'),
    /** With `carddav`. */
    url: url.optional(),
    secret: secret.optional(),
    /** With the others. */
    grant: grant.optional(),
    incoming: wishes.incoming.default('all'),
    outgoing: wishes.outgoing.default('linked'),
    directions: BookDirections.prefault({}),
    onCardGone: wishes.onCardGone.default('detach'),
    onContactGone: wishes.onContactGone.default('keep'),
    inboxIds: wishes.inboxIds.default([]),
  }),
  output: AddressBook,
})
export const changeAddressBook = route({
  name: 'changeAddressBook',
  summary: 'Change how an address book is kept in step. Another address of the web is another book and begins anew.',
  method: 'PATCH',
  path: '/address-books/:id',
  may: 'addressBook.configure',
  input: z.strictObject({
    id,
    ...z.object(wishes).partial().shape,
    secret: secret.optional(),
    grant: grant.optional(),
  }),
  output: AddressBook,
})
export const startBookConsent = route({
  name: 'startBookConsent',
  summary:
    'Where to send the browser so that somebody lets Postroom into the account behind an address book. Good for ten minutes and this session.',
  method: 'POST',
  path: '/address-books/:id/consent',
  may: 'addressBook.configure',
  input: z.strictObject({ id }),
  output: z.object({ url: z.string() }),
})
export const finishBookConsent = route({
  name: 'finishBookConsent',
  summary:
    'Hand over what the provider sent the browser back with. Only in the session that started it, and only once.',
  method: 'POST',
  path: '/address-books/consent',
  may: 'addressBook.configure',
  input: z.strictObject({ state: z.string().min(1).max(200), code: z.string().min(1).max(4_000) }),
  output: z.object({ bookId: z.string() }),
})
export const pauseAddressBook = route({
  name: 'pauseAddressBook',
  summary: 'Leave an address book alone for a while, or go on.',
  method: 'PUT',
  path: '/address-books/:id/pause',
  may: 'addressBook.configure',
  input: z.strictObject({ id, isPaused: z.boolean() }),
  output: AddressBook,
})
export const removeAddressBook = route({
  name: 'removeAddressBook',
  summary: 'Forget an address book. Contacts and cards stay as they are.',
  method: 'DELETE',
  path: '/address-books/:id',
  may: 'addressBook.configure',
  input: z.strictObject({ id }),
  output: z.object({}),
})
export const syncAddressBook = route({
  name: 'syncAddressBook',
  summary: 'Look at once. `isSure`: that most cards have vanished there is believed.',
  method: 'POST',
  path: '/address-books/:id/sync',
  may: 'addressBook.configure',
  input: z.strictObject({ id, isSure: z.boolean().default(false) }),
  output: AddressBook,
})
export const testAddressBook = route({
  name: 'testAddressBook',
  summary: 'Try an address book without keeping anything: what is wrong, or which books this login has.',
  method: 'POST',
  path: '/address-book-tests',
  may: 'addressBook.configure',
  input: z.strictObject({
    /** Whose secret is used where none is given, on its own server alone. */
    id: id.optional(),
    url: url.optional(),
    username: wishes.username.optional(),
    secret: secret.optional(),
  }),
  output: z.object({
    isOk: z.boolean(),
    trouble: BookTrouble.nullable(),
    error: z.string().nullable(),
    /** What lies at the address itself. */
    book: z
      .object({ url: z.string(), name: z.string(), isWritable: z.boolean(), tellsChanges: z.boolean() })
      .nullable(),
    /** What this login has elsewhere on that server, where the address itself is no book. */
    found: z.array(z.object({ url: z.string(), name: z.string() })),
  }),
})

export const BookCard = z.object({
  href: z.string(),
  contactId: z.string().nullable(),
  contactName: z.string().nullable(),
  state: z.enum(['linked', 'detached', 'group', 'twin', 'stranger', 'refused']),
  error: z.string().nullable(),
  agreedAt: z.iso.datetime().nullable(),
})
export type BookCard = z.infer<typeof BookCard>
export const listBookCards = route({
  name: 'listBookCards',
  summary: 'Cards of an address book that are not in step, by where they lie.',
  method: 'GET',
  path: '/address-books/:id/cards',
  may: 'addressBook.configure',
  input: z.strictObject({
    id,
    after: z.string().max(1_000).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  output: z.object({ cards: z.array(BookCard), hasMore: z.boolean() }),
})
