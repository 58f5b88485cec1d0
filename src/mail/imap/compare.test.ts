import { ImapFlow } from 'imapflow'
import { expect, onTestFinished, test } from 'vitest'
import { startImapServer } from '../../../test/doubles/imap-server.ts'
import { compare } from './compare.ts'
import type { Flagged } from './flagged.ts'

test('a server that counts its changes from the beginning again is not believed: a flag set meanwhile is seen, whatever its number', async () => {
  const server = await startImapServer({ capabilities: ['UIDPLUS', 'ENABLE', 'CONDSTORE', 'QRESYNC'] })
  onTestFinished(() => server.stop())
  for (let at = 0; at < 4; at++) server.append('Subject: one\r\n\r\n')
  const auth = { user: 'desk', pass: 'secret' }
  const seen = async (agreed: string) => {
    const client = new ImapFlow({ host: '127.0.0.1', port: server.port, secure: false, auth, logger: false, qresync: true, disableAutoIdle: true }) // prettier-ignore
    client.on('error', () => undefined)
    await client.connect()
    await client.mailboxOpen('INBOX', { readOnly: true })
    const changed: Flagged[] = []
    const ledger = {
      count: async () => ({ known: 4, stale: 0 }),
      uids: async () => [1, 2, 3, 4],
      take: async (_cursor: unknown, differences: { changed: Flagged[] }) => {
        changed.push(...differences.changed)
        return { isOpen: false }
      },
      isRenumbered: async () => false,
      recognise: async () => new Set<number>(),
      agreed: async () => undefined,
    }
    const from = { uidValidity: '1000', uid: 4, modseq: agreed }
    const { cursor } = await compare(client, from, ledger, { isThorough: true, isCounted: true })
    client.close()
    return [cursor.modseq, changed.filter((one) => one.flags.length > 0).map((one) => one.uid)]
  }

  server.forgetModseqs()
  server.setFlags(2, ['\\Flagged']) // at 2
  const wentBack = await seen('5')
  const isEqual = await seen('2')
  const grewPast = await seen('1')

  expect(wentBack).toEqual(['2', expect.arrayContaining([2])])
  expect(isEqual).toEqual(['2', [2]])
  expect(grewPast).toEqual(['2', expect.arrayContaining([2])])
})
