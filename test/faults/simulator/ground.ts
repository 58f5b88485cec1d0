// What a simulation stands on: a real database that syncs nothing, one inbox that acknowledges, one rule, a clock that is turned.
import { createTestClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { addInbox } from '../../../src/desk/inboxes/inboxes.ts'
import type { Means } from '../../../src/desk/means.ts'
import { follows } from '../../../src/doors/switchboard.ts'
import { createBlobs } from '../../../src/store/blobs.ts'
import { keysOf } from '../../../src/store/keys.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { createRawMail } from '../../../src/store/raw.ts'
import { openStore, type Store } from '../../../src/store/store.ts'
import pg from 'pg'
import { memoryBlobs } from '../../memory-blobs.ts'
import type { Work } from './machine.ts'
import { keepStatements } from './statements.ts'

export const ADDRESS = 'support@desk.example'

export interface Ground {
  store: Store
  clock: ReturnType<typeof createTestClock>
  common: Pick<Means, 'keys' | 'blobs' | 'raw'>
  /** Ids of this seed are not below it. */
  begin(): Promise<string>
  /** What waits to be done next, and since or from when; null where nothing does. */
  nextDue(): Promise<{ at: Date; work: Work } | null>
  close(): Promise<void>
}

const START = '2026-03-02T09:00:00Z'
/** Tables that grow are emptied after so many seeds. */
const AT_ONCE = 200
const growing =
  `raw intake job outbox event change contact contact_address conversation participant message attachment delivery
  message_key thread_key subject_key routing search_pending message_search process`.split(/\s+/)

export async function openGround(connection: pg.PoolConfig): Promise<Ground> {
  const client = new pg.Client(connection)
  await client.connect()
  await migrate(client, silentLog)
  await client.end()
  let clock = createTestClock(START)
  const now = { now: () => clock.now() }
  const store = await openStore({ connection, log: silentLog, clock: now, follows, size: 4 })
  store.pool.on('connect', keepStatements)
  await store.transact({ actorId: null }, async (tx) => {
    const inbox = await addInbox(tx, { name: 'Support', addresses: [ADDRESS] })
    const autoReply = JSON.stringify({ subject: 'We have it', text: 'Thank you for writing.' })
    await tx.db.updateTable('inbox').set({ auto_reply: autoReply }).where('id', '=', inbox.id).execute()
    await tx.db
      .insertInto('rule')
      .values({
        id: tx.mint(),
        position: 1,
        name: 'Orders',
        occasion: 'message.received',
        condition: JSON.stringify({ field: 'body', operator: 'contains', value: 'order' }),
        actions: JSON.stringify([{ do: 'addTags', tags: ['order'] }]),
        created_at: tx.now,
        changed_at: tx.now,
      })
      .execute()
  })
  const keys = keysOf(Buffer.alloc(32, 7))
  const blobs = createBlobs({ keys, driver: memoryBlobs() })
  let seeds = 0
  const ground: Ground = {
    store,
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    common: { keys, blobs, raw: createRawMail({ keys, blobs }) },
    begin: async () => {
      clock = createTestClock(START)
      if (seeds++ % AT_ONCE === 0) await store.pool.query(`truncate ${growing.join(', ')}`)
      await store.pool.query('delete from auto_reply')
      return store.mint()
    },
    nextDue: async () => {
      const found = await store.pool.query<{ at: Date; work: Work }>(
        `select 'filing' as work, coalesce(leased_until, received_at) as at from intake
          union all select 'jobs', greatest(run_at, leased_until) from job where failed_at is null
          union all select 'outbox', case when state = 'sending' then leased_until else run_at end from outbox where ended_at is null
          order by at limit 1`,
      )
      return found.rows[0] ?? null
    },
    close: () => store.close(),
  }
  return ground
}
