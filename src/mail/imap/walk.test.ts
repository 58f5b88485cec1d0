import { EventEmitter } from 'node:events'
import type { ImapFlow } from 'imapflow'
import { expect, test } from 'vitest'
import { walkFolders } from './walk.ts'

/** A server that claims `exists` messages and finds those that `search` says. */
function serverOf(exists: number, search: (client: EventEmitter) => number[]): ImapFlow {
  const client = Object.assign(new EventEmitter(), {
    usable: true,
    mailbox: { exists },
    mailboxOpen: async () => ({ uidValidity: 7n, uidNext: exists + 1 }),
    list: async () => [],
    search: async () => search(client),
  })
  return client as unknown as ImapFlow
}

test('a server that takes messages away in every answer, or claims billions and finds none, is left', async () => {
  const walker = { page: async () => undefined, refused: async () => undefined }
  const limits = { messages: 50, bytes: 1_000_000 } as never
  const endless = [
    serverOf(10, (client) => {
      client.emit('expunge')
      return [1]
    }),
    serverOf(4_000_000_000, () => []),
  ]
  for (const server of endless)
    await expect(walkFolders(server, 'INBOX', walker, { limits })).rejects.toMatchObject({ code: 'imap-endless' })
})
