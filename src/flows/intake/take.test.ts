import { afterEach, expect, test, vi } from 'vitest'
import { testMeans, write } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { wholeOf } from '../../kit/streamed.ts'
import { readMail } from '../../mail/read.ts'
import { createAccepting } from './accept.ts'
import { takeUp } from './take.ts'

afterEach(() => void vi.useRealTimers())
const settled = () => new Promise((resolve) => setImmediate(resolve))

test(
  'a mail that was read keeps its lease while it waits for those beside it, and one that fails later upsets nobody',
  onDesk(async ({ tx, store }) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const means = testMeans(store)
    const common = { source: 'smtp' as const, from: '', recipients: ['support@desk.example'], remote: null }
    const turns = Array.from({ length: 12 }, () => Promise.withResolvers<void>())
    await createAccepting(means, () => undefined).acceptIn(
      tx,
      turns.map((_, at) => ({ ...common, raw: write({ subject: `${at}` }), receivedAt: tx.now })),
    )
    let begun = 0
    const read: typeof means.reader.read = async (raw, envelope) => {
      const mail = await readMail(await wholeOf(raw), envelope)
      begun++
      await turns[Number(mail.subject)]?.promise
      return mail
    }
    const taking = takeUp({ ...means, reader: { ...means.reader, read } }, 'test')
    await expect.poll(() => begun).toBe(12)
    const past = new Date(tx.now.getTime() - 60_000)
    await tx.db.updateTable('intake').set({ leased_until: past }).execute()

    for (const turn of turns.slice(0, 11)) {
      turn.resolve()
      await settled()
      vi.advanceTimersByTime(1_500)
    }
    const leases = () => tx.db.selectFrom('intake').select('id').where('leased_until', '>', tx.now).execute()
    await expect.poll(async () => (await leases()).length).toBe(12)
    vi.advanceTimersByTime(3_000)
    const { claimed, late } = await taking
    turns[11]?.reject(new Error('its reader is gone'))
    await settled()

    expect(claimed).toHaveLength(11)
    expect(late).toHaveLength(1)
  }),
)
