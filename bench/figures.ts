// npm run bench:figures [-- --n 1000000]
// A desk with so many conversations within a year: how long a page of figures takes, over a month, over 90 days and over all of it, by
// group, with its charts, and the list behind a number.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { system } from '../src/desk/users/permissions.ts'
import { casesOf } from '../src/flows/figures/cases.ts'
import { recount } from '../src/flows/figures/course.ts'
import { figures, figureSeries } from '../src/flows/figures/figures.ts'
import { readQuestion, type Asked, type Question } from '../src/flows/figures/question.ts'
import { silentLog } from '../src/kit/log.ts'
import { startEngine } from '../src/store/engine.ts'
import { migrate } from '../src/store/migrate.ts'
import { openStore } from '../src/store/store.ts'
import type { Tx } from '../src/store/tx.ts'
import { machine } from './processes.ts'

const { values: asked } = parseArgs({ options: { n: { type: 'string', default: '1000000' } } })
const count = Number(asked.n)
const us = { actorId: null }
const INBOXES = 20
const YEAR = { from: '2026-01-01', until: '2026-12-31' }
const QUARTER = { from: '2026-04-02', until: '2026-06-30' }
const MONTH = { from: '2026-06-01', until: '2026-06-30' }

const median = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0

console.log(machine())
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-bench-'))
const engine = await startEngine({ dataDir, log: silentLog })
try {
  const client = new pg.Client({ ...engine.connection, statement_timeout: 0 })
  await client.connect()
  await migrate(client, silentLog)
  const at = `timestamptz '2026-01-01' + n * (interval '1 year' / ${count})`
  const place = `1 + n % ${INBOXES}, 1 + n % 6, 1 + n % 14, case when n % 40 = 0 then 'urgent' else 'normal' end, case when n % 5 = 0 then array['tag' || n % 60] else '{}' end, 1 + n % 40`
  const columns = 'conversation_id, kind, source_id, inbox_id, team_id, category_id, priority, tags, person_id, at, since, until, calendar_ms, business_ms, is_first, is_final, is_one_touch, measure, policy_id, is_met' // prettier-ignore
  const wait = `(60000 * (5 + (n::bigint * 7919) % 4000))`
  const rest = (at: string, more: string) => `${at}, ${more}`
  const rows = (kind: string, source: string, more: string, which = 'true') =>
    `insert into fact (${columns}) select n, '${kind}', ${source}, ${place}, ${more} from generate_series(1, ${count}) n where ${which}`
  const after = `${at} + ${wait} * interval '1 millisecond'`
  for (const sql of [
    `insert into inbox (id, name, from_name, created_at) select n, 'Inbox ' || n, 'x', now() from generate_series(1, ${INBOXES}) n`,
    `insert into conversation (id, number, inbox_id, subject, status, last_message_at, created_at)
      select n, n, 1 + n % ${INBOXES}, 'Order ' || n, case when n % 30 = 0 then 'open' else 'resolved' end, ${at}, ${at} from generate_series(1, ${count}) n`,
    rows('received', 'n', rest(at, `null, null, null, null, false, false, false, null, null, null`)),
    rows('received', `n + ${count}`, rest(after, `null, null, null, null, false, false, false, null, null, null`), 'n % 3 = 0'), // prettier-ignore
    rows('opened', '0', rest(at, `${at}, case when n % 30 = 0 then null else ${at} + 2 * ${wait} * interval '1 millisecond' end, null, null, false, false, false, null, null, null`)), // prettier-ignore
    rows('answered', 'n', rest(after, `${at}, null, ${wait}, ${wait} / 3, true, false, false, null, null, null`)),
    rows('answered', `n + ${count}`, rest(after, `${at}, null, ${wait} / 2, ${wait} / 5, false, false, false, null, null, null`), 'n % 3 = 0'), // prettier-ignore
    rows('resolved', 'n', rest(after, `${at}, null, 2 * ${wait}, ${wait}, true, true, n % 2 = 0, null, null, null`), 'n % 30 <> 0'), // prettier-ignore
    rows('promise', 'n', rest(after, `null, null, null, null, false, false, false, 'firstResponse', 1, n % 9 <> 0`)),
    'vacuum analyze',
  ])
    await client.query(sql)
  const size = await client.query<{ rows: string; bytes: string }>(`select count(*) as rows, pg_total_relation_size('fact') as bytes from fact`) // prettier-ignore
  await client.end()
  const clock = { now: () => new Date('2027-01-05T12:00:00Z') }
  const store = await openStore({ connection: engine.connection, log: silentLog, clock, follows: {} }) // prettier-ignore
  const inboxIds = Array.from({ length: INBOXES }, (_, n) => String(n + 1))
  const actor = { ...system, inboxIds }
  await store.transact(us, recount)
  const timed = async (given: Asked, work: (tx: Tx, question: Question) => Promise<unknown>) => {
    const took: number[] = []
    for (let n = 0; n < 3; n++) {
      const from = performance.now()
      await store.transact({ ...us, readOnly: true }, async (tx) => work(tx, await readQuestion(tx, actor, given)))
      took.push(performance.now() - from)
    }
    return `${median(took).toFixed(0)} ms`
  }
  const page = (tx: Tx, question: Question) => figures(tx, question, undefined)
  const cases = (figure: 'firstResponse' | 'broken' | 'backlog') => (tx: Tx, question: Question) =>
    casesOf(tx, question, { figure, age: undefined, measure: undefined, cursor: undefined, limit: 50 })
  const { rows: found } = size
  console.log(
    [
      `conversations within a year: ${count.toLocaleString('en')}; facts: ${Number(found[0]?.rows).toLocaleString('en')}, ${(Number(found[0]?.bytes) / count).toFixed(0)} bytes a conversation with their indexes`,
      `figures of a month and the one before: ${await timed(MONTH, page)}`,
      `– of one person: ${await timed({ ...MONTH, personId: '7' }, page)}`,
      `– by person: ${await timed(MONTH, (tx, question) => figures(tx, question, 'person'))}`,
      `– its charts by day: ${await timed(MONTH, (tx, question) => figureSeries(tx, question, 'day'))}`,
      `– the list behind a number: ${await timed(MONTH, cases('firstResponse'))}; behind the backlog: ${await timed(MONTH, cases('backlog'))}`,
      `figures of 90 days and the 90 before: ${await timed(QUARTER, page)}`,
      `– of one inbox: ${await timed({ ...QUARTER, inboxId: '3' }, page)}; of one category: ${await timed({ ...QUARTER, categoryId: '3' }, page)}`,
      `– by person: ${await timed(QUARTER, (tx, question) => figures(tx, question, 'person'))}; with those of the period before: ${await timed(QUARTER, (tx, question) => figures(tx, question, 'person', { compare: 'previous' }))}`,
      `– its charts by week: ${await timed(QUARTER, (tx, question) => figureSeries(tx, question, 'week'))}`,
      `– the list behind a number: ${await timed(QUARTER, cases('firstResponse'))}; behind a seldom one: ${await timed(QUARTER, cases('broken'))}`,
      `figures of the year: ${await timed(YEAR, page)}`,
      `– by person: ${await timed(YEAR, (tx, question) => figures(tx, question, 'person'))}`,
      `– its charts by month: ${await timed(YEAR, (tx, question) => figureSeries(tx, question, 'month'))}`,
      machine(),
    ].join('\n'),
  )
  await store.close()
} finally {
  await engine.stop()
  await rm(dataDir, { recursive: true, force: true })
}
