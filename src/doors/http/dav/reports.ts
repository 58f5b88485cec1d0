// What a program asks of the book: what changed (RFC 6578), these cards, cards of whom (RFC 6352 §8). Each answer is bounded.
import { at, childOf, childrenOf, documentOf, type Element, tag, textOf } from '../../../dav/xml.ts'
import { contactIds } from '../../../desk/contacts/lists.ts'
import type { Actor } from '../../../desk/users/permissions.ts'
import { bookIds, cardsNamed, cardsOf, inBookAmong, type OwnCard } from '../../../flows/books/own-cards.ts'
import { changesSince } from '../../../flows/books/own-changes.ts'
import { Problem } from '../../../kit/problem.ts'
import type { Tx } from '../../../store/tx.ts'
import { matches, wordsIn } from './filter.ts'
import { cutReply, goneReply, hrefOf, placeOf, propertiesOfCard, replyOf } from './tree.ts'

export interface Reported {
  status: number
  body: string
}

/** Cards in one answer: of changes, of those that are named, of those that are looked through and given for a question. */
const MOST = { changes: 2_000, named: 500, looked: 2_000, given: 500 }

export async function report(tx: Tx, actor: Actor, asked: Element): Promise<Reported> {
  const wanted = childOf(asked, 'd:prop')?.children.map((one) => one.name) ?? null
  if (asked.name === 'd:sync-collection') return await changed(tx, actor, asked, wanted)
  if (asked.name === 'card:addressbook-multiget') return await named(tx, actor, asked, wanted)
  if (asked.name === 'card:addressbook-query') return await searched(tx, actor, asked, wanted)
  return refused('d:supported-report')
}

export const refused = (condition: string): Reported => ({ status: 403, body: documentOf('d:error', tag(condition)) })

const many = (inside: string): Reported => ({ status: 207, body: documentOf('d:multistatus', inside) })

type Wanted = readonly string[] | null

function replies(cards: readonly OwnCard[], wanted: Wanted): string {
  const withData = wanted?.includes('card:address-data') ?? false
  return cards.map((card) => replyOf(hrefOf(card.name), propertiesOfCard(card, { withData }), wanted)).join('')
}

async function changed(tx: Tx, actor: Actor, asked: Element, wanted: Wanted): Promise<Reported> {
  const limit = Number(at(asked, 'd:limit', 'd:nresults')?.text.trim() || MOST.changes)
  const most = Number.isInteger(limit) && limit > 0 ? Math.min(limit, MOST.changes) : MOST.changes
  const changes = await changesSince(tx, actor, childOf(asked, 'd:sync-token')?.text.trim() ?? '', most)
  if (!changes) return refused('d:valid-sync-token')
  const cards = await cardsOf(tx, changes.ids)
  const gone = changes.gone.map((name) => goneReply(hrefOf(name))).join('')
  return many(
    replies(cards, wanted ?? ['d:getetag']) +
      gone +
      (changes.isMore ? cutReply() : '') +
      tag('d:sync-token', textOf(changes.token)),
  )
}

async function named(tx: Tx, actor: Actor, asked: Element, wanted: Wanted): Promise<Reported> {
  const paths = childrenOf(asked, 'd:href').map((one) => URL.parse(one.text.trim(), 'http://x')?.pathname ?? '')
  if (paths.length > MOST.named)
    throw new Problem('invalid', 'too-large', `More than ${MOST.named} cards are not read at once.`)
  const places = paths.map((path) => ({ path, place: placeOf(path) }))
  const names = places.flatMap(({ place }) => (place?.is === 'card' ? [place.name] : []))
  const cards = await cardsNamed(tx, actor, [...new Set(names)])
  const missing = places.filter(({ place }) => place?.is !== 'card' || !cards.has(place.name))
  return many(replies([...cards.values()], wanted) + missing.map(({ path }) => goneReply(textOf(path))).join(''))
}

async function searched(tx: Tx, actor: Actor, asked: Element, wanted: Wanted): Promise<Reported> {
  const filter = childOf(asked, 'card:filter')
  const words = wordsIn(filter)
  const limit = Number(at(asked, 'card:limit', 'card:nresults')?.text.trim() || MOST.given)
  const most = Number.isInteger(limit) && limit > 0 ? Math.min(limit, MOST.given) : MOST.given
  const newest = await contactIds(tx, actor, { limit: MOST.looked })
  const found: string[] = []
  for (const q of words) found.push(...(await contactIds(tx, actor, { q, limit: MOST.given })).ids)
  const all = [...new Set([...newest.ids, ...found])]
  const cards = (await cardsOf(tx, await inBookAmong(tx, actor, all))).filter((card) => matches(filter, card.text))
  const isCut = cards.length > most || newest.next !== null
  return many(replies(cards.slice(0, most), wanted) + (isCut ? cutReply() : ''))
}

/** The cards of the book, for a list of it; bounded, oldest first. */
export async function listed(tx: Tx, actor: Actor, limit: number): Promise<{ cards: OwnCard[]; isMore: boolean }> {
  const ids = await bookIds(tx, actor, { after: '0', limit: limit + 1 })
  return { cards: await cardsOf(tx, ids.slice(0, limit)), isMore: ids.length > limit }
}
