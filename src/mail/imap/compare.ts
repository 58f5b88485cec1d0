// What happened to the messages of an open folder since both sides last agreed: flags that changed, messages that are gone, and
// such as nothing is known of. Asks for no more than it must: what changed since (CONDSTORE, RFC 7162 §3.1), what vanished
// (QRESYNC, §3.2), and everything where a server has neither, or where the number of messages does not come out even.
import type { ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { leave } from './asked.ts'
import type { Cursor, Recognise } from './folder.ts'
import { asFlagged, flagsQuery, type Flagged } from './flagged.ts'
import { readHeaders, type Unknown } from './headers.ts'

export interface Differences {
  /** May name messages that are as agreed. */
  changed: Flagged[]
  gone: number[]
  unknown: Unknown[]
}

/** Who remembers what was agreed on. Of the folder, only messages up to the cursor. */
export interface Ledger {
  /** How many are known to lie there; `stale`: how many are remembered by UIDs that count no more. */
  count(cursor: Cursor): Promise<{ known: number; stale: number }>
  uids(cursor: Cursor): Promise<number[]>
  /** Whether messages are remembered by UIDs of another numbering than the cursor's. */
  isRenumbered(cursor: Cursor): Promise<boolean>
  recognise: Recognise
  /**
   * Resolves when the differences and the cursor are durable, both or neither; to whether some of them wait for a mail to be filed, and
   * are to be told once more. Then the cursor's modification number is kept as it was.
   */
  take(cursor: Cursor, differences: Differences): Promise<{ isOpen: boolean }>
  /** Everything there was compared, and nothing is open. */
  agreed(): Promise<void>
}

/** How many messages are asked about at once. */
const PAGE = 500
/** Flags and disappearances in one answer. A server that tells of more is left, and asked anew. */
const MOST_TOLD = 2_000_000

/**
 * `isThorough`: flags are read even where the server cannot say which of them changed, and those of the newest messages whatever it says.
 * `isCounted`: what lies there is counted beside what is known, as nobody told of what went; of a million that takes its time.
 * Answers the cursor to go on from, and whether any message is gone.
 */
export async function compare(
  client: ImapFlow,
  cursor: Cursor,
  ledger: Ledger,
  { isThorough, isCounted }: { isThorough: boolean; isCounted: boolean },
): Promise<{ cursor: Cursor; hasGone: boolean; isOpen: boolean }> {
  // As it was before anything is asked: what changes meanwhile is told once more the next time.
  const modseq = modseqOf(client)
  const counts = isCounted ? await ledger.count(cursor) : null
  const stale = counts?.stale ?? 0
  const comesOut = counts === null || existsIn(client) === counts.known
  const isQuiet = modseq === null ? !isThorough : modseq === cursor.modseq
  if (isQuiet && !isThorough && stale === 0 && comesOut) return { cursor, hasGone: false, isOpen: false }
  const { changed, vanished } = isQuiet
    ? { changed: [], vanished: 0 }
    : await flagsSince(client, believed(cursor, modseq))
  if (isThorough && modseq !== null) changed.push(...(await newestFlags(client, cursor)))
  const { gone, unknown } =
    comesOut && vanished === 0 ? { gone: [], unknown: [] } : await countUp(client, cursor, ledger)
  const next = { ...cursor, modseq }
  const { isOpen } = await ledger.take(next, { changed, gone, unknown })
  return { cursor: isOpen ? cursor : next, hasGone: gone.length + stale > 0, isOpen }
}

/**
 * A server whose index was rebuilt counts its changes from the beginning again, under the same UIDVALIDITY (RFC 7162 §3.1.2.2 forbids it,
 * and deleting Dovecot's index files does it): numbers that went back say nothing. Where they have grown past ours by then nobody can
 * tell, and the newest messages are looked at without them.
 */
function believed(cursor: Cursor, modseq: string | null): Cursor {
  const hasGoneBack = modseq !== null && cursor.modseq !== null && BigInt(modseq) < BigInt(cursor.modseq)
  return hasGoneBack ? { ...cursor, modseq: null } : cursor
}

async function newestFlags(client: ImapFlow, { uid }: Cursor): Promise<Flagged[]> {
  const exists = existsIn(client)
  if (exists === 0 || uid === 0) return []
  return await flagsOf(client, `${Math.max(1, exists - PAGE + 1)}:*`, uid, {})
}

async function flagsOf(
  client: ImapFlow,
  range: string,
  upTo: number,
  options: { uid?: boolean; changedSince?: bigint },
): Promise<Flagged[]> {
  const found: Flagged[] = []
  let told = 0
  for await (const one of client.fetch(range, flagsQuery, options)) {
    if (++told > MOST_TOLD) throw leave(client)
    if (one.uid <= upTo && one.flags) found.push(asFlagged(one))
  }
  return found
}

/** The highest modification number of the folder, if it has such. */
function modseqOf(client: ImapFlow): string | null {
  return client.mailbox && client.mailbox.highestModseq ? String(client.mailbox.highestModseq) : null
}

const existsIn = (client: ImapFlow) => (client.mailbox ? client.mailbox.exists : 0)

async function flagsSince(client: ImapFlow, { uid, modseq }: Cursor) {
  if (uid === 0) return { changed: [], vanished: 0 }
  let vanished = 0
  const hear = (event: { uid?: number }) => {
    if (event.uid && ++vanished === MOST_TOLD) client.close()
  }
  client.on('expunge', hear)
  try {
    const since = modseq === null ? {} : { changedSince: BigInt(modseq) }
    const changed = await flagsOf(client, `1:${uid}`, uid, { uid: true, ...since })
    return { changed, vanished }
  } finally {
    client.off('expunge', hear)
  }
}

/** Every UID there beside every UID known. */
async function countUp(client: ImapFlow, cursor: Cursor, ledger: Ledger) {
  if (cursor.uid === 0) return { gone: [], unknown: [] }
  const found = await client.search({ uid: `1:${cursor.uid}` }, { uid: true })
  if (!Array.isArray(found)) throw new Problem('busy', 'imap-search', 'The mail server refused to search the folder.')
  const [there, known] = [new Set(found), new Set(await ledger.uids(cursor))]
  const unheard = [...there].filter((uid) => uid <= cursor.uid && !known.has(uid)).toSorted((a, b) => a - b)
  const unknown: Unknown[] = []
  for (let at = 0; at < unheard.length; at += PAGE)
    unknown.push(...(await readHeaders(client, unheard.slice(at, at + PAGE))))
  return { gone: [...known].filter((uid) => !there.has(uid)), unknown }
}
