// What every answer has, whoever asks what: the headers that tell a browser how little it may do with it. And what asking alone
// never does: write.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { allAnswers, type Means } from '../src/doors/http/answers.ts'
import { createAccepting } from '../src/flows/intake/accept.ts'
import type { Route } from '../src/kit/route.ts'
import { createWorld, type Thing } from './access-world.ts'
import { testMeans } from './arrivals.ts'
import { onDatabase } from './database.ts'
import { joinedStore } from './desk.ts'
import { openWebDoor } from './web-door.ts'

const routes = allAnswers({} as Means).map((one) => one.route)

/** On everything, with TLS in front. `cache-control` and the policy have the values below unless told otherwise. */
const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cache-control': 'no-store',
}
const ofBytes = {
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'private, no-store',
}
const page = [
  "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-N'; img-src 'self' data: blob:; font-src 'self'",
  "connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
].join('; ')

const headersOf = (headers: Headers) =>
  Object.fromEntries(Object.keys(always).map((name) => [name, headers.get(name)?.replace(/nonce-[\w-]+/, 'nonce-N')]))

/** Never sent: what would let another site read, or say what runs here. */
const never = ['access-control-allow-origin', 'access-control-allow-credentials', 'server', 'x-powered-by']

function onWorld(body: (world: Awaited<ReturnType<typeof open>>) => Promise<void>): () => Promise<void> {
  return onDatabase(async (tx) => await body(await open(tx)))
}

async function open(tx: Parameters<typeof createWorld>[0]) {
  const means = testMeans(joinedStore(tx))
  const world = await createWorld(tx, means)
  const accepting = createAccepting(means, () => undefined)
  const door = openWebDoor(means.store, { publicUrl: 'https://desk.example' }, { ...means, accepting })
  const as = await door.signedIn(world.users.get('kim') ?? '')
  return { tx, door, thing: world.things[0] as Thing, as }
}

function askOf(route: Route, { ids }: Thing) {
  const byRoom: Record<string, string> = {
    contacts: ids.contact,
    companies: ids.company,
    timeline: ids.contact,
    outbox: ids.outbox,
    jobs: ids.job,
    inboxes: ids.inbox,
    tasks: ids.task,
    deals: ids.deal,
    pipelines: '9001',
    uploads: ids.upload,
  }
  const of: Record<string, string> = {
    noun: 'contact',
    messageId: ids.message,
    noteId: ids.note,
    attachmentId: ids.attachment,
    draftId: ids.draft,
  }
  const room = route.path.split('/')[1] ?? ''
  const id = byRoom[room] ?? ids.conversation
  const where = route.path.replace(/:(\w+)/g, (_all, name: string) => of[name] ?? (name === 'id' ? id : '17'))
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE'
  if (!hasBody) return { where, request: {} }
  const headers = { 'content-type': route.consumes?.replace('*/*', 'text/plain') ?? 'application/json' }
  return { where, request: { body: route.consumes ? 'x' : {}, headers } }
}

test(
  'every route answers with all the headers, to strangers and to people, whether it does what it is asked or not',
  onWorld(async ({ door, thing, as }) => {
    const wrong: string[] = []
    let answers = 0
    for (const route of routes)
      for (const who of [undefined, as]) {
        const { where, request } = askOf(route, thing)
        const { status, headers } = await door.ask(route.method, where, { ...request, ...(who && { as: who }) })
        answers++
        const wanted = { ...always, ...(route.produces && status === 200 ? ofBytes : {}) }
        const differing = Object.entries(headersOf(headers)).filter(
          ([name, value]) => value !== wanted[name as 'cache-control'],
        )
        if (differing.length > 0) wrong.push(`${route.name} ${status}: ${differing.join('; ')}`)
        for (const name of never) if (headers.has(name)) wrong.push(`${route.name} ${status}: ${name}`)
        if (!headers.get('content-type') && status !== 204) wrong.push(`${route.name} ${status}: no content-type`)
      }

    expect(wrong).toEqual([])
    expect(answers).toBe(routes.length * 2)
  }),
  60_000,
)

test(
  'so does everything beside the API',
  onWorld(async ({ door, as }) => {
    const found: Record<string, unknown> = {}
    const paths = [
      '/',
      '/inbox/open',
      '/no.js',
      '/healthz',
      '/readyz',
      '/metrics',
      '/api/docs',
      '/api/docs.css',
      '/api/v1/none',
    ]
    for (const path of [...paths, '/api/v1/openapi.json', '/api/v1/live']) {
      const { headers } = await door.ask('GET', `http://desk.example${path}`, { as })
      const differing = Object.entries(headersOf(headers)).filter(
        ([name, value]) => value !== always[name as 'cache-control'],
      )
      found[path] = Object.fromEntries(differing)
      for (const name of never) expect(headers.has(name), `${path} ${name}`).toBe(false)
    }

    expect(found).toEqual({
      '/': { 'content-security-policy': page },
      '/inbox/open': { 'content-security-policy': page },
      '/no.js': {},
      '/healthz': {},
      '/readyz': {},
      '/metrics': {},
      '/api/docs': found['/api/docs'],
      '/api/docs.css': { 'cache-control': 'public, max-age=300' },
      '/api/v1/none': {},
      '/api/v1/openapi.json': {},
      '/api/v1/live': {},
    })
    expect(JSON.stringify(found['/api/docs'])).toContain("default-src 'none'")
    expect(JSON.stringify(found)).not.toContain('unsafe')
  }),
)

test(
  'GET and HEAD of every route answer alike where PostgreSQL refuses writes, and leave every table as it was',
  onWorld(async ({ tx, door, thing, as }) => {
    const contents = async () => {
      const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
        where table_schema = 'public' order by 1`.execute(tx.db)
      const sums: Record<string, unknown> = {}
      for (const { name } of rows)
        sums[name] = (
          await sql`select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as sum from ${sql.table(name)} t`.execute(
            tx.db,
          )
        ).rows[0]
      return sums
    }
    const reading = routes.filter((one) => one.method === 'GET')
    const before = await contents()
    const wrong: string[] = []
    for (const route of reading) {
      const { where } = askOf(route, thing)
      const got = await door.ask('GET', where, { as })
      const head = await door.ask('HEAD', where, { as })
      const isMine =
        got.status === 200 ||
        (got.status === 403 &&
          /^\/(mailboxes|address-books|tokens|invitations|remote-images|first-steps|webhooks|push-policy)/.test(
            route.path,
          ))
      // This world has no images elsewhere, no audits, no views, no macros, no imports, no sequences, and rules of one version.
      const isNone = /^(?:image|audit|view|macro|rule-version|import|sequence|enrolment)-missing$/.test(got.body?.code)
      if (!(isMine || isNone) || head.status !== got.status || head.body !== '')
        wrong.push(`${route.name}: ${got.status} ${head.status} ${JSON.stringify(got.body).slice(0, 100)}`)
    }

    expect(wrong).toEqual([])
    expect(await contents()).toEqual(before)
    expect(reading.length).toBeGreaterThan(20)
  }),
)
