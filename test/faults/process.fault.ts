// The whole process at random moments: killed, asked to stop, or killed as one of several workers on one database.
import { setTimeout as sleep } from 'node:timers/promises'
import { must } from '../../src/kit/must.ts'
import { connectToRunning } from '../../src/store/engine.ts'
import { urlOf } from '../../src/doors/cli/with-desk.ts'
import { randomFrom } from '../../bench/letters.ts'
import { prepareServer, type Server } from '../stories/server.ts'
import { brokenOf, countIn, examineIntake, untilQuiet } from './examine.ts'
import { killAtRandom } from './kill.ts'
import { keepSending } from './load.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { dieAtPreload, prepareWholeDesk, type WholeDesk } from './whole-desk.ts'

async function killed({ count, seed, tell }: FaultContext): Promise<Verdict> {
  const { seconds: _, kills, acknowledged, repeated, ...intact } = await killAtRandom({ kills: count, seed, tell })
  const broken = brokenOf(intact)
  if (acknowledged < kills) broken.push(`only ${acknowledged} mails were acknowledged`)
  return { broken, figures: { kills, acknowledged, 'sent again': repeated } }
}

const LEASED = `select count(*) from (select leased_by from intake union all select leased_by from job
  union all select leased_by from outbox where state = 'sending') held where leased_by not in (select id from process)`

async function askedToStop({ count, seed }: FaultContext): Promise<Verdict> {
  const server = await prepareServer()
  const random = randomFrom(seed)
  const broken: string[] = []
  let longest = 0
  try {
    await server.start()
    const load = keepSending({ port: server.smtpPort, seed })
    for (let time = 0; time < count; time++) {
      await sleep(300 + random() * 700)
      const { code, ms } = await server.stop()
      longest = Math.max(longest, ms)
      if (code !== 0) broken.push(`it ended with ${code}`)
      await server.start()
      const database = await server.database()
      const held = await countIn(database, LEASED).finally(() => void database.end())
      if (held > 0) broken.push(`${held} pieces of work were not handed back`)
    }
    await load.stop()
    const database = await server.database()
    await untilQuiet(database)
    const intact = await examineIntake(database, load.acknowledged).finally(() => void database.end())
    if (longest > 10_000) broken.push(`it took ${Math.round(longest)} ms to stop`)
    if (load.cut > 0) broken.push(`${load.cut} letters were cut off without an answer`)
    const wrong = [...load.refused.keys()].filter((code) => code !== 421)
    if (wrong.length > 0) broken.push(`letters were answered ${wrong.join(', ')}`)
    const figures = { acknowledged: load.acknowledged.size, 'longest stop, ms': Math.round(longest) }
    return { broken: [...broken, ...brokenOf(intact)], figures: { ...figures, 'told 421': load.refused.get(421) ?? 0 } }
  } finally {
    await server.remove()
  }
}

/** Where workers die that hold something; elsewhere it would be luck. */
const moments = ['filing.claimed', 'filing.mid-thread', 'triage.claimed', 'outbox.claimed', 'send.after-dot']
/** One more stays alive and takes up what the others leave. */
async function workersKilled({ count, seed, tell }: FaultContext): Promise<Verdict> {
  const desk = await prepareWholeDesk({ seed, pause: 150, env: { POSTROOM_ROLES: 'web,mail' } })
  const workers: Server[] = []
  const broken: string[] = []
  const deaths = new Map<string, number>()
  let longest = 0
  let inPlace = 0
  let isOver = false
  const watching = async () => {
    const database = await desk.server.database()
    for (; !isOver; await sleep(250)) {
      const held = await database.query<{ by: string }>(
        `select leased_by as by from intake union select leased_by from job union select leased_by from outbox where state = 'sending'`,
      )
      for (const [id, at] of deaths)
        if (held.rows.some(({ by }) => by === id)) longest = Math.max(longest, performance.now() - at)
    }
    await database.end()
  }
  try {
    workers.push(await startWorker(desk))
    const watch = watching()
    for (let kill = 0; kill < count; kill++) {
      const place = must(moments[kill % moments.length], 'a moment')
      await desk.refresh()
      const victim = await startWorker(desk, `${place}:1`)
      workers.push(victim)
      const id = await idOf(desk, victim)
      for (const end = performance.now() + 8_000; victim.isRunning() && performance.now() < end;) await sleep(10)
      if (!victim.isRunning()) inPlace++ // the other may be quicker every time: then it is killed wherever it is
      deaths.set(id, performance.now())
      await victim.kill()
      if (kill % 10 === 9) tell(`${kill + 1} workers killed`)
    }
    const { broken: odd, figures } = await desk.examine()
    isOver = true
    await watch
    if (inPlace < count / 4) broken.push(`only ${inPlace} of ${count} held what they were to hold`)
    if (longest > 60_000) broken.push(`work of a dead worker waited ${Math.round(longest)} ms`)
    return {
      broken: [...broken, ...odd],
      figures: { kills: count, 'holding work': inPlace, 'longest wait, ms': Math.round(longest), ...figures },
    }
  } finally {
    isOver = true
    for (const one of workers) await one.kill()
    await desk.remove()
  }
}

async function startWorker({ server }: WholeDesk, dieAt = ''): Promise<Server> {
  const env = {
    ...server.env,
    POSTROOM_ROLES: 'worker',
    POSTROOM_DATABASE_URL: urlOf(must(await connectToRunning(server.dataDir), 'a database that runs')),
    ...(dieAt ? { POSTROOM_TEST_DIE_AT: dieAt } : {}),
  }
  const worker = await prepareServer({ dataDir: server.dataDir, nodeArgs: dieAtPreload, env })
  await worker.start({ until: async () => worker.output().includes('is running') || !worker.isRunning() })
  return worker
}

/** Under which it takes work up. */
async function idOf({ server }: WholeDesk, worker: Server): Promise<string> {
  const database = await server.database()
  try {
    const found = await database.query<{ id: string }>('select id from process where name like $1', [
      `% ${worker.pid()}`,
    ])
    return found.rows[0]?.id ?? ''
  } finally {
    await database.end()
  }
}

export const scenarios: Scenario[] = [
  {
    name: 'kill',
    row: 'F1',
    what: 'the server is killed at random while four senders write; 0 lost, 0 doubled, nothing half done',
    counts: { smoke: 0, ci: 50, nightly: 1_000 },
    takes: { cores: 0.8, seconds: 110 },
    run: killed,
  },
  {
    name: 'sigterm',
    row: 'F6',
    what: 'the server is asked to stop under load; ended in 10 s, letters under way taken or told 421, work handed back',
    counts: { smoke: 2, ci: 10, nightly: 100 },
    takes: { cores: 0.6, seconds: 30 },
    run: askedToStop,
  },
  {
    name: 'worker-kill',
    row: 'F8',
    what: 'one of two workers dies holding work, on one database; the other has it within 60 s, every effect once',
    counts: { smoke: 0, ci: 20, nightly: 500 },
    takes: { cores: 0.5, seconds: 120 },
    run: workersKilled,
  },
]
