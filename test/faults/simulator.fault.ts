// Seeds of the simulation (`simulator/script.ts`), shared among processes that each have a database of their own. A seed that
// fails is played again by `npm run test:faults -- simulator --seed N --count 1`.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { silentLog } from '../../src/kit/log.ts'
import { startEngine } from '../../src/store/engine.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

interface Told {
  seed: number
  wrong: string[]
  told: string[]
  turns: number
  faults: number
  deaths: number
  relayed: number
}

/** Nothing here is to survive the machine: a crash is a transaction that is given up. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off', // the tables are emptied every so many seeds
  plan_cache_mode: 'force_generic_plan', // see simulator/statements.ts
}
const SHOWN = 3

async function simulate({ count, seed, tell }: FaultContext): Promise<Verdict> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-simulator-'))
  const engine = await startEngine({ dataDir, log: silentLog, settings })
  // Half of the time a process waits for its database's answer, and half of the time that waits for the process.
  const processes = Math.min(count, 2 * os.availableParallelism())
  const broken: string[] = []
  const sum = { seeds: 0, turns: 0, faults: 0, deaths: 0, 'left by the relay': 0 }
  let failed = 0
  const hear = (told: Told) => {
    sum.seeds++
    sum.turns += told.turns
    sum.faults += told.faults
    sum.deaths += told.deaths
    sum['left by the relay'] += told.relayed
    if (told.wrong.length > 0 && failed++ < SHOWN)
      broken.push(
        `seed ${told.seed}: ${told.wrong.join('; ')}\n        ${told.told.join('\n        ')}\n        again: npm run test:faults -- simulator --seed ${told.seed} --count 1`,
      )
    if (sum.seeds % 1_000 === 0) tell(`${sum.seeds} seeds`)
  }
  const began = performance.now()
  try {
    const admin = new pg.Client(engine.connection)
    await admin.connect()
    for (let at = 0; at < processes; at++) await admin.query(`create database seeds${at}`)
    await admin.end()
    const share = (at: number) => Math.ceil((count - at) / processes)
    await Promise.all(
      Array.from({ length: processes }, (_, at) =>
        playShare({ ...engine.connection, database: `seeds${at}` }, [seed + at, processes, share(at)], hear),
      ),
    )
    if (sum.seeds < count) broken.push(`only ${sum.seeds} of ${count} seeds were played`)
    if (failed > SHOWN) broken.push(`${failed} seeds failed in all`)
    const perSecond = Math.round((sum.seeds * 1000) / (performance.now() - began))
    return { broken, figures: { ...sum, processes, 'a second': perSecond } }
  } finally {
    await engine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function playShare(connection: pg.PoolConfig, range: number[], hear: (told: Told) => void): Promise<void> {
  const program = path.join(import.meta.dirname, 'simulator/run-seeds.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(connection), ...range.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) hear(JSON.parse(line) as Told)
}

export const scenarios: Scenario[] = [
  {
    name: 'simulator',
    row: 'F17',
    what: 'random interleavings of intake, threading, rules and outbox in two processes that die anywhere; every invariant of simulator/invariants.ts',
    counts: { smoke: 100, ci: 10_000, nightly: 100_000 },
    takes: { cores: 2, seconds: 300 },
    run: simulate,
  },
]
