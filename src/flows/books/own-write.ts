// A card that a program put into Postroom's own book, or took out of it: what it says of the contact is set as of any change by hand; what
// else stands on it is kept. Taking it out takes it out of that person's book alone.
import { type CardValues, cardFields, readCard } from '../../dav/card.ts'
import { addContact } from '../../desk/contacts/change.ts'
import { byActor } from '../../desk/contacts/set-fields.ts'
import { mustSeeContact } from '../../desk/contacts/sight.ts'
import { type Actor, mustAlso } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { isAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { isSame } from './merge.ts'
import { cardsOf, contactNamed, inBookAmong, type OwnCard, ownerOf } from './own-cards.ts'
import { readKnown, setValues } from './values.ts'

export interface Condition {
  /** Null: not said; `*`: any, or none. */
  ifMatch: string | null
  ifNoneMatch: string | null
}

/** `isNew`: there was none. The tag is of what is read from now on, which is what was written where `isAsWritten`. */
export async function putCard(
  tx: Tx,
  actor: Actor,
  name: string,
  text: string,
  condition: Condition,
): Promise<{ isNew: boolean; etag: string; isAsWritten: boolean }> {
  mustAlso(actor, 'contact.write')
  const card = readCard(text)
  if (card.isGroup) throw new Problem('invalid', 'card-group', 'Lists of cards are not kept here.')
  const given = { ...card.values, addresses: card.values.addresses.filter(isAddress), phones: card.values.phones.filter((one) => one.length >= 3) } // prettier-ignore
  const id = await contactNamed(tx, name)
  const was = id === null ? null : await currentOf(tx, actor, id)
  refuseUnmet(was, condition)
  if (id !== null && !was) {
    if (!(await isHidden(tx, actor, id))) throw nameTaken()
    await mustSeeContact(tx, actor, id)
  }
  await refuseForeign(tx, id, card.uid)
  // Such names are ours to give: whether there is one tells nothing of who else is a contact.
  if (id === null && /^\d+\.vcf$/.test(name)) throw nameTaken()
  const contactId = id ?? (await create(tx, actor, given))
  if (id !== null) await change(tx, id, given)
  await tx.query({
    name: 'own-card-put',
    text: `insert into own_card (contact_id, name, uid, text, changed_at) values ($1, $2, $3, $4, $5)
      on conflict (contact_id) do update set uid = excluded.uid, text = excluded.text, changed_at = excluded.changed_at`,
    values: [contactId, name, card.uid, text, tx.now],
  })
  await tx.query({ name: 'own-card-back', text: 'delete from own_card_gone where name = $1', values: [name] })
  await tx.query({
    name: 'own-card-shown',
    text: 'delete from own_card_hidden where owner_id = $1 and contact_id = $2',
    values: [ownerOf(actor), contactId],
  })
  const now = must((await cardsOf(tx, [contactId]))[0], 'the card just put')
  return { isNew: !was, etag: now.etag, isAsWritten: now.text === text }
}

/** The contact stays, and so does every other book. */
export async function hideCard(tx: Tx, actor: Actor, name: string, condition: Condition): Promise<void> {
  mustAlso(actor, 'contact.write')
  const id = await contactNamed(tx, name)
  const was = id === null ? null : await currentOf(tx, actor, id)
  if (id === null || !was) throw noSuchCard()
  refuseUnmet(was, condition)
  await tx.query({
    name: 'own-card-hide',
    text: 'insert into own_card_hidden (owner_id, contact_id, at) values ($1, $2, $3) on conflict do nothing',
    values: [ownerOf(actor), id, tx.now],
  })
  await record(tx, 'contact.leftBook', id, { ownerId: ownerOf(actor) })
}

/**
 * RFC 6352 §6.3.2.1: programs know a card by its UID, so one that takes another's would stand in its place on every telephone. A card
 * keeps its own, and a new one has none that is taken, or that we give.
 */
async function refuseForeign(tx: Tx, id: Id | null, uid: string): Promise<void> {
  const rows = await tx.query<{ contact_id: Id; uid: string }>({
    name: 'own-card-uids',
    text: 'select contact_id, uid from own_card where contact_id = $1 or uid = $2',
    values: [id, uid],
  })
  const own = id === null ? null : (rows.find((row) => row.contact_id === id)?.uid ?? `postroom-${id}`)
  if (own !== null && own === uid) return
  const isTaken = rows.some((row) => row.uid === uid && row.contact_id !== id) || /^postroom-\d+$/.test(uid)
  if ((own === null || own === '') && (uid === '' || !isTaken)) return
  throw new Problem('conflict', 'card-uid-taken', 'A card keeps its UID, and another card has this one.')
}

const nameTaken = () => new Problem('conflict', 'card-name-taken', 'A card of this name is there already.')

export const noSuchCard = () => new Problem('missing', 'card-missing', 'There is no such card.')

async function currentOf(tx: Tx, actor: Actor, id: Id): Promise<OwnCard | null> {
  await readKnown(tx, [id], { forUpdate: true })
  const [seen] = await inBookAmong(tx, actor, [id])
  return seen === undefined ? null : ((await cardsOf(tx, [id]))[0] ?? null)
}

/** RFC 9110 §13.1. A card that is there is never replaced unseen. */
function refuseUnmet(was: OwnCard | null, { ifMatch, ifNoneMatch }: Condition): void {
  const isMet = was ? ifNoneMatch === null && (ifMatch === '*' || ifMatch === was.etag) : ifMatch === null
  if (!isMet) throw new Problem('conflict', 'precondition-failed', 'The card is not as you saw it last. Read it again.')
}

async function isHidden(tx: Tx, actor: Actor, id: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'own-card-is-hidden',
    text: 'select from own_card_hidden where owner_id = $1 and contact_id = $2',
    values: [ownerOf(actor), id],
  })
  return rows.length > 0
}

/** Seen by everybody, as one that is added by hand; by a token for some inboxes, by whoever sees these. */
async function create(tx: Tx, actor: Actor, values: CardValues): Promise<Id> {
  const name = values.name || values.addresses[0] || values.phones[0]
  if (!name) throw new Problem('invalid', 'card-empty', 'A card needs a name.')
  const id = await addContact(tx, { name, inboxIds: actor.isBound ? [...actor.inboxIds] : [] }, byActor(tx))
  await change(tx, id, { ...values, name })
  return id
}

async function change(tx: Tx, id: Id, wanted: CardValues): Promise<void> {
  const known = must((await readKnown(tx, [id], { forUpdate: true })).get(id), 'the contact of a card')
  const changed = cardFields.filter((field) => !isSame(field, wanted[field], known.values[field]))
  if (wanted.name === '') changed.splice(0, changed.length, ...changed.filter((field) => field !== 'name'))
  if (changed.length === 0) return
  const values = Object.fromEntries(changed.map((field) => [field, wanted[field]])) as Partial<CardValues>
  await setValues(tx, known, values, byActor(tx), [])
}
