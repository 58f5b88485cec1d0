// Cards as they were read from an address book, taken in: found among the contacts or made one, merged field by field, what gave way
// noted. All in the caller's transaction, with what is remembered of each card.
import { type Card, type CardField, type CardValues, readCard } from '../../dav/card.ts'
import type { ReadCard } from '../../dav/client.ts'
import type { BookRow } from '../../desk/books/books.ts'
import type { Said } from '../../desk/contacts/set-fields.ts'
import type { Id } from '../../kit/id.ts'
import { toProblem } from '../../kit/problem.ts'
import { isAddress } from '../../mail/address.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { bringIn } from './bring-in.ts'
import { noteConflicts } from './conflicts.ts'
import { type Directions, directionOf, merge } from './merge.ts'
import { readKnown, setValues } from './values.ts'

export interface Kept {
  href: string
  etag: string | null
  uid: string
  contact_id: Id | null
  state: string
  base: Partial<CardValues>
  contact_version: number | null
}

/** What is remembered of a card from now on. */
interface Outcome {
  card: ReadCard
  uid: string
  state: 'linked' | 'detached' | 'group' | 'twin' | 'stranger' | 'refused'
  contactId: Id | null
  base: Partial<CardValues>
  contactVersion: number | null
  error: string | null
}

export const uidOf = (bookId: Id, contactId: Id): string => `postroom-${bookId}-${contactId}`

/** `gone`: cards that are not there any more; one that lies elsewhere under the same UID has only moved. */
export async function takeCards(
  tx: Tx,
  book: BookRow,
  cards: readonly ReadCard[],
  gone: ReadonlySet<string>,
): Promise<void> {
  const read = cards.map((card) => ({ card, ...parsed(card) }))
  const kept = await keptOf(tx, book.id, read.map(({ card, parsed: one }) => ({ href: card.href, uid: one?.uid ?? '' }))) // prettier-ignore
  const owners = await ownersOf(tx, read.flatMap(({ parsed: one }) => one?.values.addresses ?? [])) // prettier-ignore
  const linked = await linkedAmong(tx, book.id, [...owners.values()])
  const untold = await untoldAmong(tx, read.flatMap(({ parsed: one }) => (one ? (contactOf(book, one, owners) ?? []) : []))) // prettier-ignore
  const outcomes: Outcome[] = []
  const moved: string[] = []
  const meetings: { outcome: Outcome; contactId: Id; values: CardValues; changedAt: Date | null }[] = []
  const fresh: { outcome: Outcome; values: CardValues }[] = []

  for (const { card, parsed: one, error } of read) {
    const was = kept.find((each) => each.href === card.href)
    const outcome: Outcome = {
      card,
      uid: one?.uid ?? '',
      state: one?.isGroup ? 'group' : 'refused',
      contactId: was?.contact_id ?? null,
      base: was?.base ?? {},
      contactVersion: null,
      error,
    }
    outcomes.push(outcome)
    if (was?.state === 'detached') outcome.state = 'detached'
    if (!one || one.isGroup || outcome.state === 'detached') continue
    // It only moved; or it is one of our own making that lies where its server wanted.
    const isSame = (each: Kept) =>
      each.uid !== '' && each.uid === one.uid && (gone.has(each.href) || each.etag === null)
    const place = was ?? kept.find(isSame)
    if (place && place !== was) moved.push(place.href)
    const isHeld = place !== undefined && place.contact_id !== null && place.state !== 'twin'
    const found = isHeld ? place.contact_id : contactOf(book, one, owners)
    if (found === null) {
      outcome.state = book.incoming === 'all' ? 'linked' : 'stranger'
      if (book.incoming === 'all') fresh.push({ outcome, values: one.values })
      continue
    }
    if (!isHeld && untold.has(found)) {
      Object.assign(outcome, { state: 'stranger', contactId: null })
      continue
    }
    const other = linked.get(found)
    if (!isHeld && other !== undefined && other.href !== card.href && !gone.has(other.href)) {
      if (other.isThere) {
        Object.assign(outcome, { state: 'twin', contactId: found })
        continue
      }
      moved.push(other.href) // one that was still to be made: whoever made this one was faster, or it was we
    }
    linked.set(found, { href: card.href, isThere: true })
    outcome.base = place?.base ?? {}
    meetings.push({ outcome, contactId: found, values: one.values, changedAt: one.changedAt })
  }

  const said = saidBy(book)
  await meet(tx, book, meetings, owners, said)
  await makeContacts(tx, book, fresh, owners, said)
  if (moved.length > 0)
    await tx.db.deleteFrom('address_book_card').where('book_id', '=', book.id).where('href', 'in', moved).execute()
  await keep(tx, book.id, outcomes)
}

export const saidBy = (book: Pick<BookRow, 'id'>): Said => ({ from: 'addressBook', by: book.id })

function parsed(card: ReadCard): { parsed: Card | null; error: string | null } {
  try {
    return { parsed: readCard(card.text), error: null }
  } catch (thrown) {
    return { parsed: null, error: toProblem(thrown).message }
  }
}

async function keptOf(tx: Tx, bookId: Id, of: readonly { href: string; uid: string }[]): Promise<Kept[]> {
  return await tx.query<Kept>({
    name: 'book-cards-kept',
    text: `select href, etag, uid, contact_id, state, base, contact_version from address_book_card
      where book_id = $1 and (href = any($2::text[]) or uid = any($3::text[]))`,
    values: [bookId, of.map((one) => one.href), of.map((one) => one.uid).filter(Boolean)],
  })
}

/** Whose these addresses are. */
export async function ownersOf(tx: Tx, addresses: readonly string[]): Promise<Map<string, Id>> {
  if (addresses.length === 0) return new Map()
  const rows = await tx.query<{ address: string; contact_id: Id }>({
    name: 'book-address-owners',
    text: 'select address, contact_id from contact_address where address = any($1::text[])',
    values: [[...new Set(addresses)]],
  })
  return new Map(rows.map((row) => [row.address, row.contact_id]))
}

interface Linked {
  href: string
  /** False: it has still to be put there. */
  isThere: boolean
}

async function linkedAmong(tx: Tx, bookId: Id, contactIds: readonly Id[]): Promise<Map<Id, Linked>> {
  if (contactIds.length === 0) return new Map()
  const rows = await tx.query<Linked & { contact_id: Id }>({
    name: 'book-linked-among',
    text: `select contact_id, href, etag is not null as "isThere" from address_book_card where book_id = $1 and contact_id = any($2::bigint[]) and state = 'linked'`,
    values: [bookId, [...new Set(contactIds)]],
  })
  return new Map(rows.map(({ contact_id: id, ...row }) => [id, row]))
}

/** Who wrote in private conversations alone: a card of theirs, written by whoever reads the book, brings nothing of them there (fill.ts). */
async function untoldAmong(tx: Tx, contactIds: readonly Id[]): Promise<Set<Id>> {
  if (contactIds.length === 0) return new Set()
  const rows = await tx.query<{ id: Id }>({
    name: 'book-untold',
    text: `select c.id from contact c where c.id = any($1::bigint[]) and c.inbox_ids is null
      and exists (select from conversation v where v.contact_id = c.id and v.private_at is not null)
      and not exists (select from conversation v where v.contact_id = c.id and v.private_at is null and v.deleted_at is null)`,
    values: [[...new Set(contactIds)]],
  })
  return new Set(rows.map((row) => row.id))
}

/** One that was put there by us tells by its UID whose it is; any other by an address. */
function contactOf(book: BookRow, card: Card, owners: ReadonlyMap<string, Id>): Id | null {
  const ours = card.uid.startsWith(uidOf(book.id, '')) ? card.uid.slice(uidOf(book.id, '').length) : ''
  if (/^\d{1,19}$/.test(ours)) return ours
  return card.values.addresses.map((one) => owners.get(one)).find((one) => one !== undefined) ?? null
}

type Meeting = { outcome: Outcome; contactId: Id; values: CardValues; changedAt: Date | null }

async function meet(
  tx: Tx,
  book: BookRow,
  meetings: Meeting[],
  owners: ReadonlyMap<string, Id>,
  said: Said,
): Promise<void> {
  const all = await readKnown(tx, meetings.map((one) => one.contactId), { forUpdate: true }) // prettier-ignore
  for (const { outcome, contactId, values, changedAt } of meetings) {
    const known = all.get(contactId)
    if (!known || known.mergedInto !== null) {
      // Who became another, or was never ours: looked at when what happened here is told there.
      Object.assign(outcome, { state: known ? 'linked' : 'stranger', contactId: known ? contactId : null })
      continue
    }
    const there = withoutForeign(values, contactId, owners)
    const directions = book.directions as Directions
    const {
      here,
      there: wanted,
      conflicts,
    } = merge(
      {
        base: outcome.base,
        here: known.values,
        there,
        hereAt: Object.fromEntries(Object.entries(known.said).map(([field, one]) => [field, one.at])),
        thereAt: noticedAt(changedAt, tx.now),
      },
      directions,
    )
    const version =
      Object.keys(here).length > 0 ? await setValues(tx, known, here, said, book.inbox_ids) : known.version
    await noteConflicts(tx, book, { known, href: outcome.card.href, thereAt: noticedAt(changedAt, tx.now) }, conflicts)
    // What the card says is what both had in common last: whatever differs here is then known to be newer.
    Object.assign(outcome, {
      state: 'linked',
      contactId,
      base: inStep(there, directions),
      contactVersion: Object.keys(wanted).length > 0 ? null : version,
    })
  }
}

/** A clock that is wrong there cannot make a change one of the future. */
const noticedAt = (changedAt: Date | null, now: Date): Date => (changedAt && changedAt < now ? changedAt : now)

/** Addresses that are another contact's, and what is none for us, stay on the card and are nobody's business here. */
export function withoutForeign(values: CardValues, contactId: Id | null, owners: ReadonlyMap<string, Id>): CardValues {
  const isOurs = (address: string) => isAddress(address) && (owners.get(address) ?? contactId) === contactId
  return {
    ...values,
    addresses: values.addresses.filter(isOurs),
    phones: values.phones.filter((number) => number.length >= 3),
  }
}

export function inStep(values: CardValues, directions: Directions): Partial<CardValues> {
  const entries = Object.entries(values).filter(([field]) => directionOf(directions, field as CardField) !== 'never')
  return Object.fromEntries(entries) as Partial<CardValues>
}

async function makeContacts(
  tx: Tx,
  book: BookRow,
  fresh: { outcome: Outcome; values: CardValues }[],
  owners: ReadonlyMap<string, Id>,
  said: Said,
): Promise<void> {
  const taken = new Set<string>()
  const wanted = fresh.flatMap(({ outcome, values }) => {
    const theirs = withoutForeign(values, null, owners)
    // Two cards of one person that nobody knew before: the first is theirs.
    if (theirs.addresses.some((one) => taken.has(one))) {
      outcome.state = 'twin'
      return []
    }
    for (const one of theirs.addresses) taken.add(one)
    if (theirs.name === '' && theirs.addresses.length + theirs.phones.length === 0) {
      outcome.state = 'stranger'
      return []
    }
    return [
      { outcome, values: { ...theirs, name: theirs.name || theirs.addresses[0] || theirs.phones[0] || '' }, theirs },
    ]
  })
  const ids = await bringIn(tx, wanted.map(({ values }) => values), { said, inboxIds: book.inbox_ids, directions: book.directions as Directions }) // prettier-ignore
  for (const [at, { outcome, theirs }] of wanted.entries()) {
    const isNamed = theirs.name !== ''
    Object.assign(outcome, {
      contactId: ids[at],
      base: inStep(theirs, book.directions as Directions),
      contactVersion: isNamed ? 1 : null,
    })
  }
}

async function keep(tx: Tx, bookId: Id, outcomes: readonly Outcome[]): Promise<void> {
  const head =
    'insert into address_book_card (book_id, href, etag, uid, contact_id, state, base, contact_version, error, agreed_at, seen_at) values'
  const tail = `on conflict (book_id, href) do update set etag = excluded.etag, uid = excluded.uid, contact_id = excluded.contact_id,
    state = excluded.state, base = excluded.base, contact_version = excluded.contact_version, error = excluded.error, attempts = 0,
    agreed_at = coalesce(excluded.agreed_at, address_book_card.agreed_at), seen_at = excluded.seen_at`
  await insertRows(
    tx,
    { name: 'book-card-keep', head, tail },
    outcomes.map((one) => [
      bookId,
      one.card.href,
      one.card.etag,
      one.uid,
      one.contactId,
      one.state,
      JSON.stringify(one.base),
      one.contactVersion,
      one.error?.slice(0, 300) ?? null,
      one.contactVersion === null ? null : tx.now,
      tx.now,
    ]),
  )
}
