// Names every message that lies in the folders of an account, page by page, so that a million of them need no more memory than a
// few thousand. Reads no texts and changes nothing; who walks along may fetch what he is missed.
import type { ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { readUids, type BatchLimits, type Receiver } from './folder.ts'
import { placesOf, type Side } from './places.ts'

export interface WalkedPage {
  folder: string
  /** Null: the folder that is read. */
  side: Side | null
  uidValidity: string
  /** Ascending; every message above `after` and up to `through` that lies there. The last page of a folder goes through to what was there when it was opened. */
  uids: number[]
  after: number
  through: number
}

/** Hands over messages of the folder whose page it came with. */
export type ReadAgain = (uids: readonly number[], receiver: Receiver) => Promise<void>

export interface Walker {
  page(page: WalkedPage, readAgain: ReadAgain): Promise<void>
  /** One beside the folder that is read, which the server does not open. */
  refused(folder: string): Promise<void>
}

const PAGE = 2_000
/** Of one folder, those asked for again among them: 40 million messages. A server that never comes to an end is left. */
const MOST_PAGES = 20_000
/** RFC 3501 §2.3.1.1 */
const HIGHEST = 2 ** 32 - 1
/** The folder that is read first, then those beside it. */
export async function walkFolders(
  client: ImapFlow,
  reading: string,
  walker: Walker,
  { limits, size = PAGE }: { limits: BatchLimits; size?: number },
): Promise<void> {
  await walkFolder(reading, null)
  for (const { path, use } of await placesOf(client, reading, { archive: null, sent: null }))
    if (use !== 'sent') await walkFolder(path, use)

  async function walkFolder(folder: string, side: Side | null): Promise<void> {
    const opened = await client.mailboxOpen(folder, { readOnly: true }).catch((thrown: unknown) => {
      if (side === null || !client.usable) throw thrown
      return null
    })
    if (!opened?.uidValidity) {
      if (side !== null) return await walker.refused(folder)
      throw new Problem('busy', 'imap-uidvalidity', 'The mail server numbers no messages in this folder.')
    }
    const page = { folder, side, uidValidity: String(opened.uidValidity) }
    const start = { uidValidity: page.uidValidity, uid: 0, modseq: null }
    const readAgain: ReadAgain = (uids, receiver) => readUids(client, uids, start, receiver, limits, () => undefined)
    const last = (opened.uidNext || HIGHEST + 1) - 1
    let after = 0
    for await (const uids of pagesOf(client, last, size)) {
      const through = uids.at(-1) ?? after
      await walker.page({ ...page, uids, after, through }, readAgain)
      after = through
    }
    await walker.page({ ...page, uids: [], after, through: last }, readAgain)
  }
}

/**
 * By their places in the folder, because UIDs may lie far apart. A message that is expunged meanwhile moves those behind it forward
 * (RFC 3501 §7.4.1): the page is asked for again from as many places earlier.
 */
async function* pagesOf(client: ImapFlow, last: number, size: number): AsyncGenerator<number[]> {
  let place = 1
  let highest = 0
  let moved = 0
  const hear = () => void moved++
  client.on('expunge', hear)
  try {
    for (let asked = 0; highest < last; asked++) {
      if (asked > MOST_PAGES)
        throw new Problem('busy', 'imap-endless', 'The mail server never comes to the end of a folder.')
      place = Math.max(1, place - moved)
      moved = 0
      const exists = client.mailbox ? client.mailbox.exists : 0
      if (place > exists) return
      const seq = `${place}:${Math.min(exists, place + size - 1)}`
      const found = await client.search({ seq }, { uid: true })
      if (!Array.isArray(found)) throw new Problem('busy', 'imap-search', 'The mail server refused to list a folder.')
      const uids = found.filter((uid) => uid > highest && uid <= last).toSorted((a, b) => a - b)
      if (moved > 0) continue // the page may have begun too late: once more, from earlier on
      place += size
      highest = uids.at(-1) ?? highest
      if (uids.length > 0) yield uids
    }
  } finally {
    client.off('expunge', hear)
  }
}
