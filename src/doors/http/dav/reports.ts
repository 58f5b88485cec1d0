// What a program asks of the book: what changed (RFC 6578), these cards, cards of whom (RFC 6352 §8). Each answer is bounded.
import { at, childOf, childrenOf, documentOf, type Element, tag, textOf } from '../../../dav/xml.ts'
import { contactIds } from '../../../desk/contacts/lists.ts'
import type { Actor } from '../../../desk/users/permissions.ts'
import { bookIds, eachCardNamed, eachCardOf, inBookAmong, type OwnCard } from '../../../flows/books/own-cards.ts'
import { changesSince } from '../../../flows/books/own-changes.ts'
import { Problem } from '../../../kit/problem.ts'
import type { Tx } from '../../../store/tx.ts'
import { matches, wordsIn } from './filter.ts'
import { cutReply, goneReply, hrefOf, placeOf, propertiesOfCard, replyOf, wantedIn } from './tree.ts'

export interface Reported {
  status: number
  body: string
}

/** Cards in one answer: of changes, of those that are named, of those that are looked through and given for a question. */
const MOST = { changes: 2_000, named: 500, looked: 2_000, given: 500 }

export async function report(tx: Tx, actor: Actor, asked: Element): Promise<Reported> {
  const wanted = wantedIn(asked)
  if (asked.name === 'd:sync-collection') return await changed(tx, actor, asked, wanted)
  if (asked.name === 'card:addressbook-multiget') return await named(tx, actor, asked, wanted)
  if (asked.name === 'card:addressbook-query') return await searched(tx, actor, asked, wanted)
  return refused('d:supported-report')
}

export const refused = (condition: string): Reported => ({ status: 403, body: documentOf('d:error', tag(condition)) })

const many = (inside: string): Reported => ({ status: 207, body: documentOf('d:multistatus', inside) })

type Wanted = readonly string[] | null

/** Characters of cards in one answer. */
const MOST_TOLD = 24_000_000

/** Told one after another until an answer is as long as answers are; one at least. */
async function told(
  cards: AsyncIterable<OwnCard>,
  wanted: Wanted,
  most = Number.POSITIVE_INFINITY,
): Promise<{ replies: string[]; names: Set<string>; isCut: boolean }> {
  const withData = wanted?.includes('card:address-data') ?? false
  const replies: string[] = []
  const names = new Set<string>()
  let size = 0
  for await (const card of cards) {
    const reply = replyOf(hrefOf(card.name), propertiesOfCard(card, { withData }), wanted)
    if (replies.length > 0 && (replies.length === most || size + reply.length > MOST_TOLD))
      return { replies, names, isCut: true }
    size += reply.length
    replies.push(reply)
    names.add(card.name)
  }
  return { replies, names, isCut: false }
}

async function changed(tx: Tx, actor: Actor, asked: Element, wanted: Wanted): Promise<Reported> {
  const limit = Number(at(asked, 'd:limit', 'd:nresults')?.text.trim() || MOST.changes)
  const most = Number.isInteger(limit) && limit > 0 ? Math.min(limit, MOST.changes) : MOST.changes
  const since = childOf(asked, 'd:sync-token')?.text.trim() ?? ''
  const properties = wanted ?? ['d:getetag']
  let changes = await changesSince(tx, actor, since, most)
  if (!changes) return refused('d:valid-sync-token')
  const { replies, isCut } = await told(eachCardOf(tx, changes.ids), properties)
  if (isCut) changes = await changesSince(tx, actor, since, replies.length)
  // What is told in no pieces is asked for as a whole, which is.
  if (!changes || (isCut && changes.ids.length > replies.length)) return refused('d:valid-sync-token')
  const gone = changes.gone.map((name) => goneReply(hrefOf(name))).join('')
  return many(replies.join('') + gone + (changes.isMore ? cutReply() : '') + tag('d:sync-token', textOf(changes.token)))
}

async function named(tx: Tx, actor: Actor, asked: Element, wanted: Wanted): Promise<Reported> {
  const paths = childrenOf(asked, 'd:href').map((one) => URL.parse(one.text.trim(), 'http://x')?.pathname ?? '')
  if (paths.length > MOST.named)
    throw new Problem('invalid', 'too-large', `More than ${MOST.named} cards are not read at once.`)
  const places = paths.map((path) => ({ path, place: placeOf(path) }))
  const asks = places.flatMap(({ place }) => (place?.is === 'card' ? [place.name] : []))
  const { replies, names, isCut } = await told(eachCardNamed(tx, actor, [...new Set(asks)]), wanted)
  if (isCut) throw new Problem('invalid', 'too-large', 'These cards are too large to be read at once. Ask for fewer.')
  const missing = places.filter(({ place }) => place?.is !== 'card' || !names.has(place.name))
  return many(replies.join('') + missing.map(({ path }) => goneReply(textOf(path))).join(''))
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
  const fit = matching(eachCardOf(tx, await inBookAmong(tx, actor, all)), filter)
  const { replies, isCut } = await told(fit, wanted, most)
  return many(replies.join('') + (isCut || newest.next !== null ? cutReply() : ''))
}

async function* matching(cards: AsyncIterable<OwnCard>, filter: Element | undefined): AsyncGenerator<OwnCard> {
  for await (const card of cards) if (matches(filter, card.text)) yield card
}

/** The cards of the book, for a list of it; bounded, oldest first. */
export async function listed(
  tx: Tx,
  actor: Actor,
  limit: number,
  wanted: Wanted,
): Promise<{ shown: string[]; isMore: boolean }> {
  const ids = await bookIds(tx, actor, { after: '0', limit: limit + 1 })
  const shown: string[] = []
  for await (const card of eachCardOf(tx, ids.slice(0, limit)))
    shown.push(replyOf(hrefOf(card.name), propertiesOfCard(card, { withData: false }), wanted))
  return { shown, isMore: ids.length > limit }
}
