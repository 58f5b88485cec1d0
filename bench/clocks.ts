// npm run bench:clocks [-- --n 1000000]
// A desk on which so many clocks run: how long it takes to find those that are due next, to ring a hundred of them, and what the
// arithmetic of business hours costs.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openCalendar } from '../src/desk/hours/calendar.ts'
import { dueConversations, ringClocks } from '../src/flows/deadlines/ring.ts'
import { systemClock } from '../src/kit/clock.ts'
import { silentLog } from '../src/kit/log.ts'
import { startEngine } from '../src/store/engine.ts'
import { migrate } from '../src/store/migrate.ts'
import { openStore } from '../src/store/store.ts'
import { machine } from './processes.ts'

const { values: asked } = parseArgs({ options: { n: { type: 'string', default: '1000000' } } })
const count = Number(asked.n)
const us = { actorId: null }
const GOAL = 5

const median = (all: number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
const worst = (all: number[]) => Math.max(...all)
async function timed(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  for (let n = 0; n < times; n++) {
    const from = performance.now()
    await work()
    took.push(performance.now() - from)
  }
  return took
}

console.log(machine())
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-bench-'))
const engine = await startEngine({ dataDir, log: silentLog })
try {
  const client = new pg.Client(engine.connection)
  await client.connect()
  await migrate(client, silentLog)
  await client.query(
    `insert into conversation (id, number, inbox_id, subject, last_message_at, created_at)
      select n, n, 1, 'Order ' || n, now(), now() from generate_series(1, $1::int) n`,
    [count],
  )
  await client.query(
    `insert into clock (conversation_id, id, measure, started_at, running_since, worked_ms, elapsed_ms, policy_id, target_ms, counts, due_at, ledger)
      select n, n, 'firstResponse', now(), now(), 0, 0, 1, 3600000, 'calendar', now() + make_interval(secs => n % 86400 - 60), '[]'
      from generate_series(1, $1::int) n`,
    [count],
  )
  await client.query('insert into clock_ring select conversation_id, due_at from clock')
  await client.query(
    `insert into clock_course (conversation_id, followed_id, recent, status, is_snoozed, is_gone, is_answered)
      select n, n, '[]', 'open', false, false, false from generate_series(1, $1::int) n`,
    [count],
  )
  await client.query('vacuum analyze')
  await client.end()
  const store = await openStore({ connection: engine.connection, log: silentLog, clock: systemClock, follows: {} })
  const look = () => store.transact(us, (tx) => dueConversations(tx, null))
  await look()
  const finds = await timed(200, look)
  const rounds = await timed(5, () => store.transact(us, ringClocks))
  await store.close()

  const office: [string, string][] = [
    ['09:00', '12:30'],
    ['13:00', '17:30'],
  ]
  const week = { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [], sun: [] }
  const calendar = openCalendar({ timeZone: 'Europe/Amsterdam', week, holidays: ['2026-12-25'] })
  const began = Date.parse('2026-11-23T08:00:00Z')
  const dues = 20_000
  const before = process.cpuUsage()
  for (let n = 0; n < dues; n++) calendar.after(began + n * 61_000, (1 + (n % 40)) * 3_600_000)
  const cpu = process.cpuUsage(before)

  const found = median(finds)
  console.log(
    [
      `clocks that run: ${count.toLocaleString('en')}`,
      `the next due are found in: ${found.toFixed(2)} ms (median of 200; worst ${worst(finds).toFixed(1)}), goal ${GOAL}: ${found <= GOAL ? 'reached' : 'MISSED'}`,
      `a round that rings 100 conversations: ${median(rounds).toFixed(0)} ms (median of 5)`,
      `a due time in business hours: ${((cpu.user + cpu.system) / dues).toFixed(1)} µs of CPU`,
      machine(),
    ].join('\n'),
  )
  process.exitCode = found <= GOAL ? 0 : 1
} finally {
  await engine.stop()
  await rm(dataDir, { recursive: true, force: true })
}
