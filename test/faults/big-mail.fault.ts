// A mail as large as it may be (F15 in docs/faults.md): what all processes together take for it, from the first byte on whatever way it
// comes to the conversation and the download of what was attached. And one that is larger: refused before it comes.
import { spawn } from 'node:child_process'
import { createHash, type Hash } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { listInboxes } from '../../src/desk/inboxes/inboxes.api.ts'
import { addMailbox } from '../../src/desk/mailboxes/mailboxes.api.ts'
import { must } from '../../src/kit/must.ts'
import { cleanEnvironment, desk, postroom, prepareServer, type Server } from '../stories/server.ts'
import { startImapServer, type ImapDouble } from '../doubles/imap-server.ts'
import { talkSmtp } from '../doubles/talk.ts'
import { randomFrom } from '../../bench/letters.ts'
import { MOST_BYTES } from './larger-mail.ts'
import { residentOf } from './resident.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

/** However large the mail is. */
const MOST_MB = 64
const MB = 1024 * 1024

async function big({ count: megabytes, seed }: FaultContext): Promise<Verdict> {
  const server = await prepareServer({ nodeArgs, env: { POSTROOM_PRIVATE_HOSTS: '127.0.0.1' } })
  const account = await startImapServer()
  const broken: string[] = []
  const figures: Record<string, number> = { MB: megabytes }
  try {
    await server.start()
    await follow(server, account)
    const there = { server, account }
    const usual = new Map<string, number>()
    for (const way of ways) {
      const { most } = await way.send(there, `small-${way.name}@acme.example`, 2, seed)
      if (most !== undefined) usual.set(way.name, most)
      await until(() => attachmentOf(server, `small-${way.name}@acme.example`))
    }
    const idle = await lowest(server)
    let largest = 0
    const watch = setInterval(() => (largest = Math.max(largest, residentOf(server.pid()))), 20)
    for (const way of ways) {
      const mid = `${way.name}@acme.example`
      const began = performance.now()
      const { hash: sent, most } = await way.send(there, mid, megabytes, seed)
      figures[`accepted by ${way.name}, ms`] = Math.round(performance.now() - began)
      const more = Math.round((most ?? 0) - (usual.get(way.name) ?? 0))
      if (most !== undefined) figures[`growth of ${way.name}, MB`] = more
      if (more > MOST_MB) broken.push(`the process of ${way.name} took ${more} MB more`)
      const row = await until(() => attachmentOf(server, mid))
      figures[`filed by ${way.name}, ms`] = Math.round(performance.now() - began)
      if (row?.sha256 !== sent) broken.push(`by ${way.name}, what was attached is not what was sent`)
      if (row && (await download(server, row)) !== sent)
        broken.push(`by ${way.name}, what is downloaded is not what was sent`)
    }
    await sleep(500)
    clearInterval(watch)
    const growth = Math.round(largest - idle)
    figures['growth, MB'] = growth
    if (growth > MOST_MB) broken.push(`the processes took ${growth} MB more`)
    broken.push(...(await tooLarge(server, MOST_BYTES)))
    return { broken, figures }
  } finally {
    await server.remove()
    await account.stop()
  }
}

interface There {
  server: Server
  account: ImapDouble
}

interface Attached {
  id: string
  conversationId: string
  messageId: string
  sha256: string
}

async function attachmentOf(server: Server, mid: string): Promise<Attached | undefined> {
  const database = await server.database()
  try {
    const { rows } = await database.query<Attached>(
      `select a.id::text as id, a.sha256, m.id::text as "messageId", m.conversation_id::text as "conversationId"
       from attachment a join message m on m.id = a.message_id and m.conversation_id = a.conversation_id where m.mail_id = $1`,
      [mid],
    )
    return rows[0]
  } finally {
    await database.end()
  }
}

/** The SHA-256 of what comes. */
async function download(server: Server, { conversationId, messageId, id }: Attached): Promise<string> {
  const where = `${server.url}/api/v1/conversations/${conversationId}/messages/${messageId}/attachments/${id}`
  const answer = await fetch(where, { headers: { authorization: `Bearer ${desk.token}` } })
  const hash = createHash('sha256')
  for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) hash.update(piece)
  return hash.digest('hex')
}

interface Brought {
  /** SHA-256 of what was attached. */
  hash: string
  /** MB that a process took which is not the server's. */
  most?: number
}

/** By SMTP and HTTP the mail is written as it is made: the sender holds none of it. */
const ways: {
  name: string
  send: (there: There, mid: string, megabytes: number, seed: number) => Promise<Brought>
}[] = [
  { name: 'smtp', send: sendBySmtp },
  { name: 'http', send: sendByHttp },
  { name: 'imap', send: leaveByImap },
  { name: 'import', send: importFile },
]

const nodeArgs = ['--import', path.join(import.meta.dirname, 'larger-mail.ts')]

async function follow({ api }: Server, { port }: ImapDouble): Promise<void> {
  const inbox = must((await api.call(listInboxes, {}))[0], 'the inbox')
  const access = { host: '127.0.0.1', port, isSecure: false, username: 'desk', secret: 'secret', folder: 'INBOX' }
  await api.call(addMailbox, { inboxId: inbox.id, ...access, auth: 'password' })
}

async function leaveByImap({ account }: There, mid: string, megabytes: number, seed: number): Promise<Brought> {
  const hash = createHash('sha256')
  account.append(Buffer.concat([...written(mid, megabytes, seed, hash)]))
  return { hash: hash.digest('hex') }
}

/** In an mbox, by the command, beside the server that runs. */
async function importFile({ server }: There, mid: string, megabytes: number, seed: number): Promise<Brought> {
  const hash = createHash('sha256')
  const file = path.join(server.dataDir, `${mid}.mbox`)
  const separator = 'From dora@acme.example Mon Mar  2 09:00:00 2026\n'
  await writeFile(file, (function* () {
    yield Buffer.from(separator)
    yield* written(mid, megabytes, seed, hash)
  })()) // prettier-ignore
  const env = { ...cleanEnvironment(), ...server.env }
  const child = spawn(process.execPath, [...nodeArgs, postroom, 'import', file, '--no-wait'], { env, stdio: 'ignore' })
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, residentOf(must(child.pid, 'a process')))), 20)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearInterval(watch)
  if (code !== 0) throw new Error(`the import ended with ${code}`)
  return { hash: hash.digest('hex'), most }
}

async function sendBySmtp({ server }: There, mid: string, megabytes: number, seed: number): Promise<Brought> {
  const socket = net.connect({ port: server.smtpPort, host: '127.0.0.1' })
  const hear = listener(socket)
  await hear('220')
  for (const line of ['EHLO client.example', 'MAIL FROM:<dora@acme.example>', `RCPT TO:<${desk.address}>`]) {
    socket.write(`${line}\r\n`)
    await hear('250')
  }
  socket.write('DATA\r\n')
  await hear('354')
  const hash = createHash('sha256')
  for (const piece of written(mid, megabytes, seed, hash))
    if (!socket.write(piece)) await new Promise((resolve) => socket.once('drain', resolve))
  socket.write('.\r\n')
  await hear('250')
  socket.end('QUIT\r\n')
  return { hash: hash.digest('hex') }
}

async function sendByHttp({ server }: There, mid: string, megabytes: number, seed: number): Promise<Brought> {
  const hash = createHash('sha256')
  const answer = await fetch(`${server.url}/api/v1/mail?to=${encodeURIComponent(desk.address)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${desk.token}`, 'content-type': 'message/rfc822' },
    body: Readable.toWeb(Readable.from(written(mid, megabytes, seed, hash))) as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  if (answer.status !== 202) throw new Error(`by HTTP it was answered ${answer.status}: ${await answer.text()}`)
  return { hash: hash.digest('hex') }
}

function* written(mid: string, megabytes: number, seed: number, hash: Hash): Generator<Buffer> {
  yield Buffer.from(
    `From: Dora <dora@acme.example>\r\nTo: <${desk.address}>\r\nSubject: Big\r\nMessage-ID: <${mid}>\r\nMIME-Version: 1.0\r\n` +
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n--b\r\n' +
      'Content-Type: application/octet-stream; name=big.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n',
  )
  const random = randomFrom(seed)
  const line = Buffer.alloc(57 * 1_000)
  for (let left = megabytes * MB * 0.73; left > 0; left -= line.length) {
    for (let at = 0; at < line.length; at += 4)
      line.writeUInt32LE(Math.floor(random() * 0xffffffff) >>> 0, Math.min(at, line.length - 4))
    hash.update(line)
    const text = must(line.toString('base64').match(/.{76}/g), 'lines').join('\r\n')
    yield Buffer.from(`${text}\r\n`)
  }
  yield Buffer.from('--b--\r\n')
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
    what: 'Mails of so many megabytes, by SMTP, HTTP, IMAP and from a file, are kept, filed and downloaded byte-exact, in 64 MB; a larger one is refused before it comes.',
    counts: { smoke: 0, ci: 25, nightly: 100 },
    takes: { cores: 0.6, seconds: 30 },
    run: big,
  },
]
