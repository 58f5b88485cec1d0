// 100,000 random filters: whatever is asked becomes parameters of a few statements, never part of one; every one of those
// statements is one that PostgreSQL can read, and what is refused is refused as a mistake of the asker's.
// POSTROOM_FILTERS=100000 sends that many through the web door as well.
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely'
import { expect, test } from 'vitest'
import { Priority, ViewName } from '../src/desk/conversations/conversations.api.ts'
import { listConversations } from '../src/desk/conversations/lists.api.ts'
import { listRows } from '../src/desk/conversations/lists.ts'
import { printTerm, QUERY_KEYS, type QueryKeyName } from '../src/desk/conversations/query.api.ts'
import { listContacts as listContactsRoute } from '../src/desk/contacts/contacts.api.ts'
import { listContacts } from '../src/desk/contacts/lists.ts'
import { createInputReader } from '../src/doors/http/input.ts'
import { system } from '../src/desk/users/permissions.ts'
import { Problem } from '../src/kit/problem.ts'
import type { Named, Tx } from '../src/store/tx.ts'
import type { Tables } from '../src/store/tables.ts'
import { receive, testMeans } from './arrivals.ts'
import { onDesk } from './desk.ts'
import { openWebDoor } from './web-door.ts'

const MARK = 'zzmarkzz'
const COUNT = 100_000
/** Through the web door to the database; all by POSTROOM_FILTERS. */
const SENT = Number(process.env.POSTROOM_FILTERS ?? 300)

/** Ways to leave a text of SQL, and to be in the way of one. Each carries the mark. */
const injections = [
  `' or '1'='1' --${MARK}`,
  `'; drop table conversation; --${MARK}`,
  `1); delete from message; --${MARK}`,
  `' union select password_hash from "user" --${MARK}`,
  `${MARK}' and pg_sleep(5) is null --`,
  `${MARK}"; select 1; "`,
  `$1${MARK}$2`,
  `$$${MARK}$$`,
  `E'\\'${MARK}`,
  `\\'; ${MARK}`,
  `${MARK}/**/or/**/1=1`,
  `{${MARK}}`,
  `{"${MARK}",null}`,
  `'${MARK}' & !'x':* | ('a' <-> 'b')`,
  `:*${MARK}:*`,
  `%${MARK}_\\`,
  `"${MARK} ${MARK}" -"${MARK}"`,
  `(${MARK}`,
  `!!!${MARK}&&&|||`,
  `${MARK}::regclass`,
  `1 ${MARK}; copy (select 1) to program 'id'`,
  `ʼ${MARK}＇ or ＇1＇＝＇1`,
  `${MARK}\u0000x`,
  `${MARK}\ud800`,
  `${MARK}\r\n--`,
  `0x31${MARK}`,
  `1e309${MARK}`,
  `-1${MARK}`,
  `9223372036854775808`,
  `99999999999999999999999999`,
  `NaN`,
  `null`,
]
const letters = Array.from(`'"\\;-()%_*&|!:<>=$#@{}[]^~\`?/,.+ \t\n\0aZ09éüəıßж漢字ไท😀\u202e\u200b`)

/** mulberry32: the same filters in every run. */
function randomOf(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function createFilters(seed: number) {
  const random = randomOf(seed)
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const noise = () => Array.from({ length: Math.floor(random() * 30) }, () => pick(letters)).join('')
  const hostile = () => (random() < 0.5 ? pick(injections) : `${MARK}${noise()}`)
  const id = () => (random() < 0.6 ? String(Math.floor(random() * 1e15)) : hostile())
  const at = () => (random() < 0.5 ? new Date(Math.floor(random() * 4e12)).toISOString() : hostile())
  const cursor = () => (random() < 0.8 ? Buffer.from(`${at()}|${id()}`).toString('base64url') : hostile())
  const values: Record<string, () => string> = {
    view: () => (random() < 0.9 ? pick(ViewName.options) : hostile()),
    inboxId: id,
    assigneeId: id,
    teamId: id,
    categoryId: id,
    contactId: id,
    statusId: id,
    field: () => (random() < 0.7 ? `${pick(['product', 'price'])}${pick(['=', '>=', '<'])}${hostile()}` : hostile()),
    priority: () => (random() < 0.8 ? pick(Priority.options) : hostile()),
    tag: hostile,
    q: () => (random() < 0.3 ? `"${hostile()}" ${noise()}` : hostile()),
    cursor,
    limit: () => (random() < 0.8 ? String(Math.ceil(random() * 100)) : hostile()),
  }
  const names = Object.keys(values)
  return (allowed: readonly string[] = names): URLSearchParams => {
    const asked = new URLSearchParams()
    for (let fields = Math.floor(random() * 5); fields >= 0; fields--) {
      const name = pick(allowed)
      asked.append(name, values[name]?.() ?? '')
    }
    if (random() < 0.02) asked.append(hostile(), '1')
    return asked
  }
}

interface Recorded {
  /** Statement → one set of parameters it was sent with. */
  statements: Map<string, readonly unknown[]>
  tsqueries: Set<string>
}

/** A transaction that writes down what it is asked, and finds nothing but an index of three months. */
function recordingTx(recorded: Recorded): Tx {
  const note = (text: string, values: readonly unknown[]) => {
    if (!recorded.statements.has(text)) recorded.statements.set(text, values)
    if (text.includes('::tsquery')) recorded.tsqueries.add(String(values[0]))
  }
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (one) => new PostgresIntrospector(one),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: (event) => note(event.query.sql, event.query.parameters),
  })
  const query = async <T>({ name, text, values }: Named): Promise<T[]> => {
    note(text, values)
    return (name === 'search-span' ? [{ oldest: 600, newest: 602 }] : []) as T[]
  }
  const nothing = { actorId: null, requestId: null, follows: {}, wake: new Set<never>(), afterCommit: [] }
  return { ...nothing, db, query, now: new Date('2026-03-02T09:00:00Z'), mint: () => '1' }
}

test(
  '100,000 random filters become parameters of few statements, and each of these is one that PostgreSQL reads',
  onDesk(async ({ tx }) => {
    const recorded: Recorded = { statements: new Map(), tsqueries: new Set() }
    const given = recordingTx(recorded)
    const actor = { ...system, kind: 'user' as const, id: '1', inboxIds: ['1', '2'] }
    const filter = createFilters(2026)
    const readFilters = createInputReader(listConversations)
    const readContacts = createInputReader(listContactsRoute)
    const wrong: string[] = []
    let refused = 0
    for (let n = 0; n < COUNT; n++) {
      const isContacts = n % 5 === 0
      const asked = filter(isContacts ? ['q', 'cursor', 'limit'] : undefined)
      try {
        if (isContacts) await listContacts(given, actor, readContacts({ path: {}, query: asked, body: {} }) as never)
        else await listRows(given, actor, readFilters({ path: {}, query: asked, body: {} }) as never)
      } catch (thrown) {
        refused++
        if (!(thrown instanceof Problem) || thrown.kind !== 'invalid')
          wrong.push(`${asked.toString()}: ${String(thrown)}`)
      }
    }

    expect(wrong.slice(0, 5)).toEqual([])
    expect([...recorded.statements.keys()].filter((text) => text.includes(MARK))).toEqual([])
    expect(refused).toBeGreaterThan(COUNT / 20)
    expect(refused).toBeLessThan(COUNT * 0.95)
    for (const [text, values] of recorded.statements) await tx.query({ text, values: values.map(storable) })
    const queries = [...recorded.tsqueries].filter((one) => !one.includes('\0'))
    for (let at = 0; at < queries.length; at += 5_000)
      await sql`select count(one::tsquery) from unnest(${queries.slice(at, at + 5_000)}::text[]) one`.execute(tx.db)
    if (process.env.POSTROOM_FILTERS)
      process.stdout.write(
        `${COUNT} filters, ${refused} refused, ${recorded.statements.size} statements, ${queries.length} text queries\n`,
      )
  }),
  300_000,
)

/** What the first filter of its kind had in it may be no value that PostgreSQL takes; its place in the statement is what matters. */
function storable(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return /^\d{19,}$/.test(value) ? '1' : value.toWellFormed().replaceAll('\0', '')
}

test(
  'no injection behind any key of a query finds more than nonsense does',
  onDesk(async ({ tx, store, ada }) => {
    await receive(tx, testMeans(store), {})
    const actor = await ada.actor()
    const wrong: string[] = []
    for (const key of Object.keys(QUERY_KEYS) as QueryKeyName[])
      for (const injection of injections.filter((one) => !one.includes('\0') && one.isWellFormed())) {
        const q = printTerm({ key, values: [injection], isNot: false })
        const answer = await listRows(tx, actor, { view: 'all', limit: 5, q }).catch((error: unknown) => error)
        const isRefused = answer instanceof Problem && answer.kind === 'invalid'
        if (!isRefused && (answer as { conversations?: unknown[] }).conversations?.length !== 0)
          wrong.push(`${q}: ${String(answer)}`)
      }

    expect(wrong).toEqual([])
  }),
)

test(
  'through the web door a random filter never fails, and no injection finds more than nonsense does',
  onDesk(async (desk) => {
    const { tx, ada, store } = desk
    const means = testMeans(store)
    await receive(tx, means, {}, { subject: 'Another' })
    const door = openWebDoor(store, {}, means)
    const as = await door.signedIn(ada.id)
    const filter = createFilters(1998)
    const paths = ['/conversations', '/contacts', '/jobs']
    const failed: string[] = []
    for (let n = 0; n < SENT; n++) {
      const asked = `${paths[n % 10 === 0 ? 1 : n % 25 === 1 ? 2 : 0]}?${filter().toString()}`
      const { status } = await door.ask('GET', asked, { as })
      if (status !== 200 && status !== 400) failed.push(`${status} ${asked}`)
    }
    const differs: string[] = []
    for (const injection of injections)
      for (const [path, name] of [
        ['/conversations?view=all&', 'q'],
        ['/conversations?view=all&', 'tag'],
        ['/contacts?', 'q'],
      ] as const) {
        const found = async (value: string) => {
          const { status, body } = await door.ask(
            'GET',
            `${path}${new URLSearchParams({ [name]: value }).toString()}`,
            { as },
          )
          return { status, count: (body.conversations ?? body.contacts)?.length }
        }
        const answer = await found(injection)
        if (answer.status !== 400 && answer.count !== 0) differs.push(`${path}${name} ${injection}: ${answer.count}`)
      }

    expect(failed.slice(0, 10)).toEqual([])
    expect(differs).toEqual([])
    expect((await door.ask('GET', '/conversations?view=all', { as })).body.conversations).toHaveLength(2)
  }),
  1_800_000,
)
