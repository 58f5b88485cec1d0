// With commits, two workers and two processes: what one transaction alone cannot show.
import { expect, test } from 'vitest'
import { openTestStore, useStore } from '../../../test/database.ts'
import { useMeans } from '../../../test/means.ts'
import { assign } from '../../desk/conversations/change.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import { unreadOf } from '../../desk/notifications/notifications.ts'
import { actorOf } from '../../desk/users/actors.ts'
import { addUser } from '../../desk/users/users.ts'
import { maySee } from '../../doors/http/live.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { numberChanges, type Change } from '../../store/changes.ts'
import { createChangeFeed } from '../../store/changes/feed.ts'
import type { Following } from '../../store/events.ts'
import { claim, freeJobsOf } from '../../store/jobs/claim.ts'
import { createWorker } from '../../store/jobs/worker.ts'
import { notificationHandlers } from './handlers.ts'
import { tell, tellJob } from './tell.ts'

const storeOf = useStore({ follows: { 'conversation.assigned': [tellJob] } })
const meansOf = useMeans()
const us = { actorId: null }

test('each of 40 conversations is told once, with a worker killed in between and two that go on; pages of two processes hear of it', async () => {
  const store = storeOf()
  const other = await openTestStore(store.connection)
  const feeds = await Promise.all([createChangeFeed(store, { look: 20 }), createChangeFeed(other, { look: 20 })])
  const heard: Change[][] = [[], []]
  for (const [at, feed] of feeds.entries())
    feed.subscribe({ after: null, onChanges: (changes) => heard[at]?.push(...changes) })
  const people = await store.transact(us, async (tx) => {
    const add = (name: string, role: 'agent' | 'admin') =>
      addUser(tx, { email: `${name}@people.example`, name, role, passwordHash: null })
    return { ben: await add('ben', 'agent'), cleo: await add('cleo', 'agent'), ada: await add('ada', 'admin') }
  })
  await store.transact({ actorId: people.ada }, async (tx) => {
    const inbox = await addInbox(tx, { name: 'Support', addresses: ['support@desk.example'] })
    for (let at = 0; at < 40; at++) {
      const id = tx.mint()
      const when = { last_message_at: tx.now, created_at: tx.now }
      await tx.db.insertInto('conversation').values({ id, number: `${at + 1}`, inbox_id: inbox.id, subject: 'x', ...when }).execute() // prettier-ignore
      await assign(tx, id, people.ben)
    }
  })

  const dying = await store.transact(us, (tx) => claim(tx, 'dying', [tellJob], 15))
  const killed = store.transact(us, async (tx) => {
    await tell(tx, dying.map((job) => job.payload as Following)) // prettier-ignore
    throw new Error('killed')
  })
  await expect(killed).rejects.toThrow('killed')
  await store.transact(us, (tx) => freeJobsOf(tx, ['dying']))
  const workers = await Promise.all(
    [store, other].map(async (one) => createWorker(one, notificationHandlers(await meansOf(one)), { look: 20 })),
  )
  const waiting = () => store.transact(us, async (tx) => (await tx.db.selectFrom('job').select('id').execute()).length)
  await expect.poll(waiting).toBe(0)
  await Promise.all(workers.map((worker) => worker.stop()))

  const lines = await store.transact(us, (tx) => tx.db.selectFrom('notification').selectAll().execute())
  expect(lines).toMatchObject([{ user_id: people.ben, conversations: 40, times: 40 }])
  expect(await store.transact(us, (tx) => unreadOf(tx, people.ben))).toBe(1)
  while ((await store.transact(us, numberChanges)) > 0);
  const sees = async (who: Id, change: Change) => maySee(must(await store.transact(us, (tx) => actorOf(tx, who)), 'a colleague'), change) // prettier-ignore
  for (const all of heard) {
    await expect.poll(() => all.some((one) => one.name === 'notification.told')).toBe(true)
    const change = must(all.find((one) => one.name === 'notification.told'), 'the change') // prettier-ignore
    expect([await sees(people.ben, change), await sees(people.cleo, change), await sees(people.ada, change)]).toEqual([true, false, false]) // prettier-ignore
  }
  await Promise.all(feeds.map((feed) => feed.close()))
  await other.close()
})
