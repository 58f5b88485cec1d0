// Many people take the next conversation at the same instant, over many connections of two processes' pools: nobody gets what somebody
// else has got. The same with the guard left out, which must be noticed.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { takeNext } from '../../src/flows/assignment/take.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { silentLog } from '../../src/kit/log.ts'
import { must } from '../../src/kit/must.ts'
import { startEngine } from '../../src/store/engine.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import type { Named, Tx } from '../../src/store/tx.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

const PEOPLE = 40
const LANES = 16
/** So many are taken without the guard; a few are enough to see that it is missing. */
const PLANTED = 200

async function takes({ count, tell }: FaultContext): Promise<Verdict> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-takes-'))
  const engine = await startEngine({ dataDir, log: silentLog })
  const client = new pg.Client(engine.connection)
  try {
    await client.connect()
    await migrate(client, silentLog)
    const open = () => openStore({ connection: engine.connection, log: silentLog, clock: systemClock, size: LANES / 2 })
    const stores = await Promise.all([open(), open()])
    try {
      await fill(client, count)
      const guarded = await run(stores, client, count, (tx) => tx)
      tell(`${guarded.taken} taken by ${PEOPLE} people in ${guarded.seconds.toFixed(0)} s, ${guarded.doubles} twice`)
      await client.query('truncate event, conversation, tally, given_back')
      await fill(client, PLANTED)
      const planted = await run(stores, client, PLANTED, withoutGuard)
      return {
        broken: [
          ...(guarded.doubles > 0 ? [`${guarded.doubles} conversations were given to two people`] : []),
          ...(guarded.taken === count ? [] : [`${guarded.taken} of ${count} were taken`]),
          ...(planted.doubles > 0 ? [] : ['without its guard nobody noticed anything: this scenario is blind']),
        ],
        figures: {
          taken: guarded.taken,
          twice: guarded.doubles,
          'a second': Math.round(guarded.taken / guarded.seconds),
          'twice without the guard': planted.doubles,
        },
      }
    } finally {
      for (const store of stores) await store.close()
    }
  } finally {
    await client.end().catch(() => undefined)
    await engine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function fill(client: pg.Client, count: number): Promise<void> {
  await client.query(`insert into inbox (id, name, from_name, created_at) values (1, 'Support', 'Support', now()) on conflict do nothing`) // prettier-ignore
  await client.query(
    `insert into "user" (id, email, name, role, created_at) select n, 'p' || n || '@people.example', 'P' || n, 'agent', now() from generate_series(1, $1::int) n on conflict do nothing`,
    [PEOPLE],
  )
  await client.query(
    `insert into work_pattern (user_id, slots, languages, categories, version, changed_at) select id, 1000000, '[]', '[]', 1, now() from "user" on conflict do nothing`,
  )
  await client.query(
    `insert into conversation (id, number, inbox_id, subject, last_message_at, waiting_since, created_at)
      select n, n, 1, 'Order ' || n, now() - make_interval(secs => n), now() - make_interval(secs => n), now() from generate_series(1, $1::int) n`,
    [count],
  )
  await client.query('analyze')
}

async function run(stores: Store[], client: pg.Client, count: number, through: (tx: Tx) => Tx) {
  const began = performance.now()
  let left = count
  const lane = async (at: number) => {
    const store = must(stores[at % stores.length], 'a store')
    const calendars = new Map()
    for (let turn = at; left > 0; turn += LANES) {
      const userId = String(1 + (turn % PEOPLE))
      const taken = await store.transact({ actorId: userId }, (tx) => takeNext(through(tx), userId, ['1'], calendars))
      if (taken.conversationId === null) break
      left--
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, at) => lane(at)))
  const { rows } = await client.query<{ taken: number; doubles: number }>(
    `select count(distinct subject_id)::int as taken, (count(*) - count(distinct subject_id))::int as doubles from event where name = 'conversation.assigned'`,
  )
  return { ...must(rows[0], 'the counts'), seconds: (performance.now() - began) / 1000 }
}

/** The bug: what seems to be free is given, whoever has it by now. */
function withoutGuard(tx: Tx): Tx {
  const query = <T>(named: Named): Promise<T[]> =>
    tx.query<T>(
      named.name === 'take-hold'
        ? { text: 'select from conversation where id = $1', values: [named.values[0]] }
        : named,
    )
  return { ...tx, query }
}

export const scenarios: Scenario[] = [
  {
    name: 'takes',
    row: 'F9',
    what: 'Many people take the next conversation at once: nobody gets what somebody else has got.',
    counts: { smoke: 0, ci: 400, nightly: 10_000 },
    takes: { cores: 2, seconds: 20 },
    run: takes,
  },
]
