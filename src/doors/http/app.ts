// All of the web door without its port: what happens with every request, and which part answers which path.
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import type { Answer } from '../../desk/users/asking.ts'
import { setUp } from '../../desk/users/setup.api.ts'
import { limits } from '../../kit/limits.ts'
import type { Log } from '../../kit/log.ts'
import { Problem, toProblem } from '../../kit/problem.ts'
import type { Blobs } from '../../store/blobs.ts'
import type { Keys } from '../../store/keys.ts'
import type { Space } from '../../store/space.ts'
import type { Store } from '../../store/store.ts'
import { handlerOf } from './answering.ts'
import { createSessionCookie } from './cookies.ts'
import { refuseCrossSite } from './cross-site.ts'
import { addDav } from './dav/dav.ts'
import { docsPage, docsStyle } from './docs-page.ts'
import { socketAddress, type Env } from './env.ts'
import { createWebFiles } from './files.ts'
import { secure } from './headers.ts'
import type { Readiness } from './health.ts'
import type { Live } from './live.ts'
import { addHealth } from './health-routes.ts'
import type { Metrics } from './metrics.ts'
import { describeApi } from './openapi.ts'
import { problemResponse, statusOf, explained } from './problems.ts'
import { createRate } from './rate.ts'
import { addUnsubscribe } from './unsubscribe.ts'
import { createRemoteOf, hostOf, isNameOfOurs } from './remote.ts'

export interface HttpOptions {
  store: Store
  keys: Pick<Keys, 'hmac'>
  blobs: Pick<Blobs, 'spool' | 'discard'>
  /** What a mail may have that is handed over. */
  messageBytes?: number
  answers: Answer[]
  log: Log
  metrics: Metrics
  live: Live
  ready: () => Promise<Readiness>
  /** Left out where nothing watches the disk. */
  space?: Pick<Space, 'demandRoom'>
  /** The built web app (`web/dist`); it may come later. */
  webDir: string
  /** `https://…` makes cookies Secure; null: plain http on this machine. */
  publicUrl: string | null
  trustedProxies: readonly string[]
  /** Requests a minute for each token; a test takes fewer. */
  tokenRate?: number
}

export function createApp(options: HttpOptions): Hono<Env> {
  const { store, blobs, log, metrics, live, messageBytes = limits.message.bytes } = options
  const isHttps = options.publicUrl?.startsWith('https:') ?? false
  const cookie = createSessionCookie(isHttps)
  const remoteOf = createRemoteOf(options.trustedProxies)
  const files = createWebFiles(options.webDir)
  const rate = createRate(options.tokenRate ?? limits.token.requestsPerMinute)
  const app = new Hono<Env>()

  app.use(async (c, next) => {
    const started = performance.now()
    const given = c.req.header('x-request-id') ?? ''
    c.set('requestId', /^[\w-]{8,64}$/.test(given) ? given : randomBytes(9).toString('base64url'))
    c.set('remote', remoteOf(socketAddress(c.env), c.req.raw.headers))
    c.set('actorId', null)
    c.set('route', 'other')
    await next()
    secure(c.res.headers, isHttps)
    c.res.headers.set('x-request-id', c.get('requestId'))
    const seconds = (performance.now() - started) / 1000
    const { method } = c.req
    const route = c.get('route')
    const { status } = c.res
    metrics.httpDuration.observe({ method, route, status }, seconds)
    log.debug(
      {
        requestId: c.get('requestId'),
        actorId: c.get('actorId'),
        method,
        route,
        status,
        ms: Math.round(seconds * 1000),
      },
      'answered',
    )
  })

  // Also for GET of the API: a page elsewhere has no business reading or listening, cookies or not.
  app.use('/api/*', async (c, next) => {
    const isSafe = c.req.method === 'GET' || c.req.method === 'HEAD'
    const hasToken = c.req.raw.headers.has('authorization')
    if (!hasToken && (!isSafe || c.req.path === '/api/v1/live')) refuseCrossSite(c.req.raw.headers, options.publicUrl)
    await next()
  })

  // Before there is a password, a page whose name points here (DNS rebinding) could set up the desk through a browser.
  app.use(`/api/v1${setUp.path}`, async (c, next) => {
    if (!isNameOfOurs(hostOf(c.req.raw), options.publicUrl))
      throw new Problem(
        'denied',
        'foreign-host',
        'Set-up wants localhost, an IP address or POSTROOM_PUBLIC_URL in the address bar. Set that to the name people use.',
      )
    await next()
  })

  const document = describeApi(options.answers)
  const page = docsPage(document)
  // Written once: whoever asks for it a thousand times and reads nothing holds the same bytes.
  const described = new TextEncoder().encode(JSON.stringify(document))
  app.get('/api/v1/openapi.json', (c) => c.body(described, 200, { 'content-type': 'application/json' }))
  app.get('/api/docs', () => new Response(page.html, { headers: page.headers }))
  app.get(
    '/api/docs.css',
    () => new Response(docsStyle, { headers: { 'content-type': 'text/css', 'cache-control': 'public, max-age=300' } }),
  )
  app.get('/api/v1/live', (c) => live.listen(c, cookie.read))
  for (const one of inOrder(options.answers))
    app.on(
      one.route.method,
      `/api/v1${one.route.path}`,
      handlerOf(one, { store, blobs, messageBytes, rate, readCookie: cookie.read }),
    )
  app.all('/api/*', () => {
    throw new Problem(
      'missing',
      'no-such-route',
      'There is nothing at this address of the API. All of it is described at /api/docs.',
    )
  })

  const { publicUrl, space } = options
  addDav(app, { store, log, rate, publicUrl, ...(space && { space }) })
  addUnsubscribe(app, options)
  addHealth(app, options)
  app.get('*', (c) => files.answer(c.req.path, c.req.header('accept-encoding') ?? '') ?? c.notFound())

  app.notFound((c) =>
    problemResponse(new Problem('missing', 'not-found', 'There is nothing here.'), c.get('requestId')),
  )
  app.onError((thrown, c) => {
    const problem = toProblem(explained(thrown))
    const requestId = c.get('requestId')
    if (statusOf(problem) >= 500)
      log.error({ requestId, code: problem.code, err: problem.cause ?? problem }, 'a request failed')
    return problemResponse(problem, requestId)
  })
  return app
}

/** `/views/counts` before `/views/:id`, whatever order the rooms came in. */
function inOrder(answers: Answer[]): Answer[] {
  const rank = ({ route }: Answer) =>
    route.path
      .split('/')
      .map((part) => (part.startsWith(':') ? '1' : '0'))
      .join('')
  return answers.toSorted((a, b) => rank(a).localeCompare(rank(b)))
}
