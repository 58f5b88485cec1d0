// Random `kill -9` while mail comes in: four senders that remember what was acknowledged and try again what was not, as mail
// servers do. After the last start every acknowledged mail must be there exactly once, and nothing half done be left.
//   node bin/run.js test/faults/kill.ts [kills] [--early-250]
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLine } from '../../bench/senders.ts'
import { randomFrom } from '../../bench/letters.ts'
import { prepareServer, type Server } from '../stories/server.ts'
import { examineIntake, untilQuiet, type Intact } from './examine.ts'
import { keepSending, type Load } from './load.ts'

export interface Tally extends Intact {
  kills: number
  acknowledged: number
  /** Sent more than once, because the first answer never came. */
  repeated: number
  seconds: number
}

interface KillOptions {
  kills: number
  seed?: number
  senders?: number
  /** Every so many kills the database dies with the server. */
  databaseToo?: number
  /** Instead of `postroom serve`. */
  program?: string[]
  /** Takes the mails that dead servers had taken up away from them at the end, instead of waiting until their lease runs out. */
  isHurried?: boolean
  tell?: (line: string) => void
}

export const earlyProgram = [path.join(import.meta.dirname, 'early-250.ts')]

export async function killAtRandom(options: KillOptions): Promise<Tally> {
  const { kills, seed = 1, senders = 4, databaseToo = 5, tell = () => undefined } = options
  const random = randomFrom(seed)
  const began = performance.now()
  const server = await prepareServer(options.program ? { program: options.program } : {})
  const ready = () => startListening(server)
  let load: Load | undefined
  try {
    await ready()
    load = keepSending({ port: server.smtpPort, senders, seed })
    for (let count = 1; count <= kills; count++) {
      await sleep(100 + random() * 700)
      await (count % databaseToo === 0 ? server.killAll() : server.kill())
      await ready()
      if (count % 10 === 0) tell(`${count} kills, ${load.acknowledged.size} acknowledged`)
    }
    await sleep(300)
    await load.stop()
    const database = await server.database()
    try {
      if (options.isHurried) await database.query('update intake set leased_until = null')
      await untilQuiet(database)
      const found = await examineIntake(database, load.acknowledged)
      const repeated = [...load.tried.values()].filter((times) => times > 1).length
      const seconds = (performance.now() - began) / 1000
      return { kills, acknowledged: load.acknowledged.size, repeated, ...found, seconds }
    } finally {
      await database.end()
    }
  } finally {
    void load?.stop()
    await server.remove()
  }
}

/** What the planted fault runs has no web door, so its SMTP greeting is what tells that it is there. */
async function startListening(server: Server): Promise<void> {
  await server.start({
    until: () =>
      openLine(server.smtpPort).then(
        (line) => (line.quit(), true),
        () => false,
      ),
  })
}

if (process.argv[1] === import.meta.filename) {
  const isPlanted = process.argv.includes('--early-250')
  const tally = await killAtRandom({
    kills: Number(process.argv[2]) || 50,
    seed: Date.now() % 100_000,
    ...(isPlanted ? { program: earlyProgram } : {}),
    tell: (line) => process.stdout.write(`${line}\n`),
  })
  process.stdout.write(
    `${JSON.stringify({ ...tally, lost: tally.lost.length, doubled: tally.doubled.length }, null, 1)}\n`,
  )
}
