// Postroom's contacts as an address book for telephones and mail programs (CardDAV, RFC 6352). Whoever asks signs in with an API token as
// the password; what they see and may change is what that token may over the API.
import type { Context, Hono } from 'hono'
import { MOST_CARD } from '../../../dav/lines.ts'
import { documentOf, type Element, readXml } from '../../../dav/xml.ts'
import { type Actor, can, isOperator } from '../../../desk/users/permissions.ts'
import { actingAs } from '../../../desk/users/asking.ts'
import { hashOf } from '../../../desk/users/secrets.ts'
import { cardNamed } from '../../../flows/books/own-cards.ts'
import { tokenOf } from '../../../flows/books/own-changes.ts'
import { type Condition, hideCard, noSuchCard, putCard } from '../../../flows/books/own-write.ts'
import { limits } from '../../../kit/limits.ts'
import type { Log } from '../../../kit/log.ts'
import { Problem, toProblem } from '../../../kit/problem.ts'
import type { Space } from '../../../store/space.ts'
import { spend } from '../../../store/spent.ts'
import type { Store } from '../../../store/store.ts'
import type { Tx } from '../../../store/tx.ts'
import { refuseUnlessMay } from '../answering.ts'
import { authenticate, notSignedIn } from '../authenticate.ts'
import { readBody } from '../body.ts'
import { refuseCrossSite } from '../cross-site.ts'
import type { Env } from '../env.ts'
import { explained, statusOf } from '../problems.ts'
import type { Rate } from '../rate.ts'
import { listed, report } from './reports.ts'
import { cutReply, hrefOf, pathOf, type Place, placeOf, propertiesOf, propertiesOfCard, replyOf, ROOT, wantedIn } from './tree.ts' // prettier-ignore

interface DavMeans {
  store: Store
  log: Log
  rate: Rate
  /** Left out where nothing watches the disk. */
  space?: Pick<Space, 'demandRoom'>
  publicUrl: string | null
}

const METHODS = ['OPTIONS', 'GET', 'HEAD', 'PROPFIND', 'REPORT', 'PUT', 'DELETE', 'PROPPATCH', 'MKCOL', 'MOVE', 'COPY', 'POST', 'LOCK', 'UNLOCK'] // prettier-ignore
const ALLOWED = 'OPTIONS, GET, HEAD, PROPFIND, REPORT, PUT, DELETE'
const XML = { 'content-type': 'application/xml; charset=utf-8' }
const MOST_XML = 256 * 1024
/** Cards in the list of the whole book. */
const MOST_LISTED = 10_000
const patience = limits.patience.web

export function addDav(app: Hono<Env>, means: DavMeans): void {
  // RFC 6764 §5
  for (const method of ['GET', 'PROPFIND', 'OPTIONS'])
    app.on(method, '/.well-known/carddav', () => new Response(null, { status: 301, headers: { location: ROOT } }))
  app.on(METHODS, ['/dav', '/dav/*'], async (c) => {
    c.set('route', '/dav')
    try {
      refuseCrossSite(c.req.raw.headers, means.publicUrl)
      return await answer(c, means)
    } catch (thrown) {
      return refusal(thrown, means.log, c.get('requestId'))
    }
  })
}

async function answer(c: Context<Env>, { store, rate, space }: DavMeans): Promise<Response> {
  const headers = c.req.raw.headers
  const who = await authenticate(store, { kind: 'token', hash: hashOf(passwordIn(headers)) })
  c.set('actorId', who.actor.id ?? who.tokenId)
  if (who.tokenId) rate.count(who.tokenId)
  refuseUnlessMay({ may: 'contact.read' }, who)
  const place = placeOf(new URL(c.req.url).pathname)
  const { actor } = who
  const requestId = c.get('requestId')
  const read = (verb: (tx: Tx) => Promise<Response>) =>
    store.transact({ actorId: null, requestId, readOnly: true, isLoose: true, patience }, (tx) =>
      verb(actingAs(tx, actor.id)),
    )
  const write = (verb: (tx: Tx) => Promise<Response>) =>
    store.transact({ actorId: actor.id, requestId, patience }, verb)

  const { method } = c.req
  if (method === 'OPTIONS')
    return new Response(null, { status: 200, headers: { dav: '1, 3, addressbook, sync-collection', allow: ALLOWED } })
  if (!place) throw noSuchCard()
  if (method === 'PROPFIND') {
    const asked = await readAsked(c)
    return await read((tx) => propfind(tx, actor, place, asked, headers.get('depth') ?? '0'))
  }
  if (method === 'REPORT' && place.is === 'book') {
    const asked = await readAsked(c)
    if (!asked) throw new Problem('invalid', 'report-empty', 'A report says what is asked for.')
    return await read(async (tx) => {
      const { status, body } = await report(tx, actor, asked)
      return new Response(body, { status, headers: XML })
    })
  }
  if (place.is === 'card' && (method === 'GET' || method === 'HEAD'))
    return await read(async (tx) => {
      const card = await cardNamed(tx, actor, place.name)
      if (!card) throw noSuchCard()
      const told = { 'content-type': 'text/vcard; charset=utf-8', etag: card.etag, 'content-disposition': 'attachment' }
      return new Response(method === 'HEAD' ? null : card.text, { headers: told })
    })
  if (place.is === 'card' && method === 'PUT') {
    space?.demandRoom()
    const bytes = await readBody(c.req.raw, MOST_CARD)
    const text = textIn(bytes)
    return await write(async (tx) => {
      if (!isOperator(actor)) await spend(tx, actor.id ?? actor.tokenId, 'card', bytes.length, limits.cards)
      const { isNew, etag, isAsWritten } = await putCard(tx, actor, place.name, text, conditionIn(headers))
      return new Response(null, { status: isNew ? 201 : 204, ...(isAsWritten && { headers: { etag } }) })
    })
  }
  if (place.is === 'card' && method === 'DELETE')
    return await write(async (tx) => {
      await hideCard(tx, actor, place.name, conditionIn(headers))
      return new Response(null, { status: 204 })
    })
  return new Response(null, { status: 405, headers: { allow: ALLOWED } })
}

/** RFC 7617. The user name may be anything: the token says whose it is. */
function passwordIn(headers: Headers): string {
  const [, encoded] = /^Basic +([\w+/=-]{1,1000})$/i.exec(headers.get('authorization') ?? '') ?? []
  const pair = Buffer.from(encoded ?? '', 'base64').toString()
  const colon = pair.indexOf(':')
  if (colon === -1) throw notSignedIn('Sign in with an API token as the password.')
  return pair.slice(colon + 1)
}

async function readAsked(c: Context<Env>): Promise<Element | null> {
  const text = textIn(await readBody(c.req.raw, MOST_XML))
  return text.trim() === '' ? null : readXml(text)
}

function textIn(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Problem('invalid', 'not-utf8', 'What came is no UTF-8.', { cause })
  }
}

function conditionIn(headers: Headers): Condition {
  return { ifMatch: headers.get('if-match')?.trim() ?? null, ifNoneMatch: headers.get('if-none-match')?.trim() ?? null }
}

const BELOW: Readonly<Record<string, readonly Exclude<Place['is'], 'card'>[]>> = {
  root: ['principal', 'home'],
  home: ['book'],
}

/** RFC 4918 §9.1. `infinity` is more than is ever told (RFC 4918 §9.1, `propfind-finite-depth`). */
async function propfind(tx: Tx, actor: Actor, place: Place, asked: Element | null, depth: string): Promise<Response> {
  if (depth !== '0' && depth !== '1')
    return new Response(documentOf('d:error', '<d:propfind-finite-depth/>'), { status: 403, headers: XML })
  const wanted = wantedIn(asked)
  const told = { name: actor.name, mayWrite: can(actor, 'contact.write'), token: await tokenOf(tx, actor) }
  const replies: string[] = []
  if (place.is === 'card') {
    const card = await cardNamed(tx, actor, place.name)
    if (!card) throw noSuchCard()
    replies.push(replyOf(hrefOf(card.name), propertiesOfCard(card, { withData: false }), wanted))
  } else {
    const below = depth === '1' ? (BELOW[place.is] ?? []) : []
    for (const is of [place.is, ...below]) replies.push(replyOf(pathOf(is), propertiesOf(is, told), wanted))
    if (place.is === 'book' && depth === '1') {
      const { shown, isMore } = await listed(tx, actor, MOST_LISTED, wanted)
      replies.push(...shown)
      if (isMore) replies.push(cutReply())
    }
  }
  return new Response(documentOf('d:multistatus', replies.join('')), { status: 207, headers: XML })
}

const CONDITIONS: Readonly<Record<string, string>> = {
  'address-taken': 'card:no-uid-conflict',
  'card-name-taken': 'card:no-uid-conflict',
  'card-uid-taken': 'card:no-uid-conflict',
  'card-unreadable': 'card:valid-address-data',
  'card-version': 'card:valid-address-data',
  'card-empty': 'card:valid-address-data',
  'card-group': 'card:supported-address-data',
  'card-large': 'card:max-resource-size',
  'filter-unsupported': 'card:supported-filter',
}

/** Programs read the condition, people the words. */
function refusal(thrown: unknown, log: Log, requestId: string): Response {
  const problem = toProblem(explained(thrown))
  const status = statusOf(problem)
  if (status >= 500) log.error({ requestId, code: problem.code, err: problem.cause ?? problem }, 'an address book could not be told') // prettier-ignore
  const condition = CONDITIONS[problem.code]
  const { retryAfter } = problem.detail
  return new Response(condition ? documentOf('d:error', `<${condition}/>`) : `${problem.message}\n`, {
    status: condition && status === 400 ? 403 : status,
    headers: {
      ...(condition ? XML : { 'content-type': 'text/plain; charset=utf-8' }),
      ...(status === 401 && { 'www-authenticate': 'Basic realm="Postroom", charset="UTF-8"' }),
      ...((status === 429 || status === 503) && {
        'retry-after': typeof retryAfter === 'number' ? String(retryAfter) : '30',
      }),
    },
  })
}
