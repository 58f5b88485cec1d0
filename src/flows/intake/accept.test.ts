import { expect, test, vi } from 'vitest'
import { useStore } from '../../../test/database.ts'
import { useMeans } from '../../../test/means.ts'
import { createAccepting } from './accept.ts'

const store = useStore()
const meansOf = useMeans()

test('however many mails wait behind transactions that do not end, all of them are soon in one of their own', async () => {
  let begun = 0
  const transact = () => {
    begun++
    return new Promise<never>(() => undefined)
  }
  const means = await meansOf({ ...store(), transact })
  const { accept } = createAccepting(means, () => undefined)
  const arrival = { source: 'smtp', from: '', remote: null, receivedAt: new Date() } as const

  for (let n = 0; n < 450; n++) void accept({ ...arrival, recipients: ['support@desk.example'], raw: Buffer.alloc(0) })

  await vi.waitFor(() => expect(begun).toBe(5), { timeout: 10_000 })
})
