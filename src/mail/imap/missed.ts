// A folder in which every mail lies, as Gmail's All Mail: nothing turns up in it when a mail is archived, because it lay there all the time.
// So it is asked of each mail that is gone from the folder that is read.
import type { ImapFlow, SearchObject } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { readHeaders, type Unknown } from './headers.ts'
import { isUnnamed } from './names.ts'
import { isGmail } from './places.ts'

export interface Missed {
  id: string
  /** As in `Flagged`. */
  emailId: string | null
  mailId: string | null
  size: number
}

/** Asked for with one command. */
const TOGETHER = 25

/** Whether the folder was opened: not where nothing is missed. `found` resolves when a page of them is written down. */
export async function findMissed(
  client: ImapFlow,
  { path }: { path: string },
  found: (missed: readonly Missed[], there: Unknown[]) => Promise<void>,
  { missed }: { missed(after: string): Promise<Missed[]> },
): Promise<boolean> {
  let hasOpened = false
  for (let page = await missed('0'); page.length > 0; page = await missed(page.at(-1)?.id ?? '')) {
    if (!hasOpened) await client.mailboxOpen(path, { readOnly: true })
    hasOpened = true
    const there: Unknown[] = []
    for (let at = 0; at < page.length; at += TOGETHER)
      there.push(...(await search(client, page.slice(at, at + TOGETHER))))
    await found(page, there)
  }
  return hasOpened
}

async function search(client: ImapFlow, missed: readonly Missed[]): Promise<Unknown[]> {
  const asked = missed.flatMap((one) => question(client, one) ?? [])
  if (asked.length === 0) return []
  const uids = await client.search({ or: asked }, { uid: true })
  if (!Array.isArray(uids)) throw new Problem('busy', 'imap-search', 'The mail server refused to search a folder.')
  return await readHeaders(client, uids)
}

/** Null for what can be asked by nothing. */
function question(client: ImapFlow, { emailId, mailId, size }: Missed): SearchObject | null {
  if (emailId !== null && (isGmail(client) || client.capabilities.has('OBJECTID'))) return { emailId }
  if (mailId === null) return null
  return isUnnamed(mailId) ? { larger: size - 1, smaller: size + 1 } : { header: { 'message-id': `<${mailId}>` } }
}
