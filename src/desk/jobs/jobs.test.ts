import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { claim, fail } from '../../store/jobs/claim.ts'
import { enqueue } from '../../store/jobs.ts'
import { Problem } from '../../kit/problem.ts'
import { jobsRoutes } from './jobs.routes.ts'

test(
  'an administrator sees what waits and what failed for good, tries it again or drops it',
  onDesk(async ({ ada, ben, tx, store }) => {
    const { ask, signedIn } = openWebDoor(store, { answers: jobsRoutes() })
    const as = await signedIn(ada.id)
    await enqueue(tx, 'search.index', { messageId: '1' })
    for (const messageId of ['2', '3']) await enqueue(tx, 'webhook.send', { messageId })
    for (const job of await claim(tx, 'worker', ['webhook.send'], 10))
      await fail(tx, 'worker', job, new Problem('invalid', 'gone', 'Nobody listens there.'))

    const page = await ask('GET', '/jobs?limit=2', { as })
    const rest = await ask('GET', `/jobs?limit=2&cursor=${page.body.next}`, { as })
    const failed = (await ask('GET', '/jobs?state=failed', { as })).body.jobs

    expect([...page.body.jobs, ...rest.body.jobs].map((job) => job.kind)).toEqual([
      'webhook.send',
      'webhook.send',
      'search.index',
    ])
    expect(rest.body.next).toBeNull()
    expect(failed).toMatchObject([{ error: 'gone: Nobody listens there.' }, { attempts: 1 }])
    expect((await ask('GET', '/jobs/counts', { as })).body).toMatchObject([
      { kind: 'search.index', state: 'waiting', count: 1 },
      { kind: 'webhook.send', state: 'failed', count: 2 },
    ])

    expect((await ask('POST', `/jobs/${failed[0].id}/retry`, { as })).status).toBe(200)
    expect((await ask('DELETE', `/jobs/${failed[1].id}`, { as })).status).toBe(200)
    expect((await ask('DELETE', `/jobs/${failed[1].id}`, { as })).status).toBe(404)
    expect((await ask('GET', '/jobs?kind=webhook.send', { as })).body.jobs).toMatchObject([
      { state: 'waiting', attempts: 0 },
    ])
    expect((await ask('GET', '/jobs', { as: await signedIn(ben.id) })).status).toBe(403)
  }),
)

test(
  'what waits in the intake is counted from when it was accepted, however old the mail',
  onDesk(async ({ ada, tx, store, inboxes }) => {
    const { ask, signedIn } = openWebDoor(store, { answers: jobsRoutes() })
    const as = await signedIn(ada.id)
    expect((await ask('GET', '/intake-state', { as })).body).toEqual({ waiting: 0, oldest: null, failed: 0 })
    const waits = (attempts: number) => ({
      id: tx.mint(),
      source: 'import',
      inbox_ids: [inboxes.support],
      recipients: [],
      received_at: new Date('1999-01-01'),
      attempts,
    })
    await tx.db
      .insertInto('intake')
      .values([waits(0), waits(1), waits(2)])
      .execute()

    const state = (await ask('GET', '/intake-state', { as })).body

    expect(state).toMatchObject({ waiting: 3, failed: 1 })
    expect(Date.now() - Date.parse(state.oldest)).toBeLessThan(60_000)
  }),
)

test(
  'what a job carries is shown as ids and plain names: no words of a mail, and no address with a key in it',
  onDesk(async ({ ada, tx, store }) => {
    const { ask, signedIn } = openWebDoor(store, { answers: jobsRoutes() })
    const call = { url: 'https://hooks.example/key-canary', body: { text: 'canary' }, note: 'a canary sings' }
    await enqueue(tx, 'webhook.send', { messageId: '2', name: 'message.received', attempt: 3, ...call })

    const { jobs } = (await ask('GET', '/jobs', { as: await signedIn(ada.id) })).body
    expect(jobs).toMatchObject([{ payload: { messageId: '2', name: 'message.received', attempt: 3 } }])
    expect(JSON.stringify(jobs)).not.toContain('canary')
  }),
)
