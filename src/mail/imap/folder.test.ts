import { ImapFlow } from 'imapflow'
import { expect, onTestFinished, test } from 'vitest'
import { startImapServer } from '../../../test/doubles/imap-server.ts'
import { readFolder } from './folder.ts'

test('a server that announces less than it sends cannot have more held than may be; every message comes once and in order', async () => {
  const server = await startImapServer()
  onTestFinished(() => server.stop())
  const sizes = [300_000, 400_000, 600_000, 100, 900_000, 350_000, 100]
  for (const [at, size] of sizes.entries())
    server.append(`Subject: ${at}\r\n\r\n${'x'.repeat(size)}`, { announced: 50 })
  const auth = { user: 'desk', pass: 'secret' }
  const client = new ImapFlow({ host: '127.0.0.1', port: server.port, secure: false, auth, logger: false, disableAutoIdle: true }) // prettier-ignore
  client.on('error', () => undefined)
  await client.connect()
  onTestFinished(() => client.close())
  await client.mailboxOpen('INBOX', { readOnly: true })
  const batches: number[] = []
  const order: string[] = []
  const uids: number[] = []

  await readFolder(
    client,
    { uidValidity: '1000', uid: 0, modseq: null },
    {
      async onMessages(batch) {
        batches.push(batch.reduce((sum, one) => sum + one.raw.length, 0))
        order.push(...batch.map((one) => one.raw.toString('latin1', 9, 10)))
      },
      async onLarge({ pieces }) {
        const whole = Buffer.concat(await Array.fromAsync(pieces))
        order.push(`large ${whole.toString('latin1', 9, 10)}`)
      },
      async onOversize() {},
    },
    { count: 50, bytes: 1_000_000, heldBytes: 700_000, messageBytes: 10_000_000 },
    (cursor) => uids.push(cursor.uid),
  )

  expect(order).toEqual(['0', '1', '2', '3', 'large 4', '5', '6'])
  expect(Math.max(...batches)).toBeLessThanOrEqual(1_000_000)
  expect(uids).toEqual(uids.toSorted((a, b) => a - b))
})
