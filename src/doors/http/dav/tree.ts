// What lies where below /dav/, and what each place says of itself (RFC 4918 §15, RFC 6352 §6.2, RFC 5397, RFC 6578 §4).
import type { OwnCard } from '../../../flows/books/own-cards.ts'
import { childOf, type Element, tag, textOf } from '../../../dav/xml.ts'
import { Problem } from '../../../kit/problem.ts'
import { MOST_CARD } from '../../../dav/lines.ts'

export const ROOT = '/dav/'
const PRINCIPAL = '/dav/principal/'
const HOME = '/dav/books/'
export const BOOK = '/dav/books/contacts/'

export type Place = { is: 'root' | 'principal' | 'home' | 'book' } | { is: 'card'; name: string }

const PLACES: Readonly<Record<string, Place>> = {
  [ROOT]: { is: 'root' },
  [PRINCIPAL]: { is: 'principal' },
  [HOME]: { is: 'home' },
  [BOOK]: { is: 'book' },
}
const LONGEST_NAME = 200

/** Null: there is nothing. */
export function placeOf(path: string): Place | null {
  const known = PLACES[path.endsWith('/') ? path : `${path}/`]
  if (known) return known
  if (!path.startsWith(BOOK)) return null
  const name = decoded(path.slice(BOOK.length))
  return name !== null && name !== '' && name.length <= LONGEST_NAME && !/[/\p{Cc}]/u.test(name)
    ? { is: 'card', name }
    : null
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

export const hrefOf = (name: string): string => `${BOOK}${encodeURIComponent(name)}`

export const pathOf = (is: Exclude<Place['is'], 'card'>): string =>
  ({ root: ROOT, principal: PRINCIPAL, home: HOME, book: BOOK })[is]

/** By the name of the property, its value as XML. */
export type Properties = Readonly<Record<string, string>>

const href = (path: string) => tag('d:href', path)

export function propertiesOf(
  is: Exclude<Place['is'], 'card'>,
  { name, mayWrite, token }: { name: string; mayWrite: boolean; token: string },
): Properties {
  const common = { 'd:current-user-principal': href(PRINCIPAL), 'd:owner': href(PRINCIPAL) }
  if (is === 'root') return { ...common, 'd:resourcetype': tag('d:collection'), 'd:displayname': 'Postroom' }
  if (is === 'principal')
    return {
      ...common,
      'd:resourcetype': tag('d:collection') + tag('d:principal'),
      'd:displayname': textOf(name),
      'd:principal-URL': href(PRINCIPAL),
      'card:addressbook-home-set': href(HOME),
    }
  if (is === 'home') return { ...common, 'd:resourcetype': tag('d:collection'), 'd:displayname': 'Postroom' }
  const privileges = ['d:read', ...(mayWrite ? ['d:write', 'd:write-content', 'd:bind', 'd:unbind'] : [])]
  const reports = ['card:addressbook-query', 'card:addressbook-multiget', 'd:sync-collection']
  return {
    ...common,
    'd:resourcetype': tag('d:collection') + tag('card:addressbook'),
    'd:displayname': 'Postroom',
    'd:sync-token': textOf(token),
    'cs:getctag': textOf(token),
    'd:current-user-privilege-set': privileges.map((one) => tag('d:privilege', tag(one))).join(''),
    'd:supported-report-set': reports.map((one) => tag('d:supported-report', tag('d:report', tag(one)))).join(''),
    'card:supported-address-data':
      '<card:address-data-type content-type="text/vcard" version="3.0"/><card:address-data-type content-type="text/vcard" version="4.0"/>',
    'card:max-resource-size': String(MOST_CARD),
  }
}

export const propertiesOfCard = (card: OwnCard, { withData }: { withData: boolean }): Properties => ({
  'd:getetag': textOf(card.etag),
  'd:getcontenttype': 'text/vcard; charset=utf-8',
  'd:getcontentlength': String(Buffer.byteLength(card.text)),
  'd:resourcetype': '',
  ...(withData && { 'card:address-data': textOf(card.text) }),
})

const MOST_ASKED = 50

/** Names of the properties asked for, once each; null: all. Each is answered for each card, so that they are not many. */
export function wantedIn(asked: Element | null): string[] | null {
  const prop = childOf(asked ?? undefined, 'd:prop')
  if (!prop) return null
  const names = [...new Set(prop.children.map((one) => one.name))]
  if (names.length <= MOST_ASKED) return names
  throw new Problem('invalid', 'too-large', `More than ${MOST_ASKED} properties are not told at once.`)
}

/** RFC 4918 §9.1: what was asked for and is there, and what is not. `wanted`: null for all. */
export function replyOf(path: string, properties: Properties, wanted: readonly string[] | null): string {
  const asked = wanted ?? Object.keys(properties)
  const found = asked.filter((name) => properties[name] !== undefined)
  const missing = asked.filter((name) => properties[name] === undefined && /^(d|card|cal|cs):[\w-]{1,60}$/.test(name))
  const part = (names: readonly string[], status: string, inside: (name: string) => string) =>
    names.length === 0
      ? ''
      : tag('d:propstat', tag('d:prop', names.map((name) => tag(name, inside(name))).join('')) + tag('d:status', `HTTP/1.1 ${status}`)) // prettier-ignore
  const parts = part(found, '200 OK', (name) => properties[name] ?? '') + part(missing, '404 Not Found', () => '')
  return tag('d:response', href(path) + (parts || tag('d:status', 'HTTP/1.1 200 OK')))
}

export const goneReply = (path: string): string =>
  tag('d:response', href(path) + tag('d:status', 'HTTP/1.1 404 Not Found'))

/** RFC 6578 §3.6: there is more. */
export const cutReply = (): string =>
  tag('d:response', href(BOOK) + tag('d:status', 'HTTP/1.1 507 Insufficient Storage') + tag('d:error', tag('d:number-of-matches-within-limits'))) // prettier-ignore
