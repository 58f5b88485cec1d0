// Looking into the folders beside the one that is read. Of what turns up in archive, trash and junk only the header is read, so that
// it can be told whether a message that is gone was archived or thrown away; for the folder of sent mail see sent.ts.
import type { ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { findMissed, type Missed } from './missed.ts'
import { readHeaders, type Unknown } from './headers.ts'
import { foldersOf, placesOf, type Named, type Side } from './places.ts'
import { readSent, type SentFolder, type SideCursor } from './sent.ts'

export interface Aside {
  named: Named
  /** Null where nobody wants to know of sent mail. */
  sent: SentFolder | null
  /** How far each folder was looked at; one that is not named is looked at from now on. */
  begin(): Promise<SideCursor[]>
  /** Resolves when the messages and the cursor are durable, both or neither. `isAgain`: some of them may have lain there before. */
  arrived(side: Side, cursor: SideCursor, messages: Unknown[], how?: { isAgain: boolean }): Promise<void>
  /** Messages that are gone from the folder that is read, and nobody knows where to; with ids above `after`, ascending. */
  missed(after: string): Promise<Missed[]>
  /** Resolves when it is written down which of them lie in this folder, and that the others do not. */
  found(side: Side, place: Omit<SideCursor, 'anewTo'>, missed: readonly Missed[], there: Unknown[]): Promise<void>
  /** There is no such folder any more; resolves when it is written down that nobody knows where its messages are. */
  vanished(path: string): Promise<void>
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

/**
 * Notes how far the folders reach before anything is read for the first time, or what somebody moves there meanwhile would be taken
 * for what always lay there. One that cannot be asked now is looked at from its first look on.
 */
export async function markAside(client: ImapFlow, reading: string, aside: Aside): Promise<void> {
  const known = new Set((await aside.begin()).map((one) => one.path))
  for (const { path, use } of await placesOf(client, reading, aside.named)) {
    const end = known.has(path) ? null : await endOf(client, path)
    if (end && use === 'sent') await aside.sent?.keep([], end)
    else if (end && use !== 'sent') await aside.arrived(use, end, [])
  }
}

export async function lookAside(client: ImapFlow, reading: string, aside: Aside): Promise<Looked> {
  const cursors = new Map((await aside.begin()).map((one) => [one.path, one]))
  const { places, paths } = await foldersOf(client, reading, aside.named)
  const vanished = [...cursors.values()].filter((one) => one.uidValidity !== '' && !paths.has(one.path))
  for (const { path } of vanished) await aside.vanished(path)
  // A folder that is being renamed, or made anew, is nowhere for a moment: what lay in it is not gone yet.
  let isWhole = vanished.length === 0
  let hasOpened = false
  let sent: SentMark | null = null
  for (const { path, use, isAll } of places) {
    if (use === 'sent' && !aside.sent) continue
    const end = await endOf(client, path)
    const was = cursors.get(path) ?? null
    if (!end) isWhole &&= use === 'sent' // one that refuses is left alone
    else if (use !== 'sent') {
      const renamed = !was && vanished.length > 0 ? nowhere(path) : null
      hasOpened = (await lookInto(client, use, was ?? renamed, end, aside)) || hasOpened
      if (isAll) hasOpened = (await findMissed(client, end, (missed, there) => aside.found(use, end, missed, there), aside)) || hasOpened // prettier-ignore
    } else if (aside.sent) {
      sent ??= { path, uidNext: end.uid + 1 }
      const looked = await lookIntoSent(client, was, end, aside.sent)
      hasOpened ||= looked !== 'as it was'
      if (looked === 'not to its end') sent = { path, uidNext: 0 } // soon again
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

/** As a folder is remembered that is not there. */
export const nowhere = (path: string): SideCursor => ({ path, uidValidity: '', uid: 0, anewTo: 0 })

/** Null where the server does not say. */
async function endOf(client: ImapFlow, path: string): Promise<SideCursor | null> {
  const now = await client.status(path, { uidNext: true, uidValidity: true })
  if (!now || !now.uidNext || !now.uidValidity) return null
  return { path, uidValidity: String(now.uidValidity), uid: now.uidNext - 1, anewTo: 0 }
}

/** Whether the folder was opened. */
async function lookInto(
  client: ImapFlow,
  side: Side,
  was: SideCursor | null,
  end: SideCursor,
  aside: Aside,
): Promise<boolean> {
  if (was === null) {
    await aside.arrived(side, end, [])
    return false
  }
  const isAnew = was.uidValidity !== end.uidValidity
  const from = isAnew ? { ...end, uid: 0, anewTo: end.uid } : was
  if (isAnew) await aside.arrived(side, from, []) // what lay there is known by no number any more
  if (from.uid >= end.uid) return false
  await client.mailboxOpen(end.path, { readOnly: true })
  await readOn(client, side, from, end.uid, aside)
  return true
}

async function lookIntoSent(
  client: ImapFlow,
  was: SideCursor | null,
  end: SideCursor,
  sent: SentFolder,
): Promise<'as it was' | 'to its end' | 'not to its end'> {
  if (was?.uidValidity !== end.uidValidity) await sent.keep([], end)
  else if (was.uid < end.uid) {
    await client.mailboxOpen(end.path, { readOnly: true })
    return (await readSent(client, was, sent)) ? 'to its end' : 'not to its end'
  }
  return 'as it was'
}

/** Page by page, each durable before the next is asked for: a large folder that was numbered anew is gone on with after an outage. */
async function readOn(client: ImapFlow, side: Side, from: SideCursor, end: number, aside: Aside): Promise<void> {
  const found = await client.search({ uid: `${from.uid + 1}:*` }, { uid: true })
  if (!Array.isArray(found)) throw new Problem('busy', 'imap-search', 'The mail server refused to search a folder.')
  const uids = found.filter((uid) => uid > from.uid).toSorted((a, b) => a - b)
  const lain = uids.filter((uid) => uid <= from.anewTo)
  for (const [those, isAgain] of [
    [lain, true],
    [uids.slice(lain.length), false],
  ] as const)
    // prettier-ignore
    for (let at = 0; at < those.length; at += PAGE) {
      const page = those.slice(at, at + PAGE)
      await aside.arrived(side, { ...from, uid: page.at(-1) ?? from.uid }, await readHeaders(client, page), { isAgain })
    }
  if ((uids.at(-1) ?? from.uid) < end) await aside.arrived(side, { ...from, uid: end }, [])
}
