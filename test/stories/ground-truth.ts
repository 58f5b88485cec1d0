// What a desk made of letters whose truth is known: joined rightly, merged, lost, answered. Reads the tables, as an auditor would.
import { sendAll } from '../../bench/senders.ts'
import { toLetter } from '../../bench/corpus.ts'
import type { KnownLetter } from '../../bench/letters.ts'
import { changeInbox, listInboxes } from '../../src/desk/inboxes/inboxes.api.ts'
import { must } from '../../src/kit/must.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { startSink, type Sink } from '../doubles/smtp-sink.ts'
import { startServer, type Server } from './server.ts'

export interface Findings {
  letters: number
  conversations: number
  /** By style of reply. */
  replies: Record<string, Replies>
  /** Of replies with headers: those that came from another address than the first mail. */
  fromElsewhere: Replies
  copies: { all: number; merged: number }
  /** Message-IDs that are nowhere. */
  lost: string[]
  /** Two different conversations in one. */
  mixed: number
  /** Accepted = filed + copies + quarantined, and nothing waits. */
  accepted: number
  filed: number
  waiting: number
  /** Automatic answers by the kind of what they answered, and the most that one address got. */
  answered: Record<string, number>
  mostToOne: number
  /** Of machines' mails: where what they are was not the reason that they got no answer. */
  wrongReasons: string[]
}

interface Replies {
  all: number
  /** In the conversation that the first mail of the matter opened. */
  right: number
  /** Not there, but with the very mail they name: that one had no headers, and came before what it answers. */
  withParent: number
}

const addresses = 'support@desk.example,billing@desk.example,sales@desk.example'

/** In this order, one after the other; the inbox answers everybody automatically. */
export async function fileAll(letters: KnownLetter[]): Promise<Findings> {
  const sink = await startSink()
  const env = { POSTROOM_SMTP_URL: sink.url, POSTROOM_INBOX_ADDRESSES: addresses, POSTROOM_AUTO_REPLY_TO: 'anyone' }
  const server = await startServer({ env })
  try {
    const inbox = must((await server.api.call(listInboxes, {}))[0], 'the inbox')
    const autoReply = { subject: '', text: 'We have your mail and will answer soon.' }
    await server.api.call(changeInbox, { id: inbox.id, autoReply })
    // One connection, so that they arrive in this order.
    const sent = await sendAll(server.smtpPort, letters.map(toLetter), { connections: 1, perConnection: 1_000 })
    if (sent.refused > 0) throw new Error(`${sent.refused} refused, e.g. ${sent.refusals[0]}`)
    await quiet(server)
    return await compare(server, letters, sink)
  } finally {
    await server.remove()
    await sink.stop()
  }
}

/** Until nothing waits: no mail, no job, nothing in the outbox. */
export async function quiet(server: Server, patience = 120_000): Promise<void> {
  const database = await server.database()
  try {
    for (const deadline = performance.now() + patience; ; await sleep(100)) {
      const { rows } = await database.query<{ left: number }>(
        `select (select count(*) from intake) + (select count(*) from job where failed_at is null and run_at <= now())
           + (select count(*) from outbox where state in ('queued', 'sending'))::int as left`,
      )
      if (Number(rows[0]?.left) === 0) return
      if (performance.now() > deadline) throw new Error(`${rows[0]?.left} still wait after ${patience} ms`)
    }
  } finally {
    await database.end()
  }
}

async function compare(server: Server, letters: KnownLetter[], sink: Sink): Promise<Findings> {
  const database = await server.database()
  const { rows } = await database.query<{ mid: string; conversation: string; because: string | null }>(
    `select m.mail_id as mid, coalesce(c.merged_into, c.id)::text as conversation,
       (select r.because from routing r where r.conversation_id = m.conversation_id and r.message_id = m.id limit 1) as because
     from message m join conversation c on c.id = m.conversation_id where m.direction = 'in'`,
  )
  const heads = await database.query('select 1 from conversation where merged_into is null')
  const waiting = await database.query('select 1 from intake')
  await database.end()

  const stored = Map.groupBy(rows, (row) => row.mid)
  const originals = letters.filter((one) => one.kind !== 'dup')
  const where = (one: KnownLetter) => stored.get(one.mid)?.[0]?.conversation
  const home = new Map<number, { conversation: string | undefined; from: string }>()
  for (const one of originals) if (one.kind === 'new') home.set(one.conv, { conversation: where(one), from: one.from })

  const byId = new Map(originals.map((one) => [one.mid, one]))
  const replies: Findings['replies'] = {}
  const fromElsewhere: Replies = { all: 0, right: 0, withParent: 0 }
  for (const one of originals.filter((letter) => letter.kind === 'reply')) {
    const belongs = home.get(one.conv)
    const at = where(one)
    const parent = byId.get(parentOf(one))
    const tallies = [(replies[one.style] ??= { all: 0, right: 0, withParent: 0 })]
    if (one.style !== 'subjonly' && one.from !== belongs?.from) tallies.push(fromElsewhere)
    for (const tally of tallies) {
      tally.all++
      if (at !== undefined && at === belongs?.conversation) tally.right++
      else if (at !== undefined && parent && at === where(parent)) tally.withParent++
    }
  }
  const copied = letters.filter((one) => one.kind === 'dup')
  const homes = [...home.values()].map((one) => one.conversation)
  const counted = (name: string) => server.api.metric(name)
  return {
    letters: letters.length,
    conversations: heads.rowCount ?? 0,
    replies,
    fromElsewhere,
    copies: { all: copied.length, merged: copied.filter((one) => stored.get(one.mid)?.length === 1).length },
    lost: originals.filter((one) => !stored.has(one.mid)).map((one) => one.mid),
    mixed: homes.length - new Set(homes).size,
    accepted: await counted('postroom_messages_accepted_total'),
    filed: await counted('postroom_messages_filed_total'),
    waiting: waiting.rowCount ?? 0,
    ...answersOf(sink, originals),
    wrongReasons: originals
      .filter((one) => ['bounce', 'auto', 'loop', 'bulk'].includes(one.kind))
      .map((one) => stored.get(one.mid)?.[0]?.because ?? 'it was not routed')
      .filter((because) => /reply was sent|in the last|not routed/.test(because)),
  }
}

function parentOf(letter: KnownLetter): string {
  const head = letter.raw.toString('latin1').split('\r\n\r\n')[0] ?? ''
  return /^In-Reply-To: <([^>]*)>/im.exec(head)?.[1] ?? ''
}

function answersOf(sink: Sink, originals: KnownLetter[]): { answered: Record<string, number>; mostToOne: number } {
  const known = new Map(originals.map((one) => [one.mid, one.kind]))
  const answered: Record<string, number> = {}
  const to = new Map<string, number>()
  for (const { raw, to: recipients } of sink.messages) {
    const head =
      raw
        .toString('latin1')
        .split('\r\n\r\n')[0]
        ?.replace(/\r\n[ \t]+/g, ' ') ?? ''
    const kind = known.get(/^In-Reply-To: <([^>]*)>/im.exec(head)?.[1] ?? '') ?? 'unknown'
    answered[kind] = (answered[kind] ?? 0) + 1
    for (const recipient of recipients) to.set(recipient, (to.get(recipient) ?? 0) + 1)
  }
  return { answered, mostToOne: Math.max(0, ...to.values()) }
}
