// The web door without a port, for tests: requests as a browser or a program sends them, in somebody's name.
import { testBlobs } from './memory-blobs.ts'
import type { Hono } from 'hono'
import os from 'node:os'
import path from 'node:path'
import { allAnswers, type Means } from '../src/doors/http/answers.ts'
import { createApp, type HttpOptions } from '../src/doors/http/app.ts'
import { createSessionCookie } from '../src/doors/http/cookies.ts'
import type { Env } from '../src/doors/http/env.ts'
import { createMetrics } from '../src/doors/http/metrics.ts'
import { createPasswords } from '../src/desk/users/passwords.ts'
import { signInAs } from '../src/desk/users/sessions.ts'
import { silentLog } from '../src/kit/log.ts'
import type { Id } from '../src/kit/id.ts'
import { keysOf } from '../src/store/keys.ts'
import type { Store } from '../src/store/store.ts'

export const quickPasswords = createPasswords({ log2N: 8 })

export interface Request {
  /** A cookie's value as `signedIn` makes it, or an API token after "Bearer ". */
  as?: string
  body?: unknown
  headers?: Record<string, string>
}

export interface Answered {
  status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  body: any
  headers: Headers
}

export interface WebDoor {
  app: Hono<Env>
  ask: (method: string, path: string, request?: Request) => Promise<Answered>
  /** A session of this user, for `as`. */
  signedIn: (userId: Id) => Promise<string>
}

/** `given`: what verbs of other rooms need (raw mail, blobs, keys), where a test comes to them. */
export function openWebDoor(store: Store, options: Partial<HttpOptions> = {}, given: Partial<Means> = {}): WebDoor {
  const cookie = createSessionCookie(options.publicUrl?.startsWith('https:') ?? false)
  const publicUrl = options.publicUrl ?? 'http://desk.example'
  const means = {
    store,
    log: silentLog,
    ...given,
    passwords: quickPasswords,
    publicUrl,
    httpPort: 3000,
    smtpPort: () => 2525,
  } as Means
  const app = createApp({
    store,
    keys: given.keys ?? keysOf(Buffer.alloc(32, 7)),
    blobs: given.blobs ?? testBlobs(),
    answers: allAnswers(means),
    log: silentLog,
    metrics: createMetrics(),
    live: { listen: async () => new Response('live'), close: () => undefined },
    ready: async () => ({ isReady: true, checks: {} }),
    webDir: path.join(os.tmpdir(), 'postroom-no-web'),
    publicUrl: null,
    trustedProxies: [],
    ...options,
  })
  return {
    app,
    ask: async (method, where, { as, body, headers = {} } = {}) => {
      const sent = new Headers(headers)
      if (as?.startsWith('Bearer ')) sent.set('authorization', as)
      else if (as) sent.set('cookie', as)
      if (body !== undefined && !sent.has('content-type')) sent.set('content-type', 'application/json')
      const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
      const address = where.startsWith('/api') || !where.startsWith('/') ? where : `/api/v1${where}`
      const answer = await app.request(address, {
        method,
        headers: sent,
        ...(body !== undefined && { body: raw as string }),
      })
      const text = await answer.text()
      return { status: answer.status, body: parsed(text), headers: answer.headers }
    },
    signedIn: async (userId) => {
      const from = { remote: '127.0.0.1', userAgent: 'test' }
      const token = await store.transact({ actorId: userId }, (tx) => signInAs(tx, userId, from))
      return (cookie.issue(token)['set-cookie'] ?? '').split(';')[0] ?? ''
    },
  }
}

/** What a sign-in answered, as the browser sends it back. */
export function cookieOf({ headers }: Answered): string {
  return (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
