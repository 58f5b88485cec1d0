// A process that is ill says so: one that is held up, one in which something happens that nobody had thought of, one that grows.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepareServer, type Server } from '../stories/server.ts'
import { sendAll } from '../../bench/senders.ts'
import { brokenOf, examineIntake, untilQuiet } from './examine.ts'
import { keepSending, letterOf } from './load.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

const preload = ['--import', path.join(import.meta.dirname, 'misbehave.ts')]

async function misbehaved({ count }: FaultContext): Promise<Verdict> {
  const server = await prepareServer({ nodeArgs: preload })
  const broken: string[] = []
  try {
    await server.start()
    const load = keepSending({ port: server.smtpPort, senders: 2, pause: 20 })
    for (let time = 0; time < count; time++) {
      process.kill(server.pid(), 'SIGUSR2')
      await sleep(3_000)
      if (!server.output().includes('held up')) broken.push('a process that was held up did not say so')
      if ((await server.api.metric('postroom_stalls_total')) < 1) broken.push('it was not counted')
      process.kill(server.pid(), 'SIGHUP')
      for (const end = performance.now() + 10_000; server.isRunning() && performance.now() < end;) await sleep(20)
      if (server.isRunning()) broken.push('it goes on after what nobody caught')
      if (!server.output().includes('nobody had thought of')) broken.push('it did not say why it ended')
      if (server.output().includes('canary')) broken.push('mail is in the log')
      await server.kill()
      await server.start()
    }
    await load.stop()
    const database = await server.database()
    await untilQuiet(database)
    const intact = await examineIntake(database, load.acknowledged).finally(() => void database.end())
    return { broken: [...broken, ...brokenOf(intact)], figures: { times: count, acknowledged: load.acknowledged.size } }
  } finally {
    await server.remove()
  }
}

/** Of five minutes. */
const MAILS = 1_500

/** `count` times five minutes at five mails a second; the first third is for what grows once. */
async function fed({ count, tell }: FaultContext): Promise<Verdict> {
  const server = await prepareServer()
  const seen: { mails: number; rss: number }[] = []
  try {
    await server.start()
    for (let part = 0; part < count * 15; part++) {
      const letters = Array.from({ length: MAILS / 15 }, (_, at) =>
        letterOf(`fed-${part}-${at}@acme.example`, 'dora@acme.example', 'Where is my order?\r\n'.repeat(50)),
      )
      await sendAll(server.smtpPort, letters, { connections: 2, perSecond: 5 })
      seen.push({ mails: (part + 1) * (MAILS / 15), rss: rssOf(server) })
    }
    const settled = seen.slice(Math.floor(seen.length / 3))
    const slope = slopeOf(settled)
    const first = settled[0]?.rss ?? 0
    const last = settled.at(-1)?.rss ?? 0
    tell(`${seen.map((one) => Math.round(one.rss)).join(' ')} MB`)
    // Twenty kilobytes a mail would be a leak of everything it read; a heap that breathes is below that.
    const broken = slope * 1024 > 20 && last > first * 1.1 ? [`it grows by ${(slope * 1024).toFixed(1)} KB a mail`] : []
    return {
      broken,
      figures: { mails: seen.at(-1)?.mails ?? 0, 'KB a mail': (slope * 1024).toFixed(1), MB: Math.round(last) },
    }
  } finally {
    await server.remove()
  }
}

/** Megabytes of the server itself; its database's are its own business. */
function rssOf(server: Server): number {
  const status = readFileSync(`/proc/${server.pid()}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

/** Least squares. */
function slopeOf(points: { mails: number; rss: number }[]): number {
  const mean = (of: (one: (typeof points)[0]) => number) =>
    points.reduce((sum, one) => sum + of(one), 0) / points.length
  const [x, y] = [mean((one) => one.mails), mean((one) => one.rss)]
  const above = points.reduce((sum, one) => sum + (one.mails - x) * (one.rss - y), 0)
  return above / points.reduce((sum, one) => sum + (one.mails - x) ** 2, 0)
}

export const scenarios: Scenario[] = [
  {
    name: 'misbehave',
    row: 'F23',
    what: 'the process computes for two seconds, then fails where nobody catches it; it says so, ends, loses nothing, logs no mail',
    counts: { smoke: 0, ci: 1, nightly: 10 },
    takes: { cores: 0.4, seconds: 15 },
    run: misbehaved,
  },
  {
    name: 'memory',
    row: 'F23',
    what: 'five mails a second for five minutes; after the first third the server does not grow any more',
    counts: { smoke: 0, ci: 1, nightly: 60 },
    takes: { cores: 0.15, seconds: 310 },
    cannotRun: async () => (process.platform === 'linux' ? null : 'memory is read from /proc'),
    run: fed,
  },
]
