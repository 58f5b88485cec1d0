// npm run bench:reconcile [-- --n 1000000]
// A mail account with so many mails, all of them filed, is reconciled twice: how long a run takes, how much memory of ours, and whether
// any of its statements reads a table whole. The server is played: it lists UIDs, a page at a time. Exits 1 when a goal is missed.
import { EventEmitter } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { ImapFlow } from 'imapflow'
import pg from 'pg'
import { reconcile } from '../src/flows/sync/reconcile.ts'
import { judge, unnoticed } from '../src/flows/sync/verdicts.ts'
import { systemClock } from '../src/kit/clock.ts'
import { silentLog } from '../src/kit/log.ts'
import { startEngine } from '../src/store/engine.ts'
import { migrate } from '../src/store/migrate.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { statementsOf, waysOf } from '../test/plans.ts'
import { atMost, type Goal } from './mail/goal.ts'
import { machine } from './processes.ts'

const { values: asked } = parseArgs({ options: { n: { type: 'string', default: '1000000' } } })
const count = Number(asked.n)
const MAILBOX = '7'
/** Mails of one conversation. */
const LONG = 4
/** With fewer mails a page is much of them. */
const FEW = 200_000
const say = (text: string) => process.stdout.write(`${text}\n`)

/** Filed as intake files, with nothing that a reconciliation does not ask for. */
async function load(client: pg.Client): Promise<void> {
  const mails = `generate_series(1, ${count}) n`
  const mailId = `n || '@acme.example'`
  const key = `substring(sha256(convert_to(n || ' copy', 'UTF8')) for 16)`
  const conversation = `1 + (n - 1) / ${LONG}`
  await client.query(`insert into conversation (id, number, inbox_id, subject, last_message_at, created_at)
    select n, n, 1, 'Order ' || n, now(), now() from generate_series(1, ${Math.ceil(count / LONG)}) n`)
  await client.query(`insert into raw (id, size, body, wrapped_key, stored_at)
    select n, 4000, '\\x00', '\\x00', now() from ${mails}`)
  await client.query(`insert into message (conversation_id, id, inbox_id, direction, sender, addressees, subject, text, reply_end, mail_id, raw_id, received_at)
    select ${conversation}, n, 1, 'in', '{}', '{}', 'Order', 'Where is it?', 12, ${mailId}, n, now() from ${mails}`)
  await client.query(`insert into message_key (inbox_id, key, conversation_id, message_id)
    select 1, ${key}, ${conversation}, n from ${mails}`)
  await client.query(`insert into thread_key (inbox_id, hash, message_id, conversation_id, is_own, sent_at)
    select 1, substring(sha256('\\x696400'::bytea || convert_to(${mailId}, 'UTF8')) for 16), n, ${conversation}, true, now() from ${mails}`)
  await client.query(`insert into mailbox_message (mailbox_id, id, folder, uid_validity, uid, raw_id, key, mail_id, size, flags, noted_at)
    select ${MAILBOX}, n, 'INBOX', '1', n * 2, n, ${key}, ${mailId}, 4000, '{}', now() from ${mails}`)
  await client.query(`insert into inbox (id, name, from_name, created_at) values (1, 'Shop', 'Shop', now())`)
  await client.query(`insert into mailbox (id, inbox_id, name, host, port, is_secure, username, auth, secret, folder, uid_validity, uid, created_at)
    values (${MAILBOX}, 1, 'Shop', 'imap.desk.example', 993, true, 'desk', 'password', '\\x00', 'INBOX', '1', ${count * 2}, now())`)
  await client.query('vacuum analyze')
}

/** A folder whose UIDs are the even numbers. */
function played(): ImapFlow {
  const client = Object.assign(new EventEmitter(), {
    usable: true,
    mailbox: { exists: count },
    mailboxOpen: async () => ({ uidValidity: 1n, uidNext: count * 2 + 1 }),
    list: async () => [],
    search: async ({ seq }: { seq: string }) => {
      const [first = 1, last = first] = seq.split(':').map(Number)
      return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * 2)
    },
  })
  return client as unknown as ImapFlow
}

/** What statements about one page read whole, however they are planned: for its values, and for any. */
async function readWhole(store: Store): Promise<string[]> {
  const uids = Array.from({ length: Math.min(2_000, count) }, (_, at) => (Math.floor(count / 2) + at) * 2)
  const page = {
    folder: 'INBOX',
    side: null,
    uidValidity: '1',
    uids,
    after: (uids[0] ?? 2) - 2,
    through: uids.at(-1) ?? 0,
  }
  const client = new pg.Client(engine.connection)
  await client.connect()
  try {
    const whole: string[] = []
    for (const work of [judge, unnoticed])
      for (const statement of await statementsOf(store, (tx) => work(tx, MAILBOX, page, 500)))
        if (/^\s*(?:with|select|update)/i.test(statement.text))
          whole.push(
            ...(await waysOf(client, statement)).filter((way) => /^(?!(?:mailbox|intake) ).* whole$/.test(way)),
          )
    return whole
  } finally {
    await client.end()
  }
}

/** Of few rows to read all is the quickest. */
function readsNoneWhole({ length }: string[]): Goal {
  const goal = atMost('tables read whole by a page of it', 0, length)
  return count < FEW ? { ...goal, reached: 'too few mails to tell', passed: null } : goal
}

async function measure(store: Store): Promise<void> {
  const nobody = {} as never
  const means = { store, raw: nobody, blobs: nobody, log: silentLog, accepting: nobody }
  const visit = async (_id: string, use: (client: ImapFlow, reading: string) => Promise<void>) => use(played(), 'INBOX')
  const resident = () => process.memoryUsage().rss / 2 ** 20
  const rest = resident()
  let most = rest
  const watching = setInterval(() => (most = Math.max(most, resident())), 50)
  const blocked = monitorEventLoopDelay()
  blocked.enable()
  for (const run of ['the first time, when each is looked up', 'every day after']) {
    const began = performance.now()
    const { seen, counts, open, error } = await reconcile({ ...means, visit }, MAILBOX, { isMending: false })
    const seconds = (performance.now() - began) / 1_000
    say(`| reconciled ${run} | ${seconds.toFixed(0)} s | ${Math.round(seen / seconds)} mails/s |`)
    if (error !== null || open > 0 || counts.filed !== count)
      throw new Error(`not all of it fits: ${error ?? JSON.stringify(counts)}`)
  }
  clearInterval(watching)
  const whole = await readWhole(store)
  if (whole.length > 0) say(`read whole: ${whole.join(', ')}`)
  const goals = [
    readsNoneWhole(whole),
    atMost('MiB more than before, most', 256, Math.round(most - rest)),
    atMost('ms for which nothing else was answered, longest', 1_000, Math.round(blocked.max / 1e6)),
  ]
  for (const { goal, wanted, reached, passed } of goals)
    say(`| ${passed === null ? '' : passed ? 'reached' : 'MISSED'} | ${goal} | ${wanted} | ${reached} |`)
  process.exitCode = goals.some((goal) => goal.passed === false) ? 1 : 0
}

say(machine())
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-bench-'))
const engine = await startEngine({ dataDir, log: silentLog })
try {
  const client = new pg.Client(engine.connection)
  await client.connect()
  await client.query(`set synchronous_commit = off`)
  await migrate(client, silentLog)
  const from = performance.now()
  await load(client)
  await client.end()
  say(`${count} mails written in ${((performance.now() - from) / 1_000).toFixed(0)} s\n`)
  const store = await openStore({ connection: engine.connection, clock: systemClock, log: silentLog, follows: {} })
  try {
    await measure(store)
  } finally {
    await store.close()
  }
} finally {
  await engine.stop()
  await rm(dataDir, { recursive: true, force: true })
}
say(machine())
