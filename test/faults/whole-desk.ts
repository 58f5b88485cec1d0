// A desk on which everything happens at once: mail by SMTP, small and large, mail in an account elsewhere, a rule that tags, an
// acknowledgement that goes out to a relay. What the faults are done to; afterwards all of it is looked at.
import { statSync } from 'node:fs'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { changeInbox, listInboxes } from '../../src/desk/inboxes/inboxes.api.ts'
import { addMailbox } from '../../src/desk/mailboxes/mailboxes.api.ts'
import { addRule } from '../../src/desk/rules/rules.api.ts'
import { must } from '../../src/kit/must.ts'
import type { Letter } from '../../bench/senders.ts'
import { startImapServer, type ImapDouble } from '../doubles/imap-server.ts'
import { startSink, type Sink } from '../doubles/smtp-sink.ts'
import { prepareServer, type Server, type ServerOptions } from '../stories/server.ts'
import { brokenOf, countIn, examineIntake, untilQuiet } from './examine.ts'
import { keepSending, letterOf, rawOf, type Load } from './load.ts'

export interface WholeDesk {
  server: Server
  relay: Sink
  load: Load
  /** Message-IDs that must be there beside those that were acknowledged: of the account elsewhere, of an import. */
  expected: Set<string>
  /** Starts it so that it dies (`name:n`), and waits until it has; false where it never came there. */
  dieAt(place: string, patience?: number): Promise<boolean>
  /** Makes way for further acknowledgements: there are at most a hundred an hour. */
  refresh(): Promise<void>
  /** Ends the load, waits until all is quiet and says what does not hold. The server must run. `patience`: for the next that must come. */
  examine(options?: { patience?: number }): Promise<{ broken: string[]; figures: Record<string, number> }>
  remove(): Promise<void>
}

export const dieAtPreload = ['--import', path.join(import.meta.dirname, 'die-at.ts')]

export async function prepareWholeDesk(
  options: ServerOptions & { seed?: number; pause?: number } = {},
): Promise<WholeDesk> {
  const relay = await startSink()
  const account = await startImapServer()
  const server = await prepareServer({
    nodeArgs: dieAtPreload,
    ...options,
    env: {
      POSTROOM_SMTP_URL: relay.url,
      POSTROOM_PRIVATE_HOSTS: '127.0.0.1',
      POSTROOM_AUTO_REPLY_TO: 'anyone',
      ...options.env,
    },
  })
  let load: Load | undefined
  /** Held on to: the database goes on while nobody is there to whom it belongs, and then nobody is let in. */
  let database: pg.Client | undefined
  const expected = new Set<string>()
  const remove = async () => {
    isOver = true
    void load?.stop()
    await database?.end().catch(() => undefined)
    await server.remove()
    await Promise.all([relay.stop(), account.stop()])
  }
  let isOver = false
  const writing = async () => {
    for (let count = 0; !isOver; count++) {
      const mid = `elsewhere-${count}@acme.example`
      account.append(rawOf(mid, `dora.elsewhere${count}@acme.example`, 'Where is my order?'))
      expected.add(mid)
      await sleep(400)
    }
  }

  try {
    await server.start()
    await setUp(server, account)
    const held = (database = await server.database())
    load = keepSending({
      port: server.smtpPort,
      senders: 2,
      pause: options.pause ?? 40,
      ...(options.seed ? { seed: options.seed } : {}),
      letter: someLetter,
    })
    void writing()
    const desk = { server, relay, load, expected }
    return {
      ...desk,
      remove,
      dieAt: async (place, patience = 120_000) => {
        server.env.POSTROOM_TEST_DIE_AT = place
        await server.start({ until: async () => !server.isRunning() || (await server.api.isReady()) })
        delete server.env.POSTROOM_TEST_DIE_AT
        for (const end = performance.now() + patience; server.isRunning() && performance.now() < end;) await sleep(10)
        const hasDied = !server.isRunning()
        if (!hasDied) await server.kill()
        return hasDied
      },
      refresh: async () => void (await held.query('delete from auto_reply')),
      examine: async ({ patience = 60_000 } = {}) => {
        isOver = true
        await desk.load.stop()
        const now = await server.database() // another, where it died with its server
        return await examineAll(now, desk, patience).finally(() => void now.end())
      },
    }
  } catch (thrown) {
    await remove()
    throw thrown
  }
}

async function setUp({ api }: Server, account: ImapDouble): Promise<void> {
  const inbox = must((await api.call(listInboxes, {}))[0], 'the inbox')
  await api.call(changeInbox, { id: inbox.id, autoReply: { subject: 'We have it', text: 'Thank you for writing.' } })
  await api.call(addRule, {
    name: 'Orders',
    inboxId: null,
    occasion: 'message.received',
    condition: { field: 'body', operator: 'contains', value: 'order' },
    actions: [{ do: 'addTags', tags: ['order'] }],
    isEnabled: true,
  })
  const access = { host: '127.0.0.1', port: account.port, isSecure: false, username: 'desk', secret: 'secret' }
  await api.call(addMailbox, { inboxId: inbox.id, ...access, auth: 'password', folder: 'INBOX' })
}

/** Every fourth is too large for a row. Everybody writes once, so everybody is thanked once. */
function someLetter(mid: string, serial: number): Letter {
  const words = 'Where is my order? It should have been here on Friday.\r\n'
  const noise = serial % 4 === 0 ? randomBytes(450_000).toString('base64').replace(/.{76}/g, '$&\r\n') : ''
  return letterOf(mid, `dora.${mid.split('@')[0]}@acme.example`, words + noise)
}

const WAITING = `select (select count(*) from intake) + (select count(*) from job where failed_at is null and run_at <= now())
  + (select count(*) from outbox where ended_at is null and (state <> 'deferred' or run_at <= now())) as count`

type Looked = Pick<WholeDesk, 'server' | 'relay' | 'load' | 'expected'>

async function examineAll(database: pg.Client, { server, load, relay, expected }: Looked, patience: number) {
  const wanted = [...load.acknowledged, ...expected]
  await untilThere(database, wanted, patience)
  const quietAfter = await untilQuiet(database, WAITING)
  // Work that was in the hands of several who died waits for a quiet moment, and that is now.
  await database.query('update job set run_at = now() where deaths > 0 and failed_at is null')
  await untilQuiet(database, WAITING)
  // What nobody knows the fate of is tried once more after ten minutes.
  const uncertain = await database.query<{ mid: string }>(
    `select distinct mail_id as mid from event join message on message.id = noun_id and conversation_id = subject_id where name = 'message.uncertain'`,
  )
  await database.query(`update outbox set run_at = now() where state = 'deferred'`)
  await untilQuiet(database, WAITING)
  const intact = await examineIntake(database, wanted)
  const doubts = new Set(uncertain.rows.map((row) => row.mid))
  const sent = Map.groupBy(relay.messages, ({ raw }) => /^Message-ID: <(.*)>/im.exec(raw.toString('latin1'))?.[1] ?? '')
  const mustBeNone = [
    [
      'messages were routed other than once',
      `select count(*) from (select m.id from message m left join routing r on r.message_id = m.id and r.conversation_id = m.conversation_id
        where direction = 'in' group by m.id having count(r.id) <> 1) odd`,
    ],
    [
      'messages were received, or not, other than their event says',
      `select count(*) from (select m.id from message m left join event e on e.subject_id = conversation_id and e.noun_id = m.id and e.name = 'message.received'
        where direction = 'in' group by m.id having count(e.id) <> 1) odd`,
    ],
    [
      'conversations were acknowledged other than their routing says',
      `select count(*) from (select c.id, (select count(*) from message m where m.conversation_id = c.id and direction = 'out') as thanked,
        (select count(*) from routing r where r.conversation_id = c.id and because like '%automatic reply was sent%') as told from conversation c) t
        where thanked <> told or thanked > 1`,
    ],
    ['messages have no place in the outbox, or several', SEVERAL_PLACES],
    ['messages were never sent', `select count(*) from outbox where state not in ('accepted', 'uncertain')`],
    // However many deaths it was near: none of them was its doing, and they use up no attempts.
    ['jobs failed for good', 'select count(*) from job where failed_at is not null'],
  ] as const
  const counted: (readonly [string, number])[] = []
  for (const [what, text] of mustBeNone) counted.push([what, await countIn(database, text)])
  const untagged = await database.query(TAGGED_OTHERWISE)
  const accepted = await database.query<{ mid: string }>(
    `select mail_id as mid from outbox join message on message.id = message_id and message.conversation_id = outbox.conversation_id where state = 'accepted'`,
  )
  const silentlyTwice = [...sent].filter(([mid, copies]) => copies.length > (doubts.has(mid) ? 2 : 1))
  const never = accepted.rows.filter((row) => !sent.has(row.mid))
  const files = await database.query<{ place: string }>('select place from blob')
  const empty = files.rows.filter(({ place }) => isEmpty(path.join(server.dataDir, 'blobs', place)))
  const broken = [
    ...(empty.length > 0 ? [`${empty.length} files of large mails are gone or empty`] : []),
    ...brokenOf(intact),
    ...counted.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`),
    ...untagged.rows.map((row) => `tagged other than once: ${JSON.stringify(row)}`),
    ...(silentlyTwice.length > 0 ? [`${silentlyTwice.length} messages left twice and nobody was told`] : []),
    ...(never.length > 0 ? [`${never.length} messages are called sent that the relay never saw`] : []),
    ...(quietAfter === null ? ['work was left for two minutes'] : []),
  ]
  return {
    broken,
    figures: {
      mails: wanted.length,
      'sent again by clients': [...load.tried.values()].filter((times) => times > 1).length,
      acknowledgements: sent.size,
      uncertain: doubts.size,
      'filed unread after deaths': await countIn(database, GIVEN_UP),
      'left twice, and said so': [...sent.values()].filter((copies) => copies.length === 2).length,
    },
  }
}

/** A few, with what tells why. */
const TAGGED_OTHERWISE = `select c.subject, merged_into, held, count(distinct e.id) as times, max(length(m.text)) as letters,
    string_agg(distinct array_to_string(m.warnings, ', '), '; ') as warnings, string_agg(distinct r.because, '; ') as because
  from conversation c left join event e on e.subject_id = c.id and e.name = 'conversation.tagged'
    left join message m on m.conversation_id = c.id and m.direction = 'in' left join routing r on r.conversation_id = c.id
  group by c.id having count(distinct e.id) <> 1 limit 3`

/** See TRIES in flows/intake/take.ts. What a busy machine could not read in time is another matter. */
const GIVEN_UP = `select count(*) from message where is_degraded and array_to_string(warnings, ' ') like '%could not be filed as it is%'`

const SEVERAL_PLACES = `select count(*) from (select m.id from message m left join outbox o on o.message_id = m.id
  where direction = 'out' group by m.id having count(o.id) <> 1) odd`

const isEmpty = (file: string) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0

/** What was not acknowledged to anybody (an account elsewhere) may still be on its way: until nothing has come for so long. */
async function untilThere(database: pg.Client, mids: string[], patience: number): Promise<void> {
  let there = -1
  for (let end = performance.now() + patience; performance.now() < end; await sleep(200)) {
    const found = await database.query(`select 1 from message where direction = 'in' and mail_id = any($1)`, [mids])
    const count = found.rowCount ?? 0
    if (count >= mids.length) return
    if (count > there) end = performance.now() + patience
    there = count
  }
}
