import { expect, test } from 'vitest'
import type { ImapFlow } from 'imapflow'
import { readSent, type SentMail } from './sent.ts'

/** A folder of answers, each of them large. */
function folderOf(uids: number[]) {
  const header = (uid: number) =>
    Buffer.from(`Message-ID: <a${uid}@desk.example>\r\nIn-Reply-To: <q@acme.example>\r\n\r\n`)
  const client = {
    search: async () => uids,
    async *fetch(range: string, { source }: { source?: boolean }) {
      for (const uid of range.split(',').map(Number)) {
        yield { uid, flags: new Set(['\\Seen']) } // somebody reads it just then
        if (source) yield { uid, source: Buffer.from(range) }
        else yield { uid, flags: new Set(), size: 20_000_000, headers: header(uid) }
      }
    },
  }
  return client as unknown as ImapFlow
}

test('one answer at a time is held, and how far was read is kept with each', async () => {
  const kept: [uids: number[], upTo: number][] = []

  await readSent(
    folderOf([4, 5, 9]),
    { path: 'Sent', uidValidity: '1', uid: 3, anewTo: 0 },
    {
      wanted: async () => ({ uids: [4, 9], upTo: Infinity }),
      keep: async (mails: SentMail[], cursor) => void kept.push([mails.map((one) => one.uid), cursor.uid]),
    },
  )

  expect(kept).toEqual([[[4], 4], [[9], 9], [[], 9]]) // prettier-ignore
})
