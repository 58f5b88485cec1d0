// Mail made to hurt its reader (F14 in docs/faults.md): read in time and in bounds, in a thread of its own, and never in anybody's way.
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { openLine, quantile, toWire } from '../../bench/senders.ts'
import { listEntries } from '../../src/desk/conversations/conversations.api.ts'
import { limits } from '../../src/kit/limits.ts'
import { createReaderPool, type ReaderPool } from '../../src/mail/read-pool.ts'
import type { ReadMail } from '../../src/mail/read-mail.ts'
import { desk, prepareServer, type Server } from '../stories/server.ts'
import { bombs, type Bomb } from './bombs.ts'
import { letterOf } from './load.ts'
import { readBlock, watchBlocks } from './longest-block.ts'
import { mutants } from './mutants-of-mail.ts'
import { residentMb, residentOf } from './resident.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

const MOST_MB = 512
/** Main thread, milliseconds of its own computing. The promise is 50; the same work takes a busy machine up to twice that. */
const MOST_BLOCK = 100
/** Milliseconds to the conversation, for a mail that comes between bombs; more where the machine is slow without them. */
const MOST_WAIT = 5_000

interface Looked {
  slowest: number
  largest: number
  block: number
}

/** What does not hold of one mail, read in the pool. */
async function readOne(pool: ReaderPool, name: string, raw: Buffer, sum: Looked): Promise<string[]> {
  const before = residentMb()
  let largest = before
  const memory = setInterval(() => (largest = Math.max(largest, residentMb())), 5)
  const watch = watchBlocks()
  const began = performance.now()
  const read = await pool.read(raw, { from: null })
  const took = performance.now() - began
  await sleep(10)
  clearInterval(memory)
  watch.stop()
  const block = watch.look()
  sum.slowest = Math.max(sum.slowest, took)
  sum.largest = Math.max(sum.largest, largest - before)
  sum.block = Math.max(sum.block, block)
  const broken: string[] = []
  if (took > limits.parse.deadline + 2_000) broken.push(`${name}: read in ${Math.round(took)} ms`)
  if (largest - before > MOST_MB) broken.push(`${name}: took ${Math.round(largest - before)} MB`)
  if (block > MOST_BLOCK) broken.push(`${name}: the main thread was held up for ${Math.round(block)} ms`)
  if (!isReadable(read, raw)) broken.push(`${name}: nothing of it can be shown`)
  return broken
}

/** A mail of nothing but a sender is one; of nothing at all, nothing can be shown. */
const isReadable = (read: ReadMail, raw: Buffer): boolean =>
  read.subject !== '' ||
  read.text.trim() !== '' ||
  read.html !== null ||
  read.attachments.length > 0 ||
  read.from.length > 0 ||
  raw.toString('latin1').trim() === ''

async function read({ tell }: FaultContext): Promise<Verdict> {
  const pool = createReaderPool({ size: 1 })
  const sum: Looked = { slowest: 0, largest: 0, block: 0 }
  const broken: string[] = []
  try {
    await pool.read(Buffer.from('Subject: the thread starts\r\n\r\nx'), { from: null })
    for (const { name, raw } of bombs) {
      const found = await readOne(pool, name, raw(), sum)
      for (const one of found) tell(one)
      broken.push(...found)
    }
  } finally {
    await pool.close()
  }
  return { broken, figures: { bombs: bombs.length, ...figuresOf(sum) } }
}

const figuresOf = ({ slowest, largest, block }: Looked) => ({
  'slowest, ms': Math.round(slowest),
  'most memory, MB': Math.round(largest),
  'longest block, ms': Math.round(block),
})

async function mutated({ count, seed }: FaultContext): Promise<Verdict> {
  const pool = createReaderPool({ size: 1 })
  const sum: Looked = { slowest: 0, largest: 0, block: 0 }
  const broken: string[] = []
  try {
    await pool.read(Buffer.from('Subject: the thread starts\r\n\r\nx'), { from: null })
    for (const { name, raw } of mutants(count, seed)) broken.push(...(await readOne(pool, name, raw, sum)))
  } finally {
    await pool.close()
  }
  return { broken, figures: { mutants: count, ...figuresOf(sum) } }
}

async function sent({ tell }: FaultContext): Promise<Verdict> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'postroom-bombs-'))
  const file = path.join(scratch, 'block')
  const server = await prepareServer({
    nodeArgs: ['--import', path.join(import.meta.dirname, 'longest-block.ts')],
    env: { POSTROOM_TEST_BLOCK_FILE: file },
  })
  const broken: string[] = []
  const waits: number[] = []
  let largest = 0
  const memory = setInterval(() => (largest = Math.max(largest, residentOf(server.pid()))), 50)
  try {
    await server.start()
    const database = await server.database()
    const before: number[] = []
    for (let warm = 0; warm < 9; warm++) before.push(await ordinary(server, database, `warm-${warm}`))
    const usual = quantile(
      before.toSorted((a, b) => a - b),
      0.5,
    )
    await sleep(300)
    process.kill(server.pid(), 'SIGUSR2')
    const idle = residentOf(server.pid())
    for (const [at, bomb] of bombs.entries()) {
      const mid = `bomb-${at}@acme.example`
      const [problem, wait] = await Promise.all([
        deliver(server, bomb, mid),
        ordinary(server, database, `beside-${at}`),
      ])
      waits.push(wait)
      const unseen = problem ?? (await shown(server, database, mid))
      if (unseen) broken.push(`${bomb.name}: ${unseen}`)
      if (unseen) tell(`${bomb.name}: ${unseen}`)
    }
    await database.end()
    waits.sort((a, b) => a - b)
    const p95 = quantile(waits, 0.95)
    const block = readBlock(file)
    if (p95 > MOST_WAIT + 10 * usual) broken.push(`other mail waited ${Math.round(p95)} ms (95th percentile)`)
    if (block > MOST_BLOCK) broken.push(`the main thread was held up for ${Math.round(block)} ms`)
    if (largest - idle > MOST_MB) broken.push(`the server took ${Math.round(largest - idle)} MB`)
    if (!server.isRunning()) broken.push('the server ended')
    const figures = { 'others p95, ms': Math.round(p95), 'longest block, ms': Math.round(block) }
    return { broken, figures: { bombs: bombs.length, ...figures, 'most memory, MB': Math.round(largest - idle) } }
  } finally {
    clearInterval(memory)
    await server.remove()
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Over SMTP; what SMTP refuses for its size is tried at the other door. What went wrong, or null. */
async function deliver(server: Server, bomb: Bomb, mid: string): Promise<string | null> {
  const raw = Buffer.concat([Buffer.from(`Message-ID: <${mid}>\r\n`), bomb.raw()])
  const line = await openLine(server.smtpPort)
  const reply = await line.send({ from: 'dora@acme.example', to: desk.address, wire: toWire(raw) })
  line.quit()
  if (reply.code === 250) return null
  if (reply.code !== 552) return `was answered ${reply.text}`
  const { status } = await server.api.deliver(raw)
  return status === 202 ? null : `was answered ${reply.code}, and ${status} over HTTP`
}

/** Milliseconds until a mail like any other is in its conversation. */
async function ordinary(server: Server, database: pg.Client, name: string): Promise<number> {
  const line = await openLine(server.smtpPort)
  const began = performance.now()
  const { code } = await line.send(letterOf(`${name}@acme.example`, 'ben@acme.example', 'Where is my order?\r\n'))
  line.quit()
  if (code !== 250) return Infinity
  return (await becameOf(database, `${name}@acme.example`, 60_000)) === null ? Infinity : performance.now() - began
}

/** Of the message that a mail became. */
interface Became {
  id: string
  conversationId: string
}

async function becameOf(database: pg.Client, mid: string, patience: number): Promise<Became | null> {
  for (const deadline = performance.now() + patience; performance.now() < deadline; await sleep(25)) {
    const { rows } = await database.query<Became>(
      'select id::text, conversation_id::text as "conversationId" from message where mail_id = $1',
      [mid],
    )
    if (rows[0]) return rows[0]
  }
  return null
}

/** Why nothing of it can be read by a person who opens its conversation; null when it can. */
async function shown(server: Server, database: pg.Client, mid: string): Promise<string | null> {
  const became = await becameOf(database, mid, 60_000)
  if (became === null) return 'is in no conversation'
  const { entries } = await server.api.call(listEntries, { id: became.conversationId })
  const found = entries.find((one) => one.id === became.id)
  if (found?.type !== 'message') return 'is not among the newest of its conversation'
  return found.subject !== '' || found.text !== '' ? null : 'nothing of it is shown'
}

export const scenarios: Scenario[] = [
  {
    name: 'bombs-read',
    row: 'F14',
    what: 'Mail made to hurt is read in time, in bounds and in its own thread, and something of it can be shown.',
    counts: { smoke: 0, ci: 1, nightly: 1 },
    takes: { cores: 0.9, seconds: 60 },
    run: read,
  },
  {
    name: 'bombs-sent',
    row: 'F14',
    what: 'The same over SMTP: each becomes a conversation, and other mail goes on flowing.',
    counts: { smoke: 0, ci: 1, nightly: 1 },
    takes: { cores: 0.9, seconds: 90 },
    run: sent,
  },
  {
    name: 'bombs-mutated',
    row: 'F14',
    what: 'Mails damaged at random are read in time, in bounds and in their own thread.',
    counts: { smoke: 0, ci: 150, nightly: 1_000 },
    takes: { cores: 0.9, seconds: 40 },
    run: mutated,
  },
]
