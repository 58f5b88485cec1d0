// An address book or a calendar elsewhere (CardDAV, RFC 6352; CalDAV, RFC 4791): what changed there since last time (RFC 6578), what lies
// there, and something put there only where nobody else was faster. It goes nowhere by itself: `send` is the product's one guarded
// client, which follows no redirect; one is followed here to the same server alone, since a password goes along.
import { Problem } from '../kit/problem.ts'
import { cards, type Manner } from './manners.ts'
import { refusalOf } from './refusal.ts'
import { at, childOf, childrenOf, documentOf, type Element, readXml, tag, textOf } from './xml.ts'

export type DavMethod = 'GET' | 'OPTIONS' | 'PROPFIND' | 'REPORT' | 'PUT' | 'DELETE' | 'POST' | 'PATCH'
export type Send = (asked: {
  url: string
  method: DavMethod
  headers: Record<string, string>
  body?: string
  most: number
  within: number
  isSecret: true
}) => Promise<{ status: number; headers: Record<string, string>; body: Buffer }>

export interface Access {
  /** Of the book or calendar; to look for some, of anything on its server. */
  url: string
  username: string
  password: string
}

export interface Found {
  url: string
  name: string
}
export interface Looked extends Found {
  isWritable: boolean
  /** Null: the server does not tell what changed, and is asked for everything. */
  token: string | null
}
export interface Listed {
  href: string
  etag: string
}
export interface Changes {
  changed: Listed[]
  /** Known to be gone; where the list is whole, also what is not in it. */
  gone: string[]
  token: string | null
  isWhole: boolean
}
export interface ReadCard extends Listed {
  text: string
}
export interface Kept {
  /** Null: the server does not say. */
  etag: string | null
  /** Where the server lays down itself how things are written and where they lie. */
  href?: string
  text?: string
}

export interface Collection {
  look(): Promise<Looked>
  /** Others of its kind that this login can reach from here. */
  find(): Promise<Found[]>
  /** Since `token`; of a server that does not know it any more, everything. */
  changes(token: string | null): Promise<Changes>
  /** What is not there any more is not in the answer. */
  read(hrefs: readonly string[]): Promise<ReadCard[]>
  /** `etag`: of the card that it replaces, null for a new one. A Problem, `card-changed`, where somebody was faster. */
  put(href: string, text: string, etag: string | null): Promise<Kept>
  remove(href: string, etag: string): Promise<void>
  /** Where something of this name would lie. */
  hrefOf(name: string): string
  /** Writes that its server takes at once; four where nothing is said. */
  atOnce?: number
}
/** Of cards. */
export type Book = Collection

const MOST = 24 * 1024 * 1024
/** Some servers read everything before they answer for the first time. */
const WITHIN = 180_000
const REDIRECTS = 5
/** Pages of a list of changes that a server sends in pieces. */
const PAGES = 1_000
const LONGEST_HREF = 1_000
const LONGEST_TAG = 500
/** In one book or calendar. */
const MOST_CARDS = 100_000

interface Answered {
  status: number
  headers: Record<string, string>
  body: Buffer
  url: string
}

export const openBook = (send: Send, access: Access): Book => openCollection(send, access, cards)

export function openCollection(send: Send, { url, username, password }: Access, manner: Manner): Collection {
  const home = new URL(url)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` // RFC 7617

  async function ask(
    method: DavMethod,
    where: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answered> {
    let target = new URL(where, home)
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      if (target.origin !== home.origin)
        throw new Problem(
          'invalid',
          'dav-elsewhere',
          `${home.host} sends us on to ${target.origin}. Enter that address.`,
          {
            detail: { origin: target.origin },
          },
        )
      const answered = await send({
        url: target.href,
        method,
        headers: {
          authorization,
          ...(body !== undefined && { 'content-type': 'application/xml; charset=utf-8' }),
          ...headers,
        },
        ...(body !== undefined && { body }),
        most: MOST,
        within: WITHIN,
        isSecret: true,
      })
      if (![301, 302, 307, 308].includes(answered.status)) return { ...answered, url: target.href }
      target = new URL(answered.headers['location'] ?? '', target)
    }
    throw new Problem('invalid', 'dav-turns', `${home.host} sends us round in circles.`)
  }

  /** The elements of a multistatus (RFC 4918 §13); any other answer is a refusal. */
  async function askMany(method: DavMethod, where: string, body: string, depth: '0' | '1'): Promise<Replies> {
    const answered = await ask(method, where, { headers: { depth }, body })
    if (answered.status !== 207) throw refusalOf(answered.status, home.host, answered.headers)
    const root = readXml(answered.body.toString())
    if (root.name !== 'd:multistatus') throw refusalOf(200, home.host)
    return {
      token: childOf(root, 'd:sync-token')?.text.trim() || null,
      replies: repliesOf(root, answered.url),
      url: answered.url,
    }
  }

  async function look(): Promise<Looked> {
    const about = ['d:resourcetype', 'd:displayname', 'd:sync-token', 'd:current-user-privilege-set', ...manner.asks]
    const { replies } = await askMany('PROPFIND', home.href, propfind(...about), '0')
    const [own] = replies
    if (!own || !isOne(own)) throw manner.isNone()
    const privileges = childrenOf(childOf(own.properties, 'd:current-user-privilege-set'), 'd:privilege')
    const held = privileges.flatMap((one) => one.children.map(({ name }) => name))
    return {
      ...named(own, home.href),
      // A server that says nothing of it is tried.
      isWritable:
        held.length === 0 || ['d:all', 'd:write', 'd:write-content', 'd:bind'].some((one) => held.includes(one)),
      token: childOf(own.properties, 'd:sync-token')?.text.trim() || null,
    }
  }

  const isOne = ({ properties }: Reply): boolean =>
    childOf(childOf(properties, 'd:resourcetype'), manner.is) !== undefined && manner.fits(properties)

  /** RFC 6764 §6: from the login to its home, from there to what lies in it. */
  async function find(): Promise<Found[]> {
    const principalOf = async (where: string): Promise<string | null> => {
      const { replies } = await askMany('PROPFIND', where, propfind('d:current-user-principal'), '0')
      return at(replies[0]?.properties, 'd:current-user-principal', 'd:href')?.text.trim() || null
    }
    const principal =
      (await principalOf(home.href).catch(missingOnly)) ??
      (await principalOf(manner.wellKnown).catch(missingOnly)) ??
      (await principalOf('/').catch(missingOnly))
    if (principal === null) return []
    const { replies } = await askMany('PROPFIND', principal, propfind(manner.home), '0')
    const homes = childrenOf(childOf(replies[0]?.properties, manner.home), 'd:href')
    const found: Found[] = []
    for (const one of homes.slice(0, 5)) {
      const about = propfind('d:resourcetype', 'd:displayname', ...manner.asks)
      const listed = await askMany('PROPFIND', one.text.trim(), about, '1')
      found.push(...listed.replies.filter(isOne).map((each) => named(each, new URL(each.href, home).href)))
    }
    return found.slice(0, 100)
  }

  async function changes(token: string | null): Promise<Changes> {
    if (token === null) return await everything()
    const changed = new Map<string, string>()
    const gone = new Set<string>()
    let told = 0
    let since = token
    for (let page = 0; page < PAGES; page++) {
      const body = documentOf('d:sync-collection', syncBody(since))
      const answered = await ask('REPORT', home.href, { headers: { depth: '0' }, body })
      // RFC 6578 §3.2: a token of long ago; or a server that never knew any.
      if (answered.status !== 207 && [400, 403, 405, 409, 410, 412, 415, 501, 507].includes(answered.status))
        return await everything()
      if (answered.status !== 207) throw refusalOf(answered.status, home.host, answered.headers)
      const root = readXml(answered.body.toString())
      const next = childOf(root, 'd:sync-token')?.text.trim()
      if (!next) return await everything()
      let isCut = false
      const replies = repliesOf(root, answered.url)
      told += replies.length
      if (told > MOST_CARDS) throw tooMany()
      for (const one of replies) {
        if (isSame(one.href, home)) isCut ||= one.status === 507 // RFC 6578 §3.6
        else if (!isIn(one.href, home, answered.url)) continue
        else if (one.status === 404) {
          gone.add(one.href)
          changed.delete(one.href)
        } else if (one.etag !== null) {
          changed.set(one.href, one.etag)
          gone.delete(one.href)
        }
      }
      if (!isCut) return { changed: listedOf(changed), gone: [...gone], token: next, isWhole: false }
      if (next === since) return await everything()
      since = next
    }
    return await everything()
  }

  /** The token comes before the list: what changes in between is told once more. */
  async function everything(): Promise<Changes> {
    const { token } = await look()
    const { replies, url: where } = manner.list
      ? await askMany('REPORT', home.href, manner.list(), '1')
      : await askMany('PROPFIND', home.href, propfind('d:getetag', 'd:resourcetype'), '1')
    const there = replies.filter(
      (one) =>
        one.etag !== null && isIn(one.href, home, where) && !at(one.properties, 'd:resourcetype', 'd:collection'),
    )
    if (there.length > MOST_CARDS) throw tooMany()
    return { changed: there.map(({ href, etag }) => ({ href, etag: etag ?? '' })), gone: [], token, isWhole: true }
  }

  async function read(hrefs: readonly string[]): Promise<ReadCard[]> {
    if (hrefs.length === 0) return []
    const wanted = tag('d:prop', tag('d:getetag') + tag(manner.data))
    const body = documentOf(manner.multiget, wanted + hrefs.map((one) => tag('d:href', textOf(one))).join(''))
    try {
      const { replies } = await askMany('REPORT', home.href, body, '1')
      return replies.flatMap(({ href, etag, properties }) => {
        const text = childOf(properties, manner.data)?.text
        return etag !== null && text !== undefined && hrefs.includes(href)
          ? [{ href, etag, text: text.trimStart() }]
          : []
      })
    } catch (thrown) {
      // Cards with large portraits: in smaller portions.
      if (!(thrown instanceof Problem) || thrown.code !== 'outbound-large' || hrefs.length === 1) throw thrown
      const half = Math.ceil(hrefs.length / 2)
      return [...(await read(hrefs.slice(0, half))), ...(await read(hrefs.slice(half)))]
    }
  }

  async function put(href: string, text: string, etag: string | null): Promise<Kept> {
    const answered = await ask('PUT', href, {
      headers: {
        'content-type': `${manner.type}; charset=utf-8`,
        ...(etag === null ? { 'if-none-match': '*' } : { 'if-match': etag }),
      },
      body: text,
    })
    if (answered.status === 412 || answered.status === 409) throw changedThere()
    if (answered.status === 404 && etag !== null) throw changedThere()
    if (answered.status < 200 || answered.status > 299) throw refusalOf(answered.status, home.host, answered.headers)
    return { etag: answered.headers['etag'] ?? null }
  }

  async function remove(href: string, etag: string): Promise<void> {
    const { status } = await ask('DELETE', href, { headers: { 'if-match': etag } })
    if (status === 412) throw changedThere()
    if (status !== 404 && status !== 410 && (status < 200 || status > 299)) throw refusalOf(status, home.host)
  }

  const hrefOf = (name: string) => new URL(encodeURIComponent(name), withSlash(home)).pathname
  return { look, find, changes, read, put, remove, hrefOf }
}

interface Replies {
  /** Where it was answered, after every turn. */
  url: string
  token: string | null
  replies: Reply[]
}
interface Reply {
  /** Its path on the server. */
  href: string
  /** Of the whole, where it has one. */
  status: number | null
  etag: string | null
  /** Of those that were found. */
  properties: Element | undefined
}

/** What lies elsewhere, or whose name is longer than names are, is not ours to follow. */
function repliesOf(root: Element, base: string): Reply[] {
  return childrenOf(root, 'd:response').flatMap((response) => {
    const target = URL.parse(childOf(response, 'd:href')?.text.trim() ?? '', base)
    if (!target || target.origin !== new URL(base).origin || target.pathname.length > LONGEST_HREF) return []
    if (target.pathname.startsWith('//')) return [] // where it is asked for it would name a server
    const good = childrenOf(response, 'd:propstat').find((one) => statusIn(childOf(one, 'd:status')) === 200)
    const properties = childOf(good, 'd:prop')
    const etag = tagIn(childOf(properties, 'd:getetag'))
    return [{ href: target.pathname, status: statusIn(childOf(response, 'd:status')), etag, properties }]
  })
}

/** One that could be no field of a request is none, and a card without one is not read. */
function tagIn(element: Element | undefined): string | null {
  const text = element?.text.trim() ?? ''
  return text.length <= LONGEST_TAG && /^[\x21-\x7e\x80-\xff][\x20-\x7e\x80-\xff]*$/.test(text) ? text : null
}

const statusIn = (element: Element | undefined): number | null => {
  const [, status] = /^HTTP\/[\d.]+ (\d{3})/.exec(element?.text.trim() ?? '') ?? []
  return status === undefined ? null : Number(status)
}

const named = ({ properties }: Reply, url: string): Found => ({
  url,
  name: (childOf(properties, 'd:displayname')?.text.trim() ?? '').slice(0, 200),
})

const listedOf = (found: ReadonlyMap<string, string>): Listed[] => [...found].map(([href, etag]) => ({ href, etag }))
const isSame = (href: string, { pathname }: URL): boolean => plain(href).replace(/\/$/, '') === plain(pathname).replace(/\/$/, '') // prettier-ignore
/** Within the collection that was asked, and not itself: what lies beside it is never read, written or deleted on its word. */
const isIn = (href: string, home: URL, answered: string): boolean =>
  [home, new URL(answered)].some((one) => plain(href).startsWith(plain(withSlash(one).pathname)) && !isSame(href, one))
/** Servers write the same name as `ada@example` and as `ada%40example`. */
function plain(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
const withSlash = (url: URL): URL => (url.pathname.endsWith('/') ? url : new URL(`${url.pathname}/`, url))
const propfind = (...names: string[]): string =>
  documentOf('d:propfind', tag('d:prop', names.map((name) => tag(name)).join('')))
const syncBody = (token: string): string =>
  tag('d:sync-token', textOf(token)) + tag('d:sync-level', '1') + tag('d:prop', tag('d:getetag'))

const tooMany = (): Problem =>
  new Problem('invalid', 'dav-many', `A collection of more than ${MOST_CARDS} is not kept in step.`)

export const changedThere = (): Problem => new Problem('conflict', 'card-changed', 'Somebody else was faster there.')

function missingOnly(thrown: unknown): null {
  if (thrown instanceof Problem && ['dav-missing', 'dav-not'].includes(thrown.code)) return null
  throw thrown
}
