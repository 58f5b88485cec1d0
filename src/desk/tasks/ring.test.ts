// With commits and two workers: what one transaction alone cannot show.
import { expect, test } from 'vitest'
import { openTestStore, useStore } from '../../../test/database.ts'
import { claim, freeJobsOf } from '../../store/jobs/claim.ts'
import { createWorker, type Handlers } from '../../store/jobs/worker.ts'
import { addUser } from '../users/users.ts'
import { ringTask, type Ring } from './ring.ts'
import { addTask, changeTask, ringJob } from './tasks.ts'

const storeOf = useStore()
const us = { actorId: null }
const handlers: Handlers = {
  [ringJob]: {
    batch: 5,
    run: async (tx, jobs) => {
      for (const job of jobs) await ringTask(tx, job.payload as Ring)
    },
  },
}

test('each of 30 tasks rings once, ten of them moved before, with a worker killed in between and two that go on', async () => {
  const store = storeOf()
  const other = await openTestStore(store.connection, { clock: store.clock })
  const soon = { at: new Date(store.clock.now().getTime() + 60_000).toISOString() }
  const later = { at: new Date(store.clock.now().getTime() + 120_000).toISOString() }
  await store.transact(us, async (tx) => {
    const ownerId = await addUser(tx, { email: 'ben@people.example', name: 'Ben', role: 'agent', passwordHash: null })
    const task = { title: 'x', text: '', ownerId, teamId: null, due: soon, repeat: null, priority: 'normal' as const, checklist: [], conversationId: null, contactId: null, companyId: null } // prettier-ignore
    for (let at = 0; at < 30; at++) {
      const { id } = await addTask(tx, task)
      if (at < 10) await changeTask(tx, id, { due: later })
    }
  })

  store.clock.advance(180_000)
  const dying = await store.transact(us, (tx) => claim(tx, 'dying', [ringJob], 15))
  const killed = store.transact(us, async (tx) => {
    for (const job of dying) await ringTask(tx, job.payload as Ring)
    throw new Error('killed')
  })
  await expect(killed).rejects.toThrow('killed')
  await store.transact(us, (tx) => freeJobsOf(tx, ['dying']))
  const workers = [store, other].map((one) => createWorker(one, handlers, { look: 20 }))
  const waiting = () => store.transact(us, async (tx) => (await tx.db.selectFrom('job').select('id').execute()).length)
  await expect.poll(waiting, { timeout: 20_000 }).toBe(0)
  await Promise.all(workers.map((worker) => worker.stop()))
  await other.close()

  const events = await store.transact(us, (tx) => tx.db.selectFrom('event').select('subject_id').where('name', '=', 'task.fellDue').execute()) // prettier-ignore
  expect(events).toHaveLength(30)
  expect(new Set(events.map((one) => one.subject_id)).size).toBe(30)
}, 30_000)
