// A mail as large as it may be (F15 in docs/faults.md): what all processes together take for it, from the first byte of DATA to the
// conversation and the download of what was attached. And one that is larger: refused before it comes.
import { createHash } from 'node:crypto'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../../src/kit/limits.ts'
import { must } from '../../src/kit/must.ts'
import { desk, prepareServer, type Server } from '../stories/server.ts'
import { talkSmtp } from '../doubles/talk.ts'
import { randomFrom } from '../../bench/letters.ts'
import { residentOf } from './resident.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

/** More than the growth that was measured when this was written; the goal is 64 (docs/faults.md). */
const MOST_MB_PER_MB = 9
const MB = 1024 * 1024

async function big({ count: megabytes, seed, tell }: FaultContext): Promise<Verdict> {
  const server = await prepareServer()
  const broken: string[] = []
  try {
    await server.start()
    await send(server, 'small@acme.example', 0.1, seed)
    await server.api.bySubject('Big', 20_000)
    const idle = await lowest(server)
    let largest = 0
    const watch = setInterval(() => (largest = Math.max(largest, residentOf(server.pid()))), 20)
    const began = performance.now()
    const sent = await send(server, 'big@acme.example', megabytes, seed)
    const accepted = performance.now() - began
    const atAccepted = largest - idle
    const database = await server.database()
    const row = await until(async () => {
      const { rows } = await database.query<{ id: string; sha256: string }>(
        `select a.id::text as id, a.sha256 from attachment a join message m on m.id = a.message_id and m.conversation_id = a.conversation_id
         where m.mail_id = 'big@acme.example'`,
      )
      return rows[0]
    })
    const filed = performance.now() - began
    await database.end()
    await sleep(500)
    clearInterval(watch)
    if (row?.sha256 !== sent) broken.push('what was attached is not what was sent')
    if (largest - idle > megabytes * MOST_MB_PER_MB)
      broken.push(`the processes took ${Math.round(largest - idle)} MB more`)
    broken.push(...(await tooLarge(server, limits.message.bytes)))
    if (largest - idle > 64) tell(`goal missed: ${Math.round(largest - idle)} MB instead of 64`)
    const figures = { MB: megabytes, 'accepted, ms': Math.round(accepted), 'filed, ms': Math.round(filed) }
    return {
      broken,
      figures: {
        ...figures,
        'growth until accepted, MB': Math.round(atAccepted),
        'growth, MB': Math.round(largest - idle),
      },
    }
  } finally {
    await server.remove()
  }
}

/** Its attachment's SHA-256. Written as it is made: the sender holds none of it. */
async function send(server: Server, mid: string, megabytes: number, seed: number): Promise<string> {
  const socket = net.connect({ port: server.smtpPort, host: '127.0.0.1' })
  const hear = listener(socket)
  await hear('220')
  for (const line of ['EHLO client.example', 'MAIL FROM:<dora@acme.example>', `RCPT TO:<${desk.address}>`]) {
    socket.write(`${line}\r\n`)
    await hear('250')
  }
  socket.write('DATA\r\n')
  await hear('354')
  socket.write(
    `From: Dora <dora@acme.example>\r\nTo: <${desk.address}>\r\nSubject: Big\r\nMessage-ID: <${mid}>\r\nMIME-Version: 1.0\r\n` +
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n--b\r\n' +
      'Content-Type: application/octet-stream; name=big.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n',
  )
  const random = randomFrom(seed)
  const hash = createHash('sha256')
  const line = Buffer.alloc(57 * 1_000)
  for (let left = megabytes * MB * 0.73; left > 0; left -= line.length) {
    for (let at = 0; at < line.length; at += 4)
      line.writeUInt32LE(Math.floor(random() * 0xffffffff) >>> 0, Math.min(at, line.length - 4))
    hash.update(line)
    const text = must(line.toString('base64').match(/.{76}/g), 'lines').join('\r\n')
    if (!socket.write(`${text}\r\n`)) await new Promise((resolve) => socket.once('drain', resolve))
  }
  socket.write('--b--\r\n.\r\n')
  await hear('250')
  socket.end('QUIT\r\n')
  return hash.digest('hex')
}

function listener(socket: net.Socket): (code: string) => Promise<void> {
  let heard = ''
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
  return async (code) => {
    const found = await until(async () => /^(\d{3}) .*\r\n/m.exec(heard))
    heard = ''
    if (found?.[1] !== code) throw new Error(`expected ${code}, heard ${found?.[0] ?? 'nothing'}`)
  }
}

async function until<T>(look: () => Promise<T | null | undefined>): Promise<T | null> {
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await sleep(20)) {
    const found = await look()
    if (found) return found
  }
  return null
}

/** When nothing happens. */
async function lowest(server: Server): Promise<number> {
  let low = Infinity
  for (let times = 0; times < 10; times++) {
    low = Math.min(low, residentOf(server.pid()))
    await sleep(100)
  }
  return low
}

/** Told at MAIL FROM where the sender says so, else once the limit is reached; either way the connection goes on. */
async function tooLarge(server: Server, limit: number): Promise<string[]> {
  const talk = await talkSmtp(server.smtpPort)
  const said = await talk.ask(`MAIL FROM:<dora@acme.example> SIZE=${limit + 1}`)
  const broken = said.startsWith('552 ') ? [] : [`a mail over the limit was answered ${said}`]
  if (!(await talk.ask('MAIL FROM:<dora@acme.example>')).startsWith('250 '))
    broken.push('after it nothing smaller is taken')
  talk.hangUp()
  return broken
}

export const scenarios: Scenario[] = [
  {
    name: 'big-mail',
    row: 'F15',
    what: 'A mail of so many megabytes is kept, filed and byte-exact, in bounded memory; a larger one is refused before it comes.',
    counts: { smoke: 0, ci: 25, nightly: 34 },
    takes: { cores: 0.6, seconds: 30 },
    run: big,
  },
]
