// One sender with very much mail under one subject, and nothing else of it: everybody else's mail is filed in time, a list shows the bomb
// once, and it is thanked once.
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { quantile, sendAll, type Letter } from '../../bench/senders.ts'
import { changeInbox, listInboxes } from '../../src/desk/inboxes/inboxes.api.ts'
import { startSink } from '../doubles/smtp-sink.ts'
import { desk, prepareServer } from '../stories/server.ts'
import { countIn, untilQuiet } from './examine.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { write } from './steady.ts'

const WITHIN = 5_000
const OTHER_INBOX = 'sales@desk.example'

const p95 = (times: number[]) =>
  Math.round(
    quantile(
      times.toSorted((a, b) => a - b),
      0.95,
    ),
  )

async function bombed({ count, tell }: FaultContext): Promise<Verdict> {
  const relay = await startSink()
  const server = await prepareServer({
    env: {
      POSTROOM_INBOX_ADDRESSES: `${desk.address},${OTHER_INBOX}`,
      POSTROOM_SMTP_URL: relay.url,
      POSTROOM_PRIVATE_HOSTS: '127.0.0.1',
      POSTROOM_AUTO_REPLY_TO: 'anyone',
    },
  })
  try {
    await server.start()
    const autoReply = { subject: 'We have it', text: 'Thank you for writing.' }
    for (const inbox of await server.api.call(listInboxes, {}))
      await server.api.call(changeInbox, { id: inbox.id, autoReply })
    const database = await server.database()
    const bombing = sendAll(server.smtpPort, Array.from({ length: count }, bombAt), { connections: 8 })
    let isOver = false
    void bombing.finally(() => (isOver = true))
    const accepted: number[] = []
    const filed: Record<string, number[]> = { [desk.address]: [], [OTHER_INBOX]: [] }
    for (let at = 0; !isOver || at < 20; at++) {
      const to = at % 2 === 0 ? desk.address : OTHER_INBOX
      const letter = write({ mid: `other-${at}@acme.example`, from: `dora${at}@acme.example`, to, size: 2_000 })
      const began = performance.now()
      await sendAll(server.smtpPort, [letter], { connections: 1 })
      accepted.push(performance.now() - began)
      while (!(await isFiled(database, `other-${at}@acme.example`))) await sleep(50)
      filed[to]?.push(performance.now() - began)
      await sleep(100)
    }
    const sent = await bombing
    const behind = await countIn(database, 'select count(*) from intake')
    tell(`${sent.accepted} taken in ${sent.seconds.toFixed(0)} s, ${behind} of them not filed yet`)
    await untilQuiet(database, 'select (select count(*) from intake) + (select count(*) from job) as count', 600_000)
    const messages = await countIn(database, `select count(*) from message where mail_id like 'bomb-%'`)
    const rows = await countIn(
      database,
      `select count(distinct coalesce(merged_into, c.id)) from message m join conversation c on c.id = m.conversation_id
        where mail_id like 'bomb-%'`,
    )
    const thanked = await countIn(
      database,
      `select count(*) from message where kind = 'auto-reply' and direction = 'out' and addressees->>'to' like '%evil@%'`,
    )
    await database.end()
    const broken = Object.entries(filed)
      .filter(([, times]) => p95(times) > WITHIN)
      .map(([to, times]) => `the mail of others to ${to} was there only after ${p95(times)} ms (p95)`)
    if (messages !== sent.accepted) broken.push(`of ${sent.accepted} mails ${messages} are there`)
    if (rows !== 1) broken.push(`a list shows the bomb as ${rows} conversations`)
    if (thanked > 1) broken.push(`it was thanked ${thanked} times`)
    return {
      broken,
      figures: {
        bomb: sent.accepted,
        'others accepted p95': `${p95(accepted)} ms`,
        'filed p95 in the same inbox': `${p95(filed[desk.address] ?? [])} ms`,
        'in another': `${p95(filed[OTHER_INBOX] ?? [])} ms`,
        'behind at the end': behind,
        conversations: rows,
        thanked,
      },
    }
  } finally {
    await server.remove()
    await relay.stop()
  }
}

function bombAt(_: unknown, at: number): Letter {
  const letter = write({ mid: `bomb-${at}@evil.example`, from: 'evil@evil.example', to: desk.address, size: 1_000 })
  const wire = letter.wire.toString('latin1').replace(/^Subject: .*$/m, 'Subject: Boom')
  return { ...letter, wire: Buffer.from(wire, 'latin1') }
}

async function isFiled(database: pg.Client, mid: string): Promise<boolean> {
  return ((await database.query('select 1 from message where mail_id = $1', [mid])).rowCount ?? 0) > 0
}

export const scenarios: Scenario[] = [
  {
    name: 'mail-bomb',
    row: 'F12',
    what: 'Thousands of mails of one sender to one inbox: the mail of others is filed within 5 s (p95); the bomb is one conversation, thanked once.',
    counts: { smoke: 0, ci: 5_000, nightly: 50_000 },
    takes: { cores: 2, seconds: 40 },
    run: bombed,
  },
]
