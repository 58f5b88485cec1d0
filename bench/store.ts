// What the store does a second on this machine: jobs, raw mail, events and changes, search. Prints a table.
// node bin/run.js bench/store.ts [MESSAGES]
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { systemClock } from '../src/kit/clock.ts'
import { silentLog } from '../src/kit/log.ts'
import { createBlobs } from '../src/store/blobs.ts'
import { createDiskBlobs } from '../src/store/blobs/disk.ts'
import { numberChanges, noteChanges } from '../src/store/changes.ts'
import { createChangeFeed } from '../src/store/changes/feed.ts'
import { startSequencer } from '../src/store/changes/sequencer.ts'
import { startEngine } from '../src/store/engine.ts'
import { recordAll } from '../src/store/events.ts'
import { enqueueAll } from '../src/store/jobs.ts'
import { createWorker } from '../src/store/jobs/worker.ts'
import { keysOf } from '../src/store/keys.ts'
import { migrate } from '../src/store/migrate.ts'
import { createRawMail } from '../src/store/raw.ts'
import { indexMessages, search } from '../src/store/search.ts'
import { readQuestion } from '../src/store/search/question.ts'
import { openStore } from '../src/store/store.ts'

const us = { actorId: null }
const messages = Number(process.argv[2] ?? 20_000)
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-bench-'))
const print = (what: string, value: string) => console.log(`${what.padEnd(58)} ${value}`)
const ms = (from: number) => performance.now() - from
const rate = (count: number, from: number) => `${Math.round((count / ms(from)) * 1000).toLocaleString('en')}/s`

let from = performance.now()
const engine = await startEngine({ dataDir, log: silentLog })
print('engine: very first start', `${Math.round(ms(from))} ms`)
from = performance.now()
const client = new pg.Client(engine.connection)
client.on('error', () => undefined)
await client.connect()
await migrate(client, silentLog)
await client.end()
print('all migrations', `${Math.round(ms(from))} ms`)
await engine.stop()
from = performance.now()
const again = await startEngine({ dataDir, log: silentLog })
print('engine: start on an existing directory', `${Math.round(ms(from))} ms`)
const store = await openStore({
  connection: again.connection,
  log: silentLog,
  clock: systemClock,
  follows: { 'message.received': ['bench.follow'] },
})

const jobs = 20_000
from = performance.now()
for (let n = 0; n < jobs; n += 100)
  await store.transact(us, (tx) =>
    enqueueAll(
      tx,
      Array.from({ length: 100 }, (_, i) => ({ kind: 'bench.job', payload: { n: n + i } })),
    ),
  )
print('jobs: enqueued, 100 a transaction, one connection', rate(jobs, from))
let done = 0
from = performance.now()
const finished = Promise.withResolvers<void>()
const worker = createWorker(store, {
  'bench.job': {
    batch: 50,
    run: async (_, batch) => {
      if ((done += batch.length) >= jobs) finished.resolve()
    },
  },
})
await finished.promise
print('jobs: claimed, done and finished, batches of 50', rate(jobs, from))
await worker.stop()
await store.transact(us, (tx) =>
  enqueueAll(
    tx,
    Array.from({ length: 3_000 }, (_, n) => ({ kind: 'bench.one', payload: { n } })),
  ),
)
done = 0
from = performance.now()
const finishedOnes = Promise.withResolvers<void>()
const ones = createWorker(store, {
  'bench.one': {
    run: async () => {
      if (++done >= 3_000) finishedOnes.resolve()
    },
  },
})
await finishedOnes.promise
print('jobs: the same, each in a transaction of its own', rate(3_000, from))
await ones.stop()

const keys = keysOf(randomBytes(32))
const raw = createRawMail({
  keys,
  blobs: createBlobs({ driver: await createDiskBlobs(path.join(dataDir, 'blobs')), keys }),
})
const vocabulary = Array.from(
  { length: 8_000 },
  (_, n) => `${['order', 'refund', 'parcel', 'invoice', 'müşteri', 'levering'][n % 6]}${Math.floor(n / 6)}`,
)
const word = () => vocabulary[Math.floor(Math.random() ** 3 * vocabulary.length)]
const text = () => `${Math.random() < 0.5 ? 'regarding ' : ''}${Array.from({ length: 150 }, word).join(' ')}`
const mails = Array.from({ length: 5_000 }, () => Buffer.from(`Subject: a mail\r\n\r\n${text()}${text()}`))
from = performance.now()
for (let n = 0; n < mails.length; n += 100)
  await store.transact(us, (tx) =>
    raw.put(
      tx,
      mails.slice(n, n + 100).map((bytes) => ({ id: tx.mint(), bytes })),
    ),
  )
print(
  `raw mail of ${Math.round((mails[0]?.length ?? 0) / 100) / 10} KB kept, 100 a transaction`,
  rate(mails.length, from),
)

from = performance.now()
for (let n = 0; n < 10_000; n += 100)
  await store.transact(us, (tx) =>
    recordAll(
      tx,
      Array.from({ length: 100 }, (_, i) => ({ name: 'message.received', nounId: String(n + i + 1), data: {} })),
    ),
  )
print('events with their change and one following job, by 100', rate(10_000, from))
from = performance.now()
let numbered = 0
for (let some = 1; some > 0; numbered += some) some = await store.transact(us, numberChanges)
print('changes numbered', rate(numbered, from))

const sequencer = startSequencer(store)
const feed = await createChangeFeed(store)
const latencies: number[] = []
let told = () => {}
feed.subscribe({ after: null, onChanges: () => told() })
await new Promise((resolve) => setTimeout(resolve, 300))
for (let n = 0; n < 100; n++) {
  const heard = new Promise<void>((resolve) => {
    told = resolve
  })
  from = performance.now()
  await store.transact(us, (tx) => noteChanges(tx, [{ name: 'bench.noted', subjectId: '1', inboxId: null }]))
  await heard
  latencies.push(ms(from))
}
print('change: from before the commit to an open page, p50 / p99', percentiles(latencies))
await feed.close()
await sequencer.close()

const now = Date.now()
from = performance.now()
let tokens = 0
for (let n = 0; n < messages; n += 100) {
  const rows = Array.from({ length: 100 }, (_, i) => ({
    conversationId: String(1_000 + Math.floor((n + i) / 3)),
    messageId: String(10_000_000 + n + i),
    inboxId: String(1 + ((n + i) % 10)),
    at: new Date(now - ((messages - n - i) / messages) * 3 * 365 * 24 * 3600_000),
    text: `${text()} ${n + i === 4_321 ? 'needle' : ''}`,
  }))
  tokens += rows.length
  await store.transact(us, (tx) => indexMessages(tx, rows))
}
print(`search: messages indexed, of 150 words, by 100`, rate(tokens, from))
await store.pool.query('vacuum analyze message_search')
const inboxIds = Array.from({ length: 10 }, (_, n) => String(n + 1))
for (const query of ['needle', 'regarding', 'order12 refund40', 'regarding order3', 'nothinglikeit']) {
  const took: number[] = []
  let found = 0
  for (let n = 0; n < 40; n++) {
    from = performance.now()
    found = (
      await store.transact({ actorId: null, readOnly: true }, async (tx) =>
        search(tx, await readQuestion(tx, query), { inboxIds, limit: 50 }),
      )
    ).conversationIds.length
    took.push(ms(from))
  }
  print(`search: “${query}” in ${messages.toLocaleString('en')} messages, ${found} found, p50 / p99`, percentiles(took))
}
await store.close()
from = performance.now()
await again.stop()
print('engine: stop', `${Math.round(ms(from))} ms`)
await rm(dataDir, { recursive: true })

function percentiles(all: number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)
  return `${at(0.5)} / ${at(0.99)} ms`
}
