// One answer as a request handler: who asks, may they, what do they ask, then the verb in its transaction.
import type { Context } from 'hono'
import type { Answer, Asking, Bytes, Headed } from '../../desk/users/asking.ts'
import { can, isStranger } from '../../desk/users/permissions.ts'
import type { Identified } from '../../desk/users/actors.ts'
import { Problem } from '../../kit/problem.ts'
import type { Route } from '../../kit/route.ts'
import type { Store } from '../../store/store.ts'
import { authenticate, credentialOf, notSignedIn } from './authenticate.ts'
import { bodyLimit, parseJson, readBody, refuseWrongType } from './body.ts'
import { bytesResponse } from './bytes.ts'
import { once, readKey, requestHash, type Outcome, type Repeatable } from './idempotency.ts'
import { createInputReader } from './input.ts'
import type { Env } from './env.ts'

export interface AnsweringMeans {
  store: Store
  readCookie: (headers: Headers) => string | null
}

export function handlerOf(answered: Answer, means: AnsweringMeans): (c: Context<Env>) => Promise<Response> {
  const { route } = answered
  const readInput = createInputReader(route)
  const isSafe = route.method === 'GET'

  return async (c) => {
    const { headers } = c.req.raw
    c.set('route', route.path)
    const who = await authenticate(means.store, credentialOf(headers, means.readCookie))
    c.set('actorId', who.actor.id ?? who.tokenId)
    refuseUnlessMay(route, who)

    const body = isSafe ? Buffer.alloc(0) : await readBody(c.req.raw, bodyLimit(route))
    if (route.consumes) refuseWrongType(route, headers.get('content-type'))
    const given = { path: c.req.param(), query: new URL(c.req.url).searchParams }
    const input = readInput({ ...given, body: route.consumes ? {} : parseJson(body, headers.get('content-type')) })
    const repeatable = repeatableOf(answered, who, c, body)

    const requestId = c.get('requestId')
    const remote = c.get('remote')
    const transact = <T>(verb: (tx: Asking['tx']) => Promise<T>) =>
      means.store.transact({ actorId: who.actor.id, requestId }, verb)
    const prepared = await answered.prepare?.({ transact, actor: who.actor, remote }, input)
    let extra: Record<string, string> = {}
    const outcome = await means.store.transact({ actorId: who.actor.id, requestId, readOnly: isSafe }, async (tx) => {
      const work = async (): Promise<Outcome> => {
        const asking: Asking = {
          tx,
          actor: who.actor,
          remote,
          ifMatch: ifMatchOf(headers),
          bytes: async () => body,
          sessionId: who.sessionId,
          userAgent: (headers.get('user-agent') ?? '').slice(0, 300),
        }
        const result = await answered.verb(asking, input, prepared)
        if (!isHeaded(result)) return { status: route.status ?? 200, body: result }
        extra = result.headers
        return { status: route.status ?? 200, body: result.body }
      }
      return repeatable ? once(tx, repeatable, work) : work()
    })
    if (route.produces) return bytesResponse(outcome.body as Bytes, extra)
    return jsonResponse(outcome, extra, headers.get('if-none-match'))
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
  const key = route.method === 'POST' && !route.produces ? readKey(c.req.raw.headers) : null
  const ownerId = who.actor.id ?? who.tokenId
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

function jsonResponse({ status, body }: Outcome, extra: Record<string, string>, ifNoneMatch: string | null): Response {
  const headers = new Headers(extra)
  const tag = headers.get('etag')
  if (tag && ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag.replace(/^W\//, '')))
    return new Response(null, { status: 304, headers })
  if (status === 204) return new Response(null, { status, headers })
  headers.set('content-type', 'application/json; charset=utf-8')
  return new Response(JSON.stringify(body ?? {}), { status, headers })
}
