// The folder of sent mail: answers that people send with other programs. Only headers are read, and of those that answer something
// the desk knows the whole.
import type { ImapFlow } from 'imapflow'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import { messageIdsIn } from '../threading.ts'
import { askedOf, mustBeGone } from './asked.ts'

/** How far a folder beside the one that is read was looked at. */
export interface SideCursor {
  path: string
  /** Empty: the folder was not there when it was looked for last. */
  uidValidity: string
  /** Everything up to this UID was looked at. */
  uid: number
  /** What lies there up to this UID may have lain there before the folder was numbered anew; 0: it never was. */
  anewTo: number
}

export interface SentHeader {
  uid: number
  /** Message-IDs, without <>. */
  mailId: string | null
  refs: string[]
  sentAt: Date
}

export interface SentMail extends SentHeader {
  raw: Buffer
}

export interface SentFolder {
  /** Those whose whole is wanted. `upTo`: how far may be gone on; what lies behind it is asked about again. */
  wanted(headers: SentHeader[]): Promise<{ uids: number[]; upTo: number }>
  /** Resolves when the mails and the cursor are durable, both or neither. */
  keep(mails: SentMail[], cursor: SideCursor): Promise<void>
}

const PAGE = 100

/** Of the open folder. Whether it was read to its end. */
export async function readSent(client: ImapFlow, from: SideCursor, sent: SentFolder): Promise<boolean> {
  const found = await client.search({ uid: `${from.uid + 1}:*` }, { uid: true })
  if (!Array.isArray(found)) throw new Problem('busy', 'imap-search', 'The mail server refused to search a folder.')
  const uids = found.filter((uid) => uid > from.uid).toSorted((a, b) => a - b)
  for (let at = 0; at < uids.length; at += PAGE) {
    const page = uids.slice(at, at + PAGE)
    const headers = await readHeaders(client, page)
    const { uids: wanted, upTo } = await sent.wanted(headers)
    for (const header of headers.filter((one) => wanted.includes(one.uid))) {
      // One at a time: a page of large ones is more than memory has.
      const whole = await askedOf(client, [header.uid], { uid: true, source: true }, (one) => one.source !== undefined)
      const raw = whole.get(header.uid)?.source
      if (raw) await sent.keep([{ ...header, raw }], { ...from, uid: header.uid })
      else await mustBeGone(client, [header.uid])
    }
    const uid = Math.min(upTo, page.at(-1) ?? from.uid)
    await sent.keep([], { ...from, uid })
    if (upTo < (page.at(-1) ?? 0)) return false
  }
  return true
}

async function readHeaders(client: ImapFlow, uids: number[]): Promise<SentHeader[]> {
  const headers = ['message-id', 'in-reply-to', 'references']
  const query = { uid: true, flags: true, size: true, internalDate: true, headers }
  const found = await askedOf(client, uids, query, (one) => one.headers !== undefined)
  await mustBeGone(
    client,
    uids.filter((uid) => !found.has(uid)),
  )
  return [...found.values()]
    .filter(
      (one) => !one.flags?.has('\\Draft') && !one.flags?.has('\\Deleted') && (one.size ?? 0) <= limits.message.bytes,
    )
    .map((one) => {
      const text = (one.headers?.toString('latin1') ?? '').replace(/\r?\n[ \t]+/g, ' ')
      const field = (name: string) => new RegExp(`^${name}:(.*)$`, 'im').exec(text)?.[1] ?? ''
      const [mailId = null] = messageIdsIn(field('message-id'))
      const refs = [...messageIdsIn(field('in-reply-to')), ...messageIdsIn(field('references'))]
      return { uid: one.uid, mailId, refs: [...new Set(refs)], sentAt: new Date(one.internalDate ?? Date.now()) }
    })
    .toSorted((a, b) => a.uid - b.uid)
}
