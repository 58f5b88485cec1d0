// Somebody else's address book or calendar (CardDAV, CalDAV): just enough of RFC 6352, 4791 and 6578 for a client, in memory, with the
// manners of real servers: some give no tag for what was put there, some know no changes, some hand them out in pieces.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { at, childrenOf, documentOf, readXml, tag, textOf } from '../../src/dav/xml.ts'

export interface CardServer {
  /** Of the collection. */
  url: string
  cards: Map<string, string>
  /** As if somebody's phone had: null deletes. */
  write(name: string, card: string | null): void
  manners: Manners
  /** Method and path of what was asked, in order. */
  asked: string[]
  close(): Promise<void>
}

interface Manners {
  tellsTag: boolean
  tellsChanges: boolean
  /** Changes in one answer. */
  piece: number
  isWritable: boolean
  /** Answers everything with this from now on. */
  status: number | null
  /** Just before a card is put: as if somebody was faster. */
  beforePut: ((name: string) => void) | null
}

/** What the two call the same. */
const words = {
  cards: { is: 'card:addressbook', home: 'card:addressbook-home-set', multiget: 'card:addressbook-multiget', data: 'card:address-data', at: '/books/ada/' }, // prettier-ignore
  events: { is: 'cal:calendar', home: 'cal:calendar-home-set', multiget: 'cal:calendar-multiget', data: 'cal:calendar-data', at: '/calendars/ada/' }, // prettier-ignore
}

export const LOGIN = { username: 'ada', password: 'correct horse' }
/** By when it begins; of a series more may be told than was asked for. */
function isWithin(card: string, from: string, until: string): boolean {
  const [, start = ''] = /^DTSTART[^:]*:(\S+)/m.exec(card.slice(card.indexOf('BEGIN:VEVENT'))) ?? []
  return start === '' || /^RRULE/m.test(card) || (start >= from && start <= until)
}
const tagOf = (card: string): string => `"${createHash('sha1').update(card).digest('hex').slice(0, 16)}"`

export async function startCardServer(
  given: Partial<Manners> = {},
  what: keyof typeof words = 'cards',
): Promise<CardServer> {
  const said = words[what]
  const HOME = said.at
  const BOOK = `${HOME}${what === 'cards' ? 'contacts' : 'work'}/`
  const manners: Manners = { tellsTag: true, tellsChanges: true, piece: 1_000, isWritable: true, status: null, beforePut: null, ...given } // prettier-ignore
  const cards = new Map<string, string>()
  /** By name: when it was changed or deleted last. */
  const log = new Map<string, number>()
  const asked: string[] = []
  let clock = 0
  const write = (name: string, card: string | null) => {
    if (card === null) cards.delete(name)
    else cards.set(name, card)
    log.delete(name)
    log.set(name, ++clock)
  }

  const server = createServer((request, response) => {
    void (async () => {
      const path = new URL(request.url ?? '/', 'http://x').pathname
      asked.push(`${request.method} ${path}`)
      const body = await text(request)
      const answer = (status: number, content = '', headers: Record<string, string> = {}) => {
        response.writeHead(status, { 'content-type': 'application/xml; charset=utf-8', ...headers })
        response.end(content)
      }
      const expected = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`
      if (request.headers.authorization !== expected) return answer(401)
      if (manners.status !== null) return answer(manners.status)
      if (path === '/.well-known/carddav' || path === '/.well-known/caldav') return answer(301, '', { location: '/' })
      if (request.method === 'PROPFIND') return answer(...propfind(path, body, String(request.headers['depth'] ?? '0')))
      if (request.method === 'REPORT' && path === BOOK) return answer(...report(body))
      const name = decodeURIComponent(path.slice(BOOK.length))
      if (!path.startsWith(BOOK) || name === '') return answer(404)
      const known = cards.get(name)
      if (request.method === 'PUT') {
        manners.beforePut?.(name)
        const now = cards.get(name)
        if (!manners.isWritable) return answer(403)
        if (request.headers['if-none-match'] === '*' && now !== undefined) return answer(412)
        const match = request.headers['if-match']
        if (match !== undefined && (now === undefined || match !== tagOf(now))) return answer(412)
        write(name, body)
        return answer(now === undefined ? 201 : 204, '', manners.tellsTag ? { etag: tagOf(body) } : {})
      }
      if (known === undefined) return answer(404)
      if (request.method === 'GET') return answer(200, known, { 'content-type': 'text/vcard', etag: tagOf(known) })
      if (request.method === 'DELETE') {
        if (request.headers['if-match'] !== undefined && request.headers['if-match'] !== tagOf(known))
          return answer(412)
        write(name, null)
        return answer(204)
      }
      return answer(405)
    })()
  })

  function propfind(path: string, body: string, depth: string): [number, string] {
    const wanted = at(readXml(body), 'd:prop')?.children.map((one) => one.name) ?? []
    const reply = (href: string, properties: Record<string, string>) =>
      tag('d:response', tag('d:href', href) + propstat(Object.fromEntries(Object.entries(properties).filter(([name]) => wanted.includes(name))))) // prettier-ignore
    const root = { 'd:current-user-principal': tag('d:href', '/people/ada/') }
    if (path === '/') return many(reply(path, root))
    if (path === '/people/ada/') return many(reply(path, { [said.home]: tag('d:href', HOME) }))
    const book = {
      ...root,
      'd:resourcetype': tag('d:collection') + tag(said.is),
      'd:displayname': what === 'cards' ? 'Contacts' : 'Work',
      ...(what === 'events' && { 'cal:supported-calendar-component-set': '<cal:comp name="VEVENT"/>' }),
      ...(manners.tellsChanges && { 'd:sync-token': `urn:sync:${clock}` }),
      'd:current-user-privilege-set': tag('d:privilege', tag(manners.isWritable ? 'd:write' : 'd:read')),
    }
    if (path === HOME) return many(reply(HOME, { ...root, 'd:resourcetype': tag('d:collection') }) + reply(BOOK, book))
    if (path !== BOOK) return [404, '']
    const all = depth === '1' ? [...cards].map(([name, card]) => reply(hrefOf(name), { 'd:getetag': tagOf(card), 'd:resourcetype': '' })) : [] // prettier-ignore
    return many(reply(BOOK, book) + all.join(''))
  }

  function report(body: string): [number, string] {
    const root = readXml(body)
    if (root.name === 'cal:calendar-query' && what === 'events') {
      const range = at(root, 'cal:filter', 'cal:comp-filter', 'cal:comp-filter', 'cal:time-range')?.attributes
      const there = [...cards].filter(([, card]) => isWithin(card, range?.get('start') ?? '', range?.get('end') ?? ''))
      return many(there.map(([name, card]) => tag('d:response', tag('d:href', hrefOf(name)) + propstat({ 'd:getetag': tagOf(card) }))).join('')) // prettier-ignore
    }
    if (root.name === said.multiget) {
      return many(
        childrenOf(root, 'd:href')
          .map((one) => {
            const card = cards.get(decodeURIComponent(one.text.slice(BOOK.length)))
            if (card === undefined)
              return tag('d:response', tag('d:href', one.text) + tag('d:status', 'HTTP/1.1 404 Not Found'))
            return tag('d:response', tag('d:href', one.text) + propstat({ 'd:getetag': tagOf(card), [said.data]: textOf(card) })) // prettier-ignore
          })
          .join(''),
      )
    }
    if (root.name !== 'd:sync-collection' || !manners.tellsChanges) return [403, '']
    const since = Number(at(root, 'd:sync-token')?.text.replace('urn:sync:', ''))
    if (Number.isNaN(since) || since > clock) return [403, documentOf('d:error', tag('d:valid-sync-token'))]
    const changed = [...log].filter(([, when]) => when > since)
    const part = changed.slice(0, manners.piece)
    const isCut = part.length < changed.length
    const replies = part.map(([name]) => {
      const card = cards.get(name)
      const status = tag('d:status', 'HTTP/1.1 404 Not Found')
      return tag('d:response', tag('d:href', hrefOf(name)) + (card === undefined ? status : propstat({ 'd:getetag': tagOf(card) }))) // prettier-ignore
    })
    const cut = tag('d:response', tag('d:href', BOOK) + tag('d:status', 'HTTP/1.1 507 Insufficient Storage'))
    return many(replies.join('') + (isCut ? cut : '') + tag('d:sync-token', `urn:sync:${isCut ? (part.at(-1)?.[1] ?? since) : clock}`)) // prettier-ignore
  }

  const many = (inside: string): [number, string] => [207, documentOf('d:multistatus', inside)]
  const hrefOf = (name: string) => `${BOOK}${encodeURIComponent(name)}`
  const propstat = (properties: Record<string, string>) =>
    tag('d:propstat', tag('d:prop', Object.entries(properties).map(([name, inside]) => tag(name, inside)).join('')) + tag('d:status', 'HTTP/1.1 200 OK')) // prettier-ignore

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${BOOK}`,
    cards,
    write,
    manners,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
