// Looking into the folders beside the one that is read. Of what turns up in archive, trash and junk only the header is read, so that
// it can be told whether a message that is gone was archived or thrown away; for the folder of sent mail see sent.ts.
import type { ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { readHeaders, type Unknown } from './compare.ts'
import { placesOf, type Named, type Side } from './places.ts'
import { readSent, type SentFolder } from './sent.ts'

export interface SideCursor {
  path: string
  uidValidity: string
  /** Everything up to this UID was looked at. */
  uid: number
}

export interface Aside {
  named: Named
  /** Null where nobody wants to know of sent mail. */
  sent: SentFolder | null
  /** How far each folder was looked at; one that is not named is looked at from now on. */
  begin(): Promise<SideCursor[]>
  /** Resolves when the messages and the cursor are durable, both or neither. `isAgain`: some of them may have lain there before. */
  arrived(side: Side, cursor: SideCursor, messages: Unknown[], how?: { isAgain: boolean }): Promise<void>
  /** `isWhole`: every folder could be looked at, so that what is gone and has turned up nowhere is gone for good. */
  ended(look: { isWhole: boolean }): Promise<void>
}

/** How many messages are asked about at once. */
const PAGE = 500

export interface Looked {
  /** Another folder was opened, and the one that is read has to be opened again. */
  hasOpened: boolean
  /** Null where nobody wants to know of sent mail, or there is none to look at. */
  sent: SentMark | null
}

/** How the folder of sent mail was found. */
export interface SentMark {
  path: string
  uidNext: number
}

export async function lookAside(client: ImapFlow, reading: string, aside: Aside): Promise<Looked> {
  const cursors = new Map((await aside.begin()).map((one) => [one.path, one]))
  let hasOpened = false
  let isWhole = true
  let sent: SentMark | null = null
  for (const { path, use } of await placesOf(client, reading, aside.named)) {
    if (use === 'sent' && !aside.sent) continue
    const now = await client.status(path, { uidNext: true, uidValidity: true })
    if (!now || !now.uidNext || !now.uidValidity) {
      isWhole &&= use === 'sent'
      continue // one that refuses is left alone
    }
    if (use === 'sent') sent ??= { path, uidNext: now.uidNext }
    const was = cursors.get(path)
    const end = { path, uidValidity: String(now.uidValidity), uid: now.uidNext - 1 }
    if (was?.uidValidity !== end.uidValidity) {
      if (use === 'sent') await aside.sent?.keep([], end)
      else if (was) {
        hasOpened = true
        await client.mailboxOpen(path, { readOnly: true })
        await readAnew(client, use, end, aside)
      } else await aside.arrived(use, end, [])
    } else if (was.uid < end.uid) {
      hasOpened = true
      await client.mailboxOpen(path, { readOnly: true })
      if (use !== 'sent') await readOn(client, use, was, aside)
      else if (aside.sent && !(await readSent(client, was, aside.sent))) sent = { path, uidNext: 0 } // soon again
    }
  }
  await aside.ended({ isWhole })
  return { hasOpened, sent }
}

/** Whether more was sent since: cheap enough to be asked whenever there is something to be read anyway. */
export async function hasSentMore(client: ImapFlow, { path, uidNext }: SentMark): Promise<boolean> {
  const now = await client.status(path, { uidNext: true })
  return !now || now.uidNext !== uidNext
}

/** It was numbered anew: what lay there is known by no number any more. The cursor moves when all of it was read. */
async function readAnew(client: ImapFlow, side: Side, end: SideCursor, aside: Aside): Promise<void> {
  const uids = end.uid > 0 ? await client.search({ uid: `1:${end.uid}` }, { uid: true }) : []
  if (!Array.isArray(uids)) throw new Problem('busy', 'imap-search', 'The mail server refused to search a folder.')
  const headers: Unknown[] = []
  for (let at = 0; at < uids.length; at += PAGE) headers.push(...(await readHeaders(client, uids.slice(at, at + PAGE))))
  await aside.arrived(side, end, headers, { isAgain: true })
}

async function readOn(client: ImapFlow, side: Side, from: SideCursor, aside: Aside): Promise<void> {
  const found = await client.search({ uid: `${from.uid + 1}:*` }, { uid: true })
  if (!Array.isArray(found)) throw new Problem('busy', 'imap-search', 'The mail server refused to search a folder.')
  const uids = found.filter((uid) => uid > from.uid).toSorted((a, b) => a - b)
  for (let at = 0; at < uids.length; at += PAGE) {
    const page = uids.slice(at, at + PAGE)
    await aside.arrived(side, { ...from, uid: page.at(-1) ?? from.uid }, await readHeaders(client, page))
  }
}
