import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { useStore } from '../../../test/database.ts'
import { useMeans } from '../../../test/means.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import type { Problem } from '../../kit/problem.ts'
import type { Store } from '../../store/store.ts'
import { createAccepting, type Arrival } from './accept.ts'

const store = useStore()
const meansOf = useMeans()

const arrival = { source: 'smtp', from: '', remote: null, receivedAt: new Date() } as const

test('however many mails wait behind transactions that do not end, all of them are soon in one of their own', async () => {
  let begun = 0
  const transact = () => {
    begun++
    return new Promise<never>(() => undefined)
  }
  const means = await meansOf({ ...store(), transact })
  const { accept } = createAccepting(means, () => undefined)

  for (let n = 0; n < 450; n++) void accept({ ...arrival, recipients: ['support@desk.example'], raw: Buffer.alloc(0) })

  await expect.poll(() => begun).toBe(5)
})

test('while the database keeps mail waiting, no more of it is held than there is room for; the next is to come again', async () => {
  const means = await meansOf({ ...store(), transact: () => new Promise<never>(() => undefined) })
  const { accept } = createAccepting(means, () => undefined)
  const raw = Buffer.alloc(1024 * 1024)
  let refused = 0
  const mail = { ...arrival, recipients: ['support@desk.example'], raw }

  for (let n = 0; n < 100; n++) accept(mail).catch(({ kind }: Problem) => (refused += kind === 'busy' ? 1 : 0))

  await expect.poll(() => refused).toBeGreaterThan(30)
})

test('mail whose inboxes are known is written down in one statement, together with its work; what is large is kept as well', async () => {
  const counted = { single: 0, transact: 0 }
  const counting: Store = {
    ...store(),
    single: (...asked) => {
      counted.single++
      return store().single(...asked)
    },
    transact: (...asked) => {
      counted.transact++
      return store().transact(...asked)
    },
  }
  const means = await meansOf(counting)
  const { id: inboxId } = await store().transact({ actorId: null }, (tx) =>
    addInbox(tx, { name: 'Help', addresses: ['help@desk.example'] }),
  )
  const told: Arrival[] = []
  const { accept } = createAccepting(means, (one) => told.push(one))
  const known = { ...arrival, recipients: ['help@desk.example'], inboxIds: [inboxId] }
  const small = Array.from({ length: 5 }, (_, n) => Buffer.from(`Subject: ${n}\r\n\r\nHello.\r\n`))
  const large = randomBytes(300_000)

  const ids = await Promise.all([...small, large].map((raw) => accept({ ...known, raw })))

  expect(counted.single).toBeGreaterThan(0)
  expect(counted.single).toBeLessThan(5)
  expect(counted.transact).toBe(1)
  expect(told).toHaveLength(6)
  await store().transact({ actorId: null }, async (tx) => {
    for (const [at, bytes] of [...small, large].entries())
      expect(bytes.equals(await means.raw.get(tx, ids[at] ?? ''))).toBe(true)
    const work = await tx.db.selectFrom('intake').select('inbox_ids').where('id', 'in', ids).execute()
    expect(work.map((one) => one.inbox_ids)).toEqual(ids.map(() => [inboxId]))
  })
})

test('where the one statement fails nothing of the mail is kept, and its sender hears why', async () => {
  const means = await meansOf(store())
  const { accept } = createAccepting(means, () => undefined)
  const impossible = { ...arrival, recipients: ['help@desk.example'], inboxIds: ['not a number'] }

  const answer = accept({ ...impossible, raw: Buffer.from('Subject: Lost?\r\n\r\nNo.\r\n') })

  await expect(answer).rejects.toMatchObject({ code: 'bad-value' })
})
