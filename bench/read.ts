// npm run bench:read [-- --size 1000000] [--dir DIR] [--only REGEX] [--group search] [--requests 150] [--profile DIR]
// A desk with many conversations, made by a loader and kept for the next run (in the system's temporary directory unless --dir says
// otherwise), then asked over HTTP through the real `postroom serve` by one agent, by eight who see different inboxes, and by those without a pause: every
// view and filter, opening, counting, searching. How long each takes, and what it costs server and database together.
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { prepareServer } from '../test/stories/server.ts'
import { findPostmaster } from '../src/store/engine/postmaster.ts'
import { must } from '../src/kit/must.ts'
import { people } from './load/people.ts'
import { loadDesk } from './load.ts'
import { cpuOf, machine, memoryOf, threadCpuOf } from './processes.ts'
import { type Agent, loop, signIn, type Times } from './read/agents.ts'
import { type Question, questionsOf } from './read/questions.ts'

const { values: asked } = parseArgs({
  options: {
    size: { type: 'string', default: '100000' },
    dir: { type: 'string' },
    /** Loads anew. */
    fresh: { type: 'boolean', default: false },
    only: { type: 'string' },
    group: { type: 'string' },
    /** For each question with one agent; eight agents ask twice as often. */
    requests: { type: 'string', default: '150' },
    /** Writes processor profiles of the server there. */
    profile: { type: 'string' },
  },
})
const HEAD = [
  'ms, and CPU ms a request',
  'found',
  '1: p50',
  'p95',
  'p99',
  '8: p50',
  'p95',
  'p99',
  'all out',
  'p95',
  'p99',
  'req/s',
  'CPU',
  'server',
  'database',
]

const PAUSE = 50
const size = Number(asked.size)
const requests = Number(asked.requests)
const say = (text: string) => void process.stdout.write(`${text}\n`)

const dataDir = path.resolve(asked.dir ?? path.join(os.tmpdir(), `postroom-read-${size}`))
if (asked.fresh) await rm(dataDir, { recursive: true, force: true })
say(`${machine()}\n${size} conversations in ${dataDir}`)
const desk = await loadDesk(dataDir, size, (text) => say(`  ${text}`))
const server = await prepareServer({
  dataDir,
  nodeArgs: asked.profile ? ['--cpu-prof', `--cpu-prof-dir=${asked.profile}`] : [],
})
try {
  await server.start()
  await settled()
  const database = must(await findPostmaster(path.join(dataDir, 'postgres')), 'a database').pid
  const agents = await Promise.all(
    Array.from({ length: 8 }, (_, n) => signIn(server.httpPort, people.emailOf(n + 3), people.password)),
  )
  const wanted = questionsOf(desk).filter(
    (one) =>
      (!asked.group || one.group === asked.group) &&
      new RegExp(asked.only ?? '', 'i').test(`${one.group}: ${one.name}`),
  )
  say(`\n${line(HEAD)}`)
  const rows: Row[] = []
  for (const question of wanted) {
    const row = await measure(question, agents, database)
    rows.push(row)
    say(line(cellsOf(row)))
  }
  say('')
  for (const group of new Set(wanted.map((one) => one.group))) say(summary(group, rows))
  const { pss, rss } = memoryOf([server.pid(), database])
  say(`\nMiB of all processes: ${pss.toFixed(0)} proportional, ${rss.toFixed(0)} resident. ${machine()}`)
  for (const agent of agents) agent.close()
  if (asked.profile) await server.stop()
} finally {
  await server.remove()
}

/** Timelines and facts of what was loaded are made behind everything else, as after an update; what is measured is the desk that has them. */
async function settled(): Promise<void> {
  const client = await server.database()
  const since = performance.now()
  for (;;) {
    const { rows } = await client.query<{ isBehind: boolean }>(
      `select exists (select from fact_course where built_to is not null or followed_at is null)
         or exists (select from job where kind = 'timeline.backfill') as "isBehind"`,
    )
    if (rows[0]?.isBehind === false) break
    await sleep(1_000)
  }
  const seconds = (performance.now() - since) / 1000
  if (seconds > 5) say(`  timelines and facts after ${seconds.toFixed(0)} s more`)
}

interface Row {
  question: Question
  found: string
  one: Times
  /** Who look at an answer for 50 ms before they ask again: 160 questions a second, as of hundreds of people. */
  eight: Times
  /** Who never pause: how much can be asked, and how long a queue of eight is. */
  allOut: Times
  perSecond: number
  /** Milliseconds of processor time a request: of all, of the server, of the database. */
  cpu: { all: number; server: number; database: number }
}

async function measure(question: Question, agents: Agent[], database: number): Promise<Row> {
  const [first] = agents
  const { body } = await must(first, 'an agent').ask(question.path(0))
  await loop(agents, (agent, n) => question.path(n * 8 + agent), 32) // what is read for the first time is not what is asked here
  const server0 = threadCpuOf(server.pid())
  const [all0, database0] = [cpuOf([server.pid(), database]), cpuOf([database])]
  const one = await loop(agents.slice(0, 1), (_, n) => question.path(n), requests)
  const eight = await loop(agents, (agent, n) => question.path(n * 8 + agent), requests * 2, PAUSE)
  const started = performance.now()
  const allOut = await loop(agents, (agent, n) => question.path(n * 8 + agent), requests * 2)
  const perSecond = (allOut.count / (performance.now() - started)) * 1000
  const server1 = threadCpuOf(server.pid())
  const count = one.count + eight.count + allOut.count
  return {
    question,
    found: lengthOf(body),
    one,
    eight,
    allOut,
    perSecond,
    cpu: {
      all: (cpuOf([server.pid(), database]) - all0) / count,
      server: (server1.main + server1.others - server0.main - server0.others) / count,
      database: (cpuOf([database]) - database0) / count,
    },
  }
}

function lengthOf(body: unknown): string {
  const list = Object.values(body as Record<string, unknown>).find((value) => Array.isArray(value))
  return Array.isArray(list) ? String(list.length) : ''
}

function cellsOf({ question, found, one, eight, allOut, perSecond, cpu }: Row): string[] {
  return [
    `${question.group}: ${question.name}`,
    found,
    ...[one, eight, allOut].flatMap((times) => [times.p50, times.p95, times.p99].map((ms) => ms.toFixed(1))),
    perSecond.toFixed(0),
    ...[cpu.all, cpu.server, cpu.database].map((ms) => ms.toFixed(2)),
  ]
}

function line(cells: string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(48) : cell.padStart(8))).join(' ')
}

/** Of all questions of a group, asked equally often: the worst of each column, and the mean cost. */
function summary(group: string, rows: Row[]): string {
  const ours = rows.filter((row) => row.question.group === group)
  const worst = (of: (row: Row) => number) => Math.max(...ours.map(of)).toFixed(1)
  const mean = (ours.reduce((sum, row) => sum + row.cpu.all, 0) / ours.length).toFixed(2)
  return (
    `${group}: CPU ms a request ${mean} on average, ${worst((row) => row.cpu.all)} at most; ` +
    `worst p95 / p99 with 1 agent ${worst((row) => row.one.p95)} / ${worst((row) => row.one.p99)} ms, ` +
    `with 8 ${worst((row) => row.eight.p95)} / ${worst((row) => row.eight.p99)} ms`
  )
}
