// Random `kill -9` while mail comes in: four senders that remember what was acknowledged and try again what was not, as mail
// servers do. After the last start every acknowledged mail must be there exactly once, and nothing half done be left.
//   node bin/run.js test/faults/kill.ts [kills] [--early-250]
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLine, toWire, type Letter, type Line } from '../../bench/senders.ts'
import { randomFrom } from '../../bench/letters.ts'
import { desk, prepareServer, type Server } from '../stories/server.ts'

export interface Tally {
  kills: number
  acknowledged: number
  /** Sent more than once, because the first answer never came. */
  repeated: number
  /** Acknowledged and not among the messages. */
  lost: string[]
  /** Among the messages more than once. */
  doubled: string[]
  /** Raw mails that are neither a message nor waiting to be filed. */
  orphans: number
  /** Messages whose raw mail is gone. */
  bodiless: number
  /** Work items left when all was quiet. */
  left: number
  /** Conversations without a message, or counting other than they hold. */
  crooked: number
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
  const acknowledged = new Set<string>()
  const tried = new Map<string, number>()
  let isOver = false
  let serial = 0

  const sender = async (name: string) => {
    let line: Line | undefined
    while (!isOver) {
      const mid = `${name}-${serial++}@acme.example`
      const letter = write(mid, seed + serial)
      while (!isOver && !acknowledged.has(mid)) {
        line = line?.isOpen() ? line : await openLine(server.smtpPort).catch(() => undefined)
        if (!line) {
          await sleep(10)
          continue
        }
        tried.set(mid, (tried.get(mid) ?? 0) + 1)
        const { code } = await line.send(letter)
        if (code === 250) acknowledged.add(mid)
      }
    }
    line?.quit()
  }

  try {
    await ready()
    const sending = Promise.all(Array.from({ length: senders }, (_, at) => sender(`sender${at}`)))
    for (let count = 1; count <= kills; count++) {
      await sleep(100 + random() * 700)
      await (count % databaseToo === 0 ? server.killAll() : server.kill())
      await ready()
      if (count % 10 === 0) tell(`${count} kills, ${acknowledged.size} acknowledged`)
    }
    await sleep(300)
    isOver = true
    await sending
    const found = await examine(server, acknowledged, options.isHurried ?? false)
    const repeated = [...tried.values()].filter((times) => times > 1).length
    return { kills, acknowledged: acknowledged.size, repeated, ...found, seconds: (performance.now() - began) / 1000 }
  } finally {
    isOver = true
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

/** Waits until nothing waits, then looks at the tables themselves. */
async function examine(server: Server, acknowledged: Set<string>, isHurried: boolean) {
  const database = await server.database()
  const count = async (text: string) => Number((await database.query<{ count: string }>(text)).rows[0]?.count)
  try {
    if (isHurried) await database.query('update intake set leased_until = null')
    let left = Number.NaN
    // A mail that was taken up by a server that died is taken up again when its lease has run out.
    for (const deadline = performance.now() + 120_000; performance.now() < deadline; await sleep(200)) {
      left = await count('select count(*) from intake')
      if (left === 0) break
    }
    const { rows } = await database.query<{ mid: string; times: number }>(
      `select mail_id as mid, count(*)::int as times from message where direction = 'in' group by 1`,
    )
    const times = new Map(rows.map((row) => [row.mid, row.times]))
    return {
      lost: [...acknowledged].filter((mid) => !times.has(mid)),
      doubled: rows.filter((row) => row.times > 1).map((row) => row.mid),
      left,
      orphans: await count(`select count(*) from raw where not exists (select 1 from message where raw_id = raw.id)
        and not exists (select 1 from intake where id = raw.id) and not exists (select 1 from outbox where raw_id = raw.id)`),
      bodiless: await count(
        `select count(*) from message where direction = 'in' and not exists (select 1 from raw where id = raw_id)`,
      ),
      crooked: await count(`select count(*) from conversation c
        where message_count <> (select count(*) from message where conversation_id = c.id)`),
    }
  } finally {
    await database.end()
  }
}

/** One mail in a conversation of its own, of 1 to 30 kB. */
function write(mid: string, seed: number): Letter {
  const from = 'dora@acme.example'
  const text = 'Where is my order? It should have been here on Friday.\r\n'.repeat(20 + ((seed * 7919) % 500))
  const head = [`From: Dora <${from}>`, `To: <${desk.address}>`, `Subject: About ${mid}`, `Message-ID: <${mid}>`]
  return { from, to: desk.address, wire: toWire(Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`)) }
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
