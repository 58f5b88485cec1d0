import { expect, test } from 'vitest'
import { z } from 'zod'
import { useStore } from '../../../test/database.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { answer } from '../../desk/users/asking.ts'
import { addUser } from '../../desk/users/users.ts'
import { route } from '../../kit/route.ts'
import { forgetKeys } from './idempotency.ts'

const storeOf = useStore()

const add = route({
  name: 'add',
  summary: '',
  method: 'POST',
  path: '/things',
  may: 'signed-in',
  input: z.strictObject({}),
  output: z.unknown(),
})

test('of ten requests at once with one key, one does the work; the others are told so or get its answer', async () => {
  const store = storeOf()
  let done = 0
  const slow = answer(add, async () => {
    await new Promise((resolve) => setTimeout(resolve, 100))
    return { done: ++done }
  })
  const { ask, signedIn } = openWebDoor(store, { answers: [slow] })
  const ada = { email: 'ada@people.example', name: 'Ada', role: 'admin' as const, passwordHash: null }
  const as = await signedIn(await store.transact({ actorId: null }, (tx) => addUser(tx, ada)))
  const post = () => ask('POST', '/things', { as, body: {}, headers: { 'idempotency-key': 'k' } })

  const answers = await Promise.all(Array.from({ length: 10 }, post))

  expect(done).toBe(1)
  expect(new Set(answers.map((one) => one.status))).toEqual(new Set([200, 409]))
  for (const one of answers)
    expect(one.body).toMatchObject(one.status === 200 ? { done: 1 } : { code: 'idempotency-running' })
  expect((await post()).body).toEqual({ done: 1 })

  store.clock.advance(25 * 3_600_000)
  await store.transact({ actorId: null }, forgetKeys)
  expect(
    await store.transact({ actorId: null }, (tx) => tx.db.selectFrom('idempotency').selectAll().execute()),
  ).toEqual([])
})
