// One answer as a request handler: who asks, may they, what do they ask, then the verb in its transaction.
import type { Context } from 'hono'
import {
  actingAs,
  type Answer,
  type Asking,
  type Bytes,
  type Headed,
  type Preparing,
  withHeaders,
} from '../../desk/users/asking.ts'
import { can, isOperator, isStranger } from '../../desk/users/permissions.ts'
import type { Identified } from '../../desk/users/actors.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import type { Route } from '../../kit/route.ts'
import type { Blobs } from '../../store/blobs.ts'
import { keepOrDiscard, type Incoming } from '../../store/incoming.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { authenticate, type Credential, credentialOf, identify, nobody, noteUse, notSignedIn } from './authenticate.ts'
import { bodyLimit, parseJson, readBody, readMailBody, refuseWrongType } from './body.ts'
import { bytesResponse } from './bytes.ts'
import { once, readKey, requestHash, type Outcome, type Repeatable } from './idempotency.ts'
import { createInputReader } from './input.ts'
import type { Env } from './env.ts'
import type { Rate } from './rate.ts'

const patience = limits.patience.web
const reading = { readOnly: true, isLoose: true, patience }

export interface AnsweringMeans {
  store: Store
  blobs: Pick<Blobs, 'spool' | 'discard'>
  messageBytes: number
  rate: Rate
  readCookie: (headers: Headers) => string | null
}

export function handlerOf(answered: Answer, means: AnsweringMeans): (c: Context<Env>) => Promise<Response> {
  const { route } = answered
  const readInput = createInputReader(route)
  const inputOf = (c: Context<Env>, body: Record<string, unknown>) =>
    readInput({ path: c.req.param(), query: new URL(c.req.url).searchParams, body })
  const admit = (c: Context<Env>, who: Identified) => {
    c.set('actorId', who.actor.id ?? who.tokenId)
    // Mail is never turned away for coming fast: whoever hands it on would only send it again.
    if (who.tokenId && route.consumes !== 'message/rfc822' && !isOperator(who.actor)) means.rate.count(who.tokenId)
    refuseUnlessMay(route, who)
  }

  return async (c) => {
    c.set('route', route.path)
    const credential = credentialOf(c.req.raw.headers, means.readCookie)
    if (!credential) refuseUnlessMay(route, nobody) // before anything is read for a stranger
    const get = answered.prepare ? readAfter : read
    const { result, status } = route.method === 'GET' ? await get(c, credential) : await write(c, credential)
    return responseOf(route, { status, result }, c.req.raw.headers)
  }

  /** Who asks and what they see, on one connection. */
  async function read(c: Context<Env>, credential: Credential | null): Promise<Done> {
    const { who, result } = await means.store.transact(
      { actorId: null, requestId: c.get('requestId'), ...reading },
      async (tx) => {
        const who = await identify(tx, credential)
        admit(c, who)
        const asking = askingOf(c, who, actingAs(tx, who.actor.id), Buffer.alloc(0))
        return { who, result: await answered.verb(asking, inputOf(c, {})) }
      },
    )
    await noteUse(means.store, who)
    return { result, status: route.status ?? 200 }
  }

  /** What takes long comes before the transaction of the answer: no connection waits for it. */
  async function readAfter(c: Context<Env>, credential: Credential | null): Promise<Done> {
    const who = await authenticate(means.store, credential)
    admit(c, who)
    const input = inputOf(c, {})
    const by = { actorId: who.actor.id, requestId: c.get('requestId'), ...reading }
    const prepared = await answered.prepare?.(
      {
        actor: who.actor,
        remote: c.get('remote'),
        sessionId: who.sessionId,
        transact: (verb) => means.store.transact(by, verb),
      },
      input,
    )
    const result = await means.store.transact(by, (tx) =>
      answered.verb(askingOf(c, who, tx, Buffer.alloc(0)), input, prepared),
    )
    return { result, status: route.status ?? 200 }
  }

  /** First who asks, then the body, then the transaction: no connection waits for a slow sender, nobody unknown sends much. */
  async function write(c: Context<Env>, credential: Credential | null): Promise<Done> {
    const who = await authenticate(means.store, credential)
    admit(c, who)
    const type = c.req.header('content-type') ?? null
    if (route.consumes) refuseWrongType(route, type)
    const isMail = route.consumes?.includes('rfc822') ?? false
    const mail = isMail ? await readMailBody(c, means.messageBytes, means.blobs) : null
    const body = mail ? mail.head : await readBody(c.req.raw, bodyLimit(route))
    const raw = mail?.raw ?? body
    const done = await keepOrDiscard(raw, means.blobs, () => carryOut(c, who, mail, body))
    if (done.isRepeated && !Buffer.isBuffer(raw)) await means.blobs.discard(raw).catch(() => undefined)
    return done
  }

  async function carryOut(c: Context<Env>, who: Identified, mail: Incoming | null, body: Buffer): Promise<Done> {
    const input = inputOf(c, route.consumes ? {} : parseJson(body, c.req.header('content-type') ?? null))
    const repeatable = repeatableOf(answered, who, c, mail && !Buffer.isBuffer(mail.raw) ? mail.raw.identity : body)
    const by = { actorId: who.actor.id, requestId: c.get('requestId'), patience }
    const preparing: Preparing = {
      actor: who.actor,
      remote: c.get('remote'),
      sessionId: who.sessionId,
      transact: (verb) => means.store.transact(by, verb),
    }
    const prepared = await answered.prepare?.(preparing, input)

    return await means.store.transact(by, async (tx) => {
      let headers: Record<string, string> | undefined
      const work = async (): Promise<Outcome> => {
        const result = await answered.verb(askingOf(c, who, tx, body, mail), input, prepared)
        if (isHeaded(result)) headers = result.headers
        return { status: route.status ?? 200, body: isHeaded(result) ? result.body : result }
      }
      const { status, body: answer, isRepeated } = repeatable ? await once(tx, repeatable, work) : await work()
      return { status, result: headers ? withHeaders(answer, headers) : answer, isRepeated }
    })
  }
}

interface Done {
  result: unknown
  status: number
  isRepeated?: true | undefined
}

function askingOf(c: Context<Env>, who: Identified, tx: Tx, body: Buffer, mail: Incoming | null = null): Asking {
  return {
    tx,
    actor: who.actor,
    remote: c.get('remote'),
    ifMatch: ifMatchOf(c.req.raw.headers),
    bytes: async () => body,
    mail: async () => mail ?? { raw: body, head: body },
    sessionId: who.sessionId,
    userAgent: (c.req.header('user-agent') ?? '').slice(0, 300),
  }
}

/** Default deny: a permission nobody holds refuses everybody. A stranger is asked to sign in, others are told no. */
export function refuseUnlessMay(route: Pick<Route, 'may'>, { actor }: Pick<Identified, 'actor'>): void {
  if (route.may === 'anyone') return
  if (isStranger(actor)) throw notSignedIn()
  if (route.may === 'signed-in' || can(actor, route.may)) return
  throw new Problem('denied', 'not-permitted', 'You may not do this.', { detail: { needs: route.may } })
}

/** Strangers cannot repeat: there is nobody whose key it would be. Bytes are answered again by asking again. */
function repeatableOf(
  { route, isSecret = false }: Answer,
  who: Identified,
  c: Context<Env>,
  body: Buffer,
): Repeatable | null {
  const key = route.method !== 'GET' && !route.produces ? readKey(c.req.raw.headers) : null
  const ownerId = who.tokenId ?? who.actor.id // two tokens of one user are two programs
  if (key === null || ownerId === null) return null
  const { pathname, search } = new URL(c.req.url)
  return { key, ownerId, isSecret, requestHash: requestHash(route.method, pathname + search, body) }
}

/** `"5"`, `W/"5"` and 5 alike; the verb compares versions, not texts. */
function ifMatchOf(headers: Headers): string | null {
  const text = headers.get('if-match')?.trim()
  if (!text || text === '*') return null
  return text.replace(/^W\//, '').replace(/^"(.*)"$/, '$1')
}

function isHeaded(result: unknown): result is Headed<unknown> {
  return typeof result === 'object' && result !== null && (result as Partial<Headed<unknown>>).headed === true
}

function responseOf(route: Route, { result, status }: Done, asked: Headers): Response {
  const { body, headers: extra } = isHeaded(result) ? result : { body: result, headers: {} }
  if (route.produces) return bytesResponse(body as Bytes, extra)
  const headers = new Headers(extra)
  const tag = headers.get('etag')
  const known = asked
    .get('if-none-match')
    ?.split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
  if (route.method === 'GET' && tag && known?.includes(tag.replace(/^W\//, '')))
    return new Response(null, { status: 304, headers })
  if (status === 204) return new Response(null, { status, headers })
  headers.set('content-type', 'application/json; charset=utf-8')
  return new Response(JSON.stringify(body ?? {}), { status, headers })
}
