// Postroom's contacts as cards of an address book of its own (doors/http/dav): each contact as its asker may see it, with what programs
// wrote on its card beside.
import { type RawBuilder, sql } from 'kysely'
import { type CardValues, readCard } from '../../dav/card.ts'
import { newCard, writeCard } from '../../dav/write-card.ts'
import { seenContact } from '../../desk/contacts/sight.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import { isAddress } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { createHash } from 'node:crypto'
import { type Known, readKnown } from './values.ts'

export interface OwnCard {
  contactId: Id
  /** Of the resource. */
  name: string
  etag: string
  text: string
  version: number
}

/** Whose book it is: two tokens of one person show one book. */
export const ownerOf = (actor: Actor): Id => actor.id ?? actor.tokenId ?? '0'

/** Of a row called `contact`: it is in the book of this actor. */
export const isInBook = (tx: Tx, actor: Actor): RawBuilder<boolean> =>
  sql`(contact.merged_into is null and ${seenContact(tx, actor)}
    and not exists (select from own_card_hidden h where h.owner_id = ${ownerOf(actor)}::bigint and h.contact_id = contact.id))`

/** Oldest first, behind `after`. */
export async function bookIds(tx: Tx, actor: Actor, { after, limit }: { after: Id; limit: number }): Promise<Id[]> {
  const { rows } = await sql<{
    id: Id
  }>`select contact.id from contact where contact.id > ${after}::bigint and ${isInBook(tx, actor)}
    order by contact.id limit ${limit}`.execute(tx.db)
  return rows.map((row) => row.id)
}

/** Those of these that are in the book. */
export async function inBookAmong(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<Id[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: Id }>`select contact.id from contact where contact.id = any(${[...ids]}::bigint[]) and ${isInBook(tx, actor)}`.execute(tx.db) // prettier-ignore
  return rows.map((row) => row.id)
}

/** Of contacts of which it is known that the asker sees them. */
export async function cardsOf(tx: Tx, ids: readonly Id[]): Promise<OwnCard[]> {
  if (ids.length === 0) return []
  const known = await readKnown(tx, ids)
  const rows = await tx.query<{ id: Id; since: Date; name: string | null; text: string | null }>({
    name: 'own-cards',
    text: `select c.id, coalesce(c.changed_at, c.created_at) as since, o.name, o.text from contact c left join own_card o on o.contact_id = c.id
      where c.id = any($1::bigint[])`,
    values: [[...ids]],
  })
  return rows.flatMap(({ id, since, name, text }) => {
    const contact = known.get(id)
    if (!contact) return []
    const shown = text === null ? newCard(`postroom-${id}`, contact.values, since) : onCard(text, contact, since)
    return [{ contactId: id, name: name ?? `${id}.vcf`, etag: etagOf(shown), text: shown, version: contact.version }]
  })
}

/** With a portrait in each they are many megabytes: no more of them are held at once than these. */
const TOGETHER = 40

/** The same, some at a time and in the order of their ids. */
export async function* eachCardOf(tx: Tx, ids: readonly Id[]): AsyncGenerator<OwnCard> {
  const sorted = [...new Set(ids)].toSorted(compareIds)
  for (let from = 0; from < sorted.length; from += TOGETHER) {
    const cards = await cardsOf(tx, sorted.slice(from, from + TOGETHER))
    yield* cards.toSorted((a, b) => compareIds(a.contactId, b.contactId))
  }
}

export const etagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 24)}"`

/** What is no address or number for us was written by somebody, and stays; so does a note, where nobody here said anything of notes. */
function onCard(text: string, { values, said }: Pick<Known, 'values' | 'said'>, since: Date): string {
  const { values: there } = readCard(text)
  const { notes, ...rest }: CardValues = values
  return writeCard(
    text,
    {
      ...rest,
      ...((notes !== '' || said.notes) && { notes }),
      addresses: [...values.addresses, ...there.addresses.filter((one) => !isAddress(one))],
      phones: [...values.phones, ...there.phones.filter((one) => one.length < 3)],
    },
    since,
  )
}

/** The contact of this resource, in the asker's book or not; null where there is none. */
export async function contactNamed(tx: Tx, name: string): Promise<Id | null> {
  const [written] = await tx.query<{ id: Id }>({
    name: 'own-card-named',
    text: 'select contact_id as id from own_card where name = $1',
    values: [name],
  })
  if (written) return written.id
  const [, id] = /^(\d{1,19})\.vcf$/.exec(name) ?? []
  if (id === undefined || BigInt(id) > 9_223_372_036_854_775_807n) return null
  const [row] = await tx.query<{ id: Id }>({
    name: 'own-card-numbered',
    text: 'select c.id from contact c where c.id = $1 and not exists (select from own_card o where o.contact_id = c.id)',
    values: [id],
  })
  return row?.id ?? null
}

/** Of these resources those in the book, in the order of their ids. */
export async function* eachCardNamed(tx: Tx, actor: Actor, names: readonly string[]): AsyncGenerator<OwnCard> {
  const ids: Id[] = []
  for (const name of names) {
    const id = await contactNamed(tx, name)
    if (id !== null) ids.push(id)
  }
  for await (const card of eachCardOf(tx, await inBookAmong(tx, actor, ids))) if (names.includes(card.name)) yield card
}

/** Null where it is not in the book. */
export async function cardNamed(tx: Tx, actor: Actor, name: string): Promise<OwnCard | null> {
  for await (const card of eachCardNamed(tx, actor, [name])) return card
  return null
}
