// Letters that go by themselves at their time, and everybody comes for them at once: several workers of two processes, customers who write
// at that instant, and workers that die in the middle of queueing. Each letter leaves once or not at all, and never after the customer.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { touch } from '../../src/desk/conversations/touch.ts'
import { addInbox } from '../../src/desk/inboxes/inboxes.ts'
import type { Means } from '../../src/desk/means.ts'
import { addUser } from '../../src/desk/users/users.ts'
import { sendDue } from '../../src/flows/reply/later.ts'
import type { Id } from '../../src/kit/id.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { silentLog } from '../../src/kit/log.ts'
import { startEngine } from '../../src/store/engine.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { testMeans } from '../arrivals.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

const LANES = 8

async function later({ count, tell }: FaultContext): Promise<Verdict> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-later-'))
  const engine = await startEngine({ dataDir, log: silentLog })
  const client = new pg.Client(engine.connection)
  try {
    await client.connect()
    await migrate(client, silentLog)
    const open = () => openStore({ connection: engine.connection, log: silentLog, clock: systemClock, size: LANES / 2 })
    const stores = await Promise.all([open(), open()])
    try {
      const ids = await fill(stores[0] as Store, client, count)
      const deaths = await everybodyAtOnce(stores, ids)
      tell(`${count} letters, ${deaths} deaths in the middle`)
      return await verdict(client, count, deaths)
    } finally {
      for (const store of stores) await store.close()
    }
  } finally {
    await client.end().catch(() => undefined)
    await engine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function fill(store: Store, client: pg.Client, count: number): Promise<Id[]> {
  const { ben, inboxId } = await store.transact({ actorId: null }, async (tx) => {
    const inbox = await addInbox(tx, { name: 'Support', addresses: ['support@desk.example'] })
    const user = { email: 'ben@people.example', name: 'Ben', role: 'agent' as const, passwordHash: null }
    return { ben: await addUser(tx, user), inboxId: inbox.id }
  })
  await client.query(
    `insert into conversation (id, number, inbox_id, subject, last_message_at, created_at)
      select n, n, $2, 'Order ' || n, now(), now() from generate_series(1, $1::int) n`,
    [count, inboxId],
  )
  await client.query(
    `insert into message (conversation_id, id, inbox_id, direction, kind, sender, addressees, subject, text, reply_end, received_at)
      select n, n, $2, 'in', 'message', '{"name":"Dora","address":"dora@acme.example"}',
        '{"from":[{"name":"Dora","address":"dora@acme.example"}],"replyTo":[],"to":[],"cc":[],"bcc":[]}', 'Order', 'Where is it?', 3, now()
      from generate_series(1, $1::int) n`,
    [count, inboxId],
  )
  await client.query(
    `insert into draft (conversation_id, id, kind, message_id, author_id, author_ids, written_against, addressees, subject, text, with_quote,
        attachment_ids, upload_ids, created_at, changed_at, send_at, send_by, send_as)
      select c.id, c.id + 1000000000, 'reply', c.id, $1::bigint, array[$1::bigint], c.version,
        '{"to":[{"name":"Dora","address":"dora@acme.example"}],"cc":[],"bcc":[]}', 'Re: Order', 'On its way.', true, '{}', '{}', now(), now(),
        now() - interval '1 second', $1::bigint, '{}' from conversation c`,
    [ben],
  )
  await client.query('analyze')
  return Array.from({ length: count }, (_, at) => String(at + 1))
}

/** Each letter is come for by every lane; of every third the customer writes in between. Answers how often a worker died. */
async function everybodyAtOnce(stores: Store[], ids: Id[]): Promise<number> {
  let deaths = 0
  const lane = async (at: number) => {
    const store = stores[at % stores.length] as Store
    const means = dying(testMeans(store), () => deaths++)
    for (const id of ids) {
      if (Number(id) % 3 === 0 && at === 0) await customerWrites(store, id)
      await sendDue(store, means, { conversationId: id, draftId: String(Number(id) + 1_000_000_000) }).catch(
        () => undefined,
      )
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, at) => lane(at)))
  // Whoever died is come after: what is left goes now.
  const [store] = stores as [Store]
  for (const id of ids)
    await sendDue(store, testMeans(store), { conversationId: id, draftId: String(Number(id) + 1_000_000_000) })
  return deaths
}

async function customerWrites(store: Store, id: Id): Promise<void> {
  await store.transact({ actorId: null }, (tx) =>
    touch(tx, id, { status: 'open' }, { name: 'message.received', data: { kind: 'message' }, nounId: tx.mint() }),
  )
}

/** Every fourth time the letter is written down, the worker is no more. */
function dying(means: Means, died: () => void): Means {
  let times = 0
  const put: Means['raw']['put'] = async (tx, rows) => {
    if (++times % 4 === 0) {
      died()
      throw new Error('killed')
    }
    return await means.raw.put(tx, rows)
  }
  return { ...means, raw: { ...means.raw, put } }
}

async function verdict(client: pg.Client, count: number, deaths: number): Promise<Verdict> {
  const { rows } = await client.query<{
    id: string
    times: number
    sent: boolean
    waits: boolean
    after: boolean
    told: number
  }>(
    `select d.conversation_id as id, (select count(*)::int from outbox o where o.conversation_id = d.conversation_id) as times,
        d.sent_at is not null as sent, d.send_at is not null as waits,
        exists (select from event r, event q where r.subject_id = d.conversation_id and q.subject_id = d.conversation_id
          and r.name = 'message.received' and q.name = 'conversation.statusChanged'
          and (q.data ->> 'version')::int > (r.data ->> 'version')::int) as after,
        (select count(*)::int from event e where e.subject_id = d.conversation_id and e.name = 'draft.calledOff') as told
      from draft d`,
  )
  const broken = rows.flatMap(({ id, times, sent, waits, after, told }) => [
    ...(times > 1 ? [`letter ${id} left ${times} times`] : []),
    ...(sent !== (times === 1) ? [`letter ${id} counts as ${sent ? 'sent' : 'unsent'} and left ${times} times`] : []),
    ...(waits ? [`letter ${id} waits for ever`] : []),
    ...(after ? [`letter ${id} left after the customer had written`] : []),
    ...(!sent && told !== 1 ? [`of letter ${id}, which did not go, was told ${told} times`] : []),
  ])
  const sent = rows.filter((row) => row.sent).length
  return {
    broken: [...(rows.length === count ? [] : [`${rows.length} of ${count} drafts are there`]), ...broken.slice(0, 20)],
    figures: { letters: count, left: sent, 'called off': count - sent, deaths },
  }
}

export const scenarios: Scenario[] = [
  {
    name: 'send-later',
    row: 'F9',
    what: 'many workers come for letters that are to go by themselves, some die, and customers write at that instant: each leaves once or not at all, and never after the customer',
    counts: { smoke: 12, ci: 300, nightly: 3_000 },
    takes: { cores: 1.5, seconds: 25 },
    run: later,
  },
]
