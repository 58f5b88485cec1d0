// What a program may write into a request, and what becomes of names that JavaScript holds sacred: every body of every route with
// every column of every table, and __proto__, constructor and prototype wherever a name can stand.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { allAnswers, type Means } from '../src/doors/http/answers.ts'
import type { Route } from '../src/kit/route.ts'
import { readMail } from '../src/mail/read.ts'
import { receive, testMeans } from './arrivals.ts'
import { onDesk } from './desk.ts'
import { openWebDoor } from './web-door.ts'

const routes = allAnswers({} as Means).map((one) => one.route)
const sacred = ['__proto__', 'constructor', 'prototype']
const natives = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype]
const shapes = () => natives.map((one) => Reflect.ownKeys(one).map(String).toSorted().join())

let untouched: string[] = []
beforeEach(() => {
  untouched = shapes()
})
afterEach(() => {
  expect(shapes()).toEqual(untouched)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test(
  'no body of any route takes the name of a column that the route does not name itself',
  onDesk(async ({ tx, ada, store }) => {
    const door = openWebDoor(store)
    const as = await door.signedIn(ada.id)
    const { rows } = await sql<{ name: string }>`select distinct column_name as name from information_schema.columns
      where table_schema = 'public'`.execute(tx.db)
    const names = [...new Set(rows.flatMap(({ name }) => [name, camel(name)]))]
    let tried = 0
    const wrong: string[] = []
    for (const route of routes) {
      const known = new Set(Object.keys((route.input as z.ZodObject).shape))
      const foreign = names.filter((one) => !known.has(one))
      tried += foreign.length
      const values = Object.fromEntries(foreign.map((one) => [one, '1']))
      const { status, body } = await door.ask(route.method, filled(route, foreign), { as, ...sentAs(route, values) })
      const refused = new Set(((body.errors ?? []) as { path: string }[]).map((one) => one.path))
      const accepted = foreign.filter((one) => !refused.has(one))
      if (status !== 400 || accepted.length > 0)
        wrong.push(`${route.name} ${status}: ${accepted.join(' ').slice(0, 200)}`)
    }

    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(10_000)
  }),
)

test('every object inside an input refuses what it does not name, however deep it lies', () => {
  const all = routes.flatMap((route) => objectsIn(route.input, route.name))
  const isLoose = ({ schema }: { schema: z.ZodObject }) => !(schema.def.catchall instanceof z.ZodNever)

  expect(all.filter(isLoose).map((one) => one.at)).toEqual([])
  expect(all.length).toBeGreaterThan(routes.length + 20)
  const planted = z.strictObject({ a: z.array(z.object({ b: z.string() })).optional() })
  expect(
    objectsIn(planted, 'x')
      .filter(isLoose)
      .map((one) => one.at),
  ).toHaveLength(1)
})

test(
  'names that JavaScript holds sacred are keys like any other in queries and bodies, and refused by every route',
  onDesk(async ({ ada, store }) => {
    const door = openWebDoor(store)
    const as = await door.signedIn(ada.id)
    const wrong: string[] = []
    for (const route of routes)
      for (const name of sacred) {
        const query = `${encodeURIComponent(name)}=1&${encodeURIComponent(`${name}[polluted]`)}=1`
        const body = `{"${name}": {"polluted": true, "isAdmin": true}, "x": {"${name}": {"polluted": true}}}`
        const isJson = route.method !== 'GET' && route.method !== 'DELETE' && !route.consumes
        const asked = {
          as,
          ...(isJson ? { body, headers: { 'content-type': 'application/json' } } : sentAs(route, {})),
        }
        const { status } = await door.ask(route.method, `${filled(route)}?${query}`, asked)
        if (status !== 400) wrong.push(`${route.name} ${name}: ${status}`)
      }

    expect(wrong).toEqual([])
  }),
)

test('a program or a thread of ours has no way from an object to the prototype of all', async () => {
  const first = pathToFileURL(path.resolve(import.meta.dirname, '../src/kit/prototypes.ts')).href
  const code = `const told = () => require('node:worker_threads').parentPort.postMessage('__proto__' in {})
    told(); import(${JSON.stringify(first)}).then(told)`
  const worker = new Worker(code, { eval: true })
  const told: unknown[] = []
  worker.on('message', (one) => told.push(one))

  await once(worker, 'exit')

  expect(told).toEqual([true, false])
  for (const program of ['main.ts', 'mail/read-worker.ts', 'flows/records/index-worker.ts'])
    expect(readFileSync(path.resolve(import.meta.dirname, '../src', program), 'utf8')).toMatch(
      /^(\/\/.*\n)*import '[./]+kit\/prototypes\.ts'\n/,
    )
})

const sacredMail = () =>
  Buffer.from(
    [
      ...sacred.map((name) => `${name}: polluted`),
      'From: "__proto__" <__proto__@acme.example>',
      'To: constructor <support@desk.example>, __proto__: prototype@acme.example;',
      'Subject: constructor __proto__ [prototype]',
      'Message-ID: <__proto__@acme.example>',
      'In-Reply-To: <constructor>',
      'References: <__proto__> <constructor@acme.example> <prototype>',
      'List-Id: __proto__',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b; __proto__=polluted; constructor="polluted"; prototype*0*=utf-8\'\'pol; prototype*1*=luted',
      '',
      '--b',
      'Content-Type: text/plain; charset=__proto__',
      'Content-Transfer-Encoding: constructor',
      '',
      '__proto__ constructor prototype',
      '--b',
      'Content-Type: __proto__/constructor; name="__proto__"; __proto__*=utf-8\'__proto__\'polluted',
      'Content-Disposition: attachment; filename=__proto__; __proto__=polluted; constructor[prototype][polluted]=1',
      'Content-ID: <__proto__>',
      '',
      '{"__proto__": {"polluted": true}}',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p id="__proto__" name="constructor" style="__proto__: 1" __proto__="x">prototype</p><constructor>x</constructor>',
      '--b--',
      '',
    ].join('\r\n'),
  )

test('a mail whose headers, parameters, names and parts are called so is read like any other', async () => {
  const read = await readMail(sacredMail(), { from: null })

  expect(read.subject).toBe('constructor __proto__ [prototype]')
  expect(read.attachments.map((one) => one.name)).toContain('__proto__')
})

test(
  'and it is filed, found and read over the API, with tags and contacts called so',
  onDesk(async ({ tx, ada, store }) => {
    const means = testMeans(store)
    expect(await receive(tx, means, { raw: sacredMail(), recipients: ['support@desk.example'] })).toMatchObject({
      filed: 1,
    })
    const door = openWebDoor(store, {}, means)
    const as = await door.signedIn(ada.id)
    const [row] = (await door.ask('GET', '/conversations?q=constructor&view=all', { as })).body.conversations.concat(
      (await door.ask('GET', '/conversations?view=all', { as })).body.conversations,
    )

    const changed = await door.ask('PATCH', `/conversations/${row.id}`, {
      as,
      body: { tags: sacred, subject: '__proto__' },
    })

    expect(changed).toMatchObject({ status: 200, body: { subject: '__proto__' } })
    expect(changed.body.tags.toSorted()).toEqual(sacred.toSorted())
    expect((await door.ask('GET', '/tags', { as })).body).toEqual(expect.arrayContaining(sacred))
    expect((await door.ask('GET', '/conversations?view=all&tag=__proto__', { as })).body.conversations).toHaveLength(1)
    expect((await door.ask('GET', `/conversations/${row.id}/entries`, { as })).status).toBe(200)
  }),
)

const camel = (name: string) => name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())

function filled(route: Route, query: string[] = []): string {
  const path = route.path.replace(/:(\w+)/g, () => '17')
  const inQuery = query.length > 0 && !sendsJson(route)
  return inQuery ? `${path}?${query.map((one) => `${one}=1`).join('&')}` : path
}

const sendsJson = (route: Route) => route.method !== 'GET' && route.method !== 'DELETE' && !route.consumes

function sentAs(route: Route, values: object): { body?: unknown; headers?: Record<string, string> } {
  if (sendsJson(route)) return { body: values }
  if (route.consumes) return { body: 'x', headers: { 'content-type': route.consumes.replace('*/*', 'text/plain') } }
  return {}
}

function objectsIn(
  schema: z.core.$ZodType,
  at: string,
  seen = new Set<unknown>(),
): { at: string; schema: z.ZodObject }[] {
  if (seen.has(schema)) return []
  seen.add(schema)
  const into = (inner: unknown, name: string) =>
    inner ? objectsIn(inner as z.core.$ZodType, `${at}.${name}`, seen) : []
  if (schema instanceof z.ZodObject)
    return [{ at, schema }, ...Object.entries(schema.shape).flatMap(([name, one]) => into(one, name))]
  if (schema instanceof z.ZodArray) return into(schema.element, '[]')
  if (schema instanceof z.ZodUnion || schema instanceof z.ZodDiscriminatedUnion)
    return schema.options.flatMap((one, index) => into(one, `${index}`))
  if (schema instanceof z.ZodLazy) return into(schema.unwrap(), '~')
  if (schema instanceof z.ZodPipe) return [...into(schema.in, 'in'), ...into(schema.out, 'out')]
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodMap) return into(schema.valueType, '*')
  if (schema instanceof z.ZodTuple) return schema.def.items.flatMap((one, index) => into(one, `${index}`))
  if ('unwrap' in schema && typeof schema.unwrap === 'function') return into(schema.unwrap(), '?')
  return []
}
