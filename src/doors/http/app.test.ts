import { expect, test } from 'vitest'
import { z } from 'zod'
import { onDesk } from '../../../test/desk.ts'
import { memoryBlobs } from '../../../test/memory-blobs.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { answer, withHeaders } from '../../desk/users/asking.ts'
import { createToken } from '../../desk/users/tokens.ts'
import type { Method, Route } from '../../kit/route.ts'
import { createBlobs } from '../../store/blobs.ts'
import { record } from '../../store/events.ts'
import { keysOf } from '../../store/keys.ts'

const Anything = z.unknown()
const strict = z.strictObject

function declared(method: Method, where: string): Route<z.ZodObject>
function declared<I extends z.ZodType>(method: Method, where: string, input: I, more?: Partial<Route>): Route<I>
function declared(method: Method, where: string, input: z.ZodType = strict({}), more: Partial<Route> = {}): Route {
  return { name: where, summary: '', method, path: where, may: 'anyone', input, output: Anything, ...more }
}

test(
  'path, query and body become one strict object, and each mistake is named with its place',
  onDesk(async ({ store }) => {
    const input = strict({
      id: z.string(),
      limit: z.coerce.number().max(100).default(20),
      tag: z.array(z.string()).optional(),
      name: z.string().optional(),
    })
    const answers = [answer(declared('PATCH', '/things/:id', input), async (_asking, given) => given)]
    const { ask } = openWebDoor(store, { answers })

    expect((await ask('PATCH', '/things/7?limit=5&tag=a', { body: { name: 'x' } })).body).toEqual({
      id: '7',
      limit: 5,
      tag: ['a'],
      name: 'x',
    })
    const wrong = await ask('PATCH', '/things/7?limit=500&colour=red', { body: { name: 3, is_admin: true } })
    expect(wrong.status).toBe(400)
    expect(wrong.headers.get('content-type')).toBe('application/problem+json')
    expect(wrong.body.errors.map((one: { in: string; path: string }) => `${one.in} ${one.path}`).toSorted()).toEqual([
      'body is_admin',
      'body name',
      'query colour',
      'query limit',
    ])
    expect((await ask('PATCH', '/things/7', { body: { id: '8' } })).body.errors).toMatchObject([
      { in: 'body', path: 'id' },
    ])
    expect((await ask('PATCH', '/things/7?limit=1&limit=2', { body: {} })).status).toBe(400)
    expect((await ask('PATCH', '/things/7', { body: '{"__proto__": {"polluted": true}}' })).status).toBe(400)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  }),
)

test(
  'a body must be a JSON object, say so, and stay within its limit',
  onDesk(async ({ store }) => {
    const answers = [
      answer(declared('POST', '/things', strict({ text: z.string().optional() })), async (_asking, given) => given),
    ]
    const { ask } = openWebDoor(store, { answers })
    const tried = async (body: string, type = 'application/json') =>
      (await ask('POST', '/things', { body, headers: { 'content-type': type } })).body.code

    expect(await tried('{"text":"ok"}', 'text/plain')).toBe('not-json')
    expect(await tried('{"text":')).toBe('bad-json')
    expect(await tried('[]')).toBe('bad-json')
    expect(await tried(JSON.stringify({ text: 'x'.repeat(1024 * 1024) }))).toBe('too-large')
    expect((await ask('POST', '/things')).status).toBe(200)
  }),
)

test(
  'a GET cannot write: PostgreSQL refuses',
  onDesk(async ({ store, tx, ada }) => {
    const answers = [answer(declared('GET', '/sly'), async (asking) => record(asking.tx, 'sly.done', ada.id, {}))]
    const { ask } = openWebDoor(store, { answers })

    expect((await ask('GET', '/sly')).status).toBe(500)

    expect(await tx.db.selectFrom('event').where('name', '=', 'sly.done').selectAll().execute()).toEqual([])
  }),
)

test(
  'what a failing verb did is undone, and a stranger learns only where to look in the log',
  onDesk(async ({ store, tx, ada }) => {
    const failing = answer(declared('POST', '/half'), async (asking) => {
      await record(asking.tx, 'half.done', ada.id, {})
      throw new Error('secret detail')
    })
    const { ask } = openWebDoor(store, { answers: [failing] })

    const failed = await ask('POST', '/half')

    expect(failed).toMatchObject({ status: 500, body: { code: 'unexpected' } })
    expect(JSON.stringify(failed.body)).not.toContain('secret')
    expect(failed.body.requestId).toBe(failed.headers.get('x-request-id'))
    const named = await ask('POST', '/half', { headers: { 'x-request-id': 'trace-0123456789' } })
    expect(named.body.requestId).toBe('trace-0123456789')
    const forged = await ask('POST', '/half', { headers: { 'x-request-id': 'a\\nb <script>' } })
    expect(forged.body.requestId).toMatch(/^[\w-]{12}$/)
    expect(await tx.db.selectFrom('event').where('name', '=', 'half.done').selectAll().execute()).toEqual([])
  }),
)

test(
  'a dead cookie is a stranger, who may sign in again; a token nobody knows is refused everywhere',
  onDesk(async ({ store }) => {
    const { ask } = openWebDoor(store)

    const dead = await ask('GET', '/session', { as: 'pr_session=nothing' })
    expect([dead.status, dead.body.user]).toEqual([200, null])
    expect((await ask('GET', '/session', { as: 'Bearer nothing' })).status).toBe(401)
    expect((await ask('POST', '/session', { as: 'Bearer nothing', body: { email: 'a', password: 'b' } })).status).toBe(
      401,
    )
  }),
)

test(
  'default deny: strangers are asked to sign in, others need the permission, a token ignores the cookie beside it',
  onDesk(async ({ ada, ben, store }) => {
    const needs = (may: string) =>
      answer(declared('GET', `/${may}`, strict({}), { may }), async ({ actor }) => ({ kind: actor.kind }))
    const { ask, signedIn } = openWebDoor(store, { answers: ['user.manage', 'made.up', 'signed-in'].map(needs) })
    const [asAda, asBen] = [await signedIn(ada.id), await signedIn(ben.id)]

    expect((await ask('GET', '/signed-in')).status).toBe(401)
    expect((await ask('GET', '/user.manage', { as: asBen })).body).toMatchObject({
      code: 'not-permitted',
      needs: 'user.manage',
    })
    expect((await ask('GET', '/user.manage', { as: asAda })).status).toBe(200)
    expect((await ask('GET', '/made.up', { as: asAda })).status).toBe(403)
    const beside = { cookie: asAda, authorization: 'Bearer pr_live_nonsense' }
    expect((await ask('GET', '/signed-in', { headers: beside })).status).toBe(401)
    expect((await ask('GET', '/signed-in', { headers: { authorization: 'Basic YTpi' } })).status).toBe(401)
  }),
)

test(
  'another site cannot make a browser write here',
  onDesk(async ({ store }) => {
    const { ask } = openWebDoor(store, {
      answers: [answer(declared('POST', '/things'), async () => ({}))],
      publicUrl: 'https://desk.example',
    })
    const tried = async (headers: Record<string, string>) =>
      (await ask('POST', '/things', { headers: { host: 'inside.example', ...headers } })).status

    expect(await tried({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await tried({ 'sec-fetch-site': 'same-site', origin: 'https://evil.desk.example' })).toBe(403)
    expect(await tried({ origin: 'https://evil.example' })).toBe(403)
    expect(await tried({ origin: 'null' })).toBe(403)
    expect(await tried({ 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await tried({ 'sec-fetch-site': 'cross-site', origin: 'https://desk.example' })).toBe(200)
    expect(await tried({ origin: 'http://inside.example' })).toBe(200)
    expect(await tried({})).toBe(200)
  }),
)

test(
  'a POST repeated with its Idempotency-Key is done once and answered alike',
  onDesk(async ({ ada, cleo, store }) => {
    let done = 0
    const add = answer(
      declared('POST', '/things', strict({ name: z.string() }), { status: 201 }),
      async (_asking, { name }) => {
        if (name === 'bad') throw new Error('no')
        return { name, done: ++done }
      },
    )
    const { ask, signedIn } = openWebDoor(store, { answers: [add] })
    const [asAda, asCleo] = [await signedIn(ada.id), await signedIn(cleo.id)]
    const post = (as: string, name: string, key = 'k1') =>
      ask('POST', '/things', { as, body: { name }, headers: { 'idempotency-key': key } })

    const first = await post(asAda, 'a')
    const again = await post(asAda, 'a')

    expect([again.status, again.body]).toEqual([201, first.body])
    expect((await post(asAda, 'b')).body.code).toBe('idempotency-mismatch')
    expect((await post(asCleo, 'b')).body).toEqual({ name: 'b', done: 2 })
    expect((await post(asAda, 'bad', 'k2')).status).toBe(500)
    expect((await post(asAda, 'c', 'k2')).status).toBe(201)
    expect((await post(asAda, 'd', 'a key')).status).toBe(400)
  }),
)

test(
  'the keys of one token are not those of another, nor of the person who made both',
  onDesk(async ({ ada, store }) => {
    let done = 0
    const add = answer(declared('POST', '/things', strict({}), { may: 'user.read' }), async () => ({ done: ++done }))
    const { ask, signedIn } = openWebDoor(store, { answers: [add] })
    const asked = { name: 'x', scopes: ['user.read'], inboxIds: null, days: 1, isDesks: false }
    const token = async () => `Bearer ${(await createToken(ada, await ada.actor(), asked)).secret}`
    const post = async (as: string) =>
      (await ask('POST', '/things', { as, body: {}, headers: { 'idempotency-key': 'k' } })).body.done
    const all = [await signedIn(ada.id), await token(), await token()]

    for (const round of ['first', 'again'])
      for (const [at, as] of all.entries()) expect(await post(as), round).toBe(at + 1)
  }),
)

test(
  'a token has so many requests a minute, whatever it asks but to take in mail; others go on',
  onDesk(async ({ ada, store }) => {
    const mail = declared('POST', '/mail', strict({}), { may: 'user.read', consumes: 'message/rfc822' })
    const answers = [
      answer(declared('GET', '/things', strict({}), { may: 'user.read' }), async () => ({})),
      answer(mail, async () => ({})),
    ]
    const { ask, signedIn } = openWebDoor(store, { answers, tokenRate: 2 })
    const asked = { name: 'x', scopes: ['user.read'], inboxIds: null, days: 1, isDesks: false }
    const token = async () => `Bearer ${(await createToken(ada, await ada.actor(), asked)).secret}`
    const [one, other, asAda] = [await token(), await token(), await signedIn(ada.id)]
    const statuses = async (as: string) =>
      [await ask('GET', '/things', { as }), await ask('GET', '/none', { as }), await ask('GET', '/things', { as })].map(
        (answered) => answered.status,
      )

    expect(await statuses(one)).toEqual([200, 404, 200])
    const over = await ask('GET', '/things', { as: one })
    expect(over).toMatchObject({ status: 429, body: { code: 'too-many-requests' } })
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(50)
    const sent = await ask('POST', '/mail', { as: one, body: 'From: x', headers: { 'content-type': 'message/rfc822' } })
    expect(sent.status).toBe(200)
    expect(await statuses(other)).toEqual([200, 404, 200])
    for (let n = 0; n < 5; n++) expect((await ask('GET', '/things', { as: asAda })).status).toBe(200)
  }),
)

test(
  'an answer with a secret is not kept to be repeated',
  onDesk(async ({ ada, store, tx }) => {
    const { ask, signedIn } = openWebDoor(store)
    const request = {
      as: await signedIn(ada.id),
      body: { name: 'x', scopes: ['user.read'] },
      headers: { 'idempotency-key': 'k' },
    }

    const made = await ask('POST', '/tokens', request)

    expect((await ask('POST', '/tokens', request)).body.code).toBe('already-done')
    expect(await tx.db.selectFrom('token').selectAll().execute()).toHaveLength(1)
    const kept = JSON.stringify(await tx.db.selectFrom('idempotency').selectAll().execute())
    expect(kept).not.toContain(made.body.secret)
  }),
)

test(
  'an ETag comes with the answer and saves the next one; If-Match reaches the verb without quotes',
  onDesk(async ({ store }) => {
    const answers = [
      answer(declared('GET', '/thing'), async () => withHeaders({ x: 1 }, { etag: '"5"' })),
      answer(declared('PUT', '/thing'), async ({ ifMatch }) => ({ ifMatch })),
    ]
    const { ask } = openWebDoor(store, { answers })

    expect((await ask('GET', '/thing')).headers.get('etag')).toBe('"5"')
    expect((await ask('GET', '/thing', { headers: { 'if-none-match': '"4", W/"5"' } })).status).toBe(304)
    expect((await ask('PUT', '/thing', { headers: { 'if-match': 'W/"5"' } })).body).toEqual({ ifMatch: '5' })
  }),
)

test(
  'bytes from strangers are saved, not run: S5',
  onDesk(async ({ store }) => {
    const bytes = declared(
      'GET',
      '/file',
      strict({ type: z.string(), name: z.string(), inline: z.string().optional() }),
      { produces: '*/*' },
    )
    const given = answer(bytes, async (_asking, input) => {
      const { type, name, inline } = input
      return { bytes: Buffer.from('<script>'), type, name, ...(inline && { disposition: 'inline' as const }) }
    })
    const { ask } = openWebDoor(store, { answers: [given] })
    const got = async (type: string, name: string, inline = '') =>
      (await ask('GET', `/file?${new URLSearchParams({ type, name, inline }).toString()}`)).headers

    for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'TEXT/HTML; charset=x']) {
      for (const inline of ['', '1']) {
        const headers = await got(type, 'x.html', inline)
        expect(headers.get('content-type')).toBe('application/octet-stream')
        expect(headers.get('content-disposition')).toMatch(/^attachment;/)
        expect(headers.get('content-security-policy')).toContain('sandbox')
        expect(headers.get('x-content-type-options')).toBe('nosniff')
      }
    }
    expect((await got('image/png', 'a.png')).get('content-type')).toBe('image/png')
    expect((await got('message/rfc822', 'a.eml', '1')).get('content-type')).toBe('text/plain; charset=utf-8')
    const names = await got('image/png', '../../\u202egnp.exe\r\nset-cookie: x="y"\u0000é')
    expect(names.get('content-disposition')).toBe(
      `attachment; filename=".._.._gnp.exeset-cookie: x=_y_e_"; filename*=UTF-8''.._.._gnp.exeset-cookie%3A%20x%3D%22y%22%C3%A9`,
    )
    expect(names.get('set-cookie')).toBeNull()
  }),
)

test(
  'a route that takes bytes takes only its types',
  onDesk(async ({ store }) => {
    const take = declared('POST', '/mail', strict({ inbox: z.string() }), { consumes: 'message/rfc822' })
    const answers = [answer(take, async (asking) => ({ size: (await asking.bytes()).length }))]
    const { ask } = openWebDoor(store, { answers })
    const sent = (type: string) =>
      ask('POST', '/mail?inbox=1', { body: 'From: x\r\n', headers: { 'content-type': type } })

    expect((await sent('message/rfc822')).body).toEqual({ size: 9 })
    expect((await sent('text/plain')).body.code).toBe('wrong-type')
  }),
)

test(
  'of a large mail that came with a wrong question nothing stays',
  onDesk(async ({ store }) => {
    const driver = memoryBlobs()
    const blobs = createBlobs({ driver, keys: keysOf(Buffer.alloc(32, 7)) })
    const take = declared('POST', '/mail', strict({ inbox: z.string() }), { consumes: 'message/rfc822' })
    const { ask } = openWebDoor(store, { answers: [answer(take, async () => ({}))], blobs })
    const sent = (where: string) =>
      ask('POST', where, { body: Buffer.alloc(1_500_000, 'x'), headers: { 'content-type': 'message/rfc822' } })

    expect((await sent('/mail')).status).toBe(400)
    expect(await Array.fromAsync(driver.list(new Date()))).toEqual([])
    expect((await sent('/mail?inbox=1')).status).toBe(200)
    expect(await Array.fromAsync(driver.list(new Date()))).toHaveLength(1)
  }),
)

test(
  "what PostgreSQL refuses because of what was sent is the client's mistake, not ours",
  onDesk(async ({ ada, store, tx }) => {
    const team = declared('POST', '/raw/:userId', strict({ userId: z.string(), name: z.string() }))
    const answers = [
      answer(team, async (asking, { userId, name }) => {
        const id = asking.tx.mint()
        await asking.tx.db.insertInto('team').values({ id, name, created_at: tx.now }).execute()
        await asking.tx.db
          .insertInto('team_member')
          .values([{ team_id: id, user_id: userId }])
          .execute()
        await asking.tx.db
          .insertInto('team_member')
          .values([{ team_id: id, user_id: userId }])
          .execute()
        return {}
      }),
    ]
    const { ask } = openWebDoor(store, { answers })
    const tried = async (userId: string, name = 'x') => {
      const { status, body } = await ask('POST', `/raw/${userId}`, { body: { name } })
      return [status, body.code]
    }

    expect(await tried('abc')).toEqual([400, 'bad-value'])
    expect(await tried('9'.repeat(30))).toEqual([400, 'bad-value'])
    expect(await tried(ada.id, 'a\u0000b')).toEqual([400, 'bad-value'])
    expect(await tried('17')).toEqual([400, 'not-there'])
    expect(await tried(ada.id)).toEqual([409, 'already-there'])
  }),
)

test(
  'a fixed path is found before one with a parameter, whatever order the rooms came in',
  onDesk(async ({ store }) => {
    const answers = [
      answer(declared('GET', '/things/:id', strict({ id: z.string() })), async (_asking, { id }) => ({ id })),
      answer(declared('GET', '/things/counts'), async () => ({ counts: true })),
    ]
    const { ask } = openWebDoor(store, { answers })

    expect((await ask('GET', '/things/counts')).body).toEqual({ counts: true })
    expect((await ask('GET', '/things/7')).body).toEqual({ id: '7' })
    expect((await ask('DELETE', '/things/7')).body.code).toBe('no-such-route')
  }),
)
