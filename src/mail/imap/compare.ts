// What happened to the messages of an open folder since both sides last agreed: flags that changed, messages that are gone, and
// such as nothing is known of. Asks for no more than it must: what changed since (CONDSTORE, RFC 7162 §3.1), what vanished
// (QRESYNC, §3.2), and everything where a server has neither, or where the number of messages does not come out even.
import type { ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'
import { askedOf, leave } from './asked.ts'
import type { Cursor } from './folder.ts'
import { asFlagged, type Flagged } from './flagged.ts'

export interface Unknown extends Flagged {
  /** Message-ID without <>. */
  mailId: string | null
  size: number
}

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
  /** Resolves when the differences and the cursor are durable, both or neither. */
  take(cursor: Cursor, differences: Differences): Promise<void>
  /** Everything there was compared, and nothing is open. */
  agreed(): Promise<void>
}

/** How many messages are asked about at once. */
const PAGE = 500
/** Flags and disappearances in one answer. A server that tells of more is left, and asked anew. */
const MOST_TOLD = 2_000_000

/**
 * `isThorough`: flags are read even where the server cannot say which of them changed, and those of the newest messages whatever it says.
 * Answers the cursor to go on from, and whether any message is gone.
 */
export async function compare(
  client: ImapFlow,
  cursor: Cursor,
  ledger: Ledger,
  { isThorough }: { isThorough: boolean },
): Promise<{ cursor: Cursor; hasGone: boolean }> {
  // As it was before anything is asked: what changes meanwhile is told once more the next time.
  const modseq = modseqOf(client)
  const { known, stale } = await ledger.count(cursor)
  const isQuiet = modseq === null ? !isThorough : modseq === cursor.modseq
  if (isQuiet && !isThorough && stale === 0 && existsIn(client) === known) return { cursor, hasGone: false }
  const { changed, vanished } = isQuiet
    ? { changed: [], vanished: 0 }
    : await flagsSince(client, believed(cursor, modseq))
  if (isThorough && modseq !== null) changed.push(...(await newestFlags(client, cursor)))
  const isEven = existsIn(client) === known && vanished === 0
  const { gone, unknown } = isEven ? { gone: [], unknown: [] } : await countUp(client, cursor, ledger)
  const next = { ...cursor, modseq }
  await ledger.take(next, { changed, gone, unknown })
  return { cursor: next, hasGone: gone.length + stale > 0 }
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
  for await (const one of client.fetch(range, { uid: true, flags: true }, options)) {
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

/** Those that are gone meanwhile are left out. */
export async function readHeaders(client: ImapFlow, uids: number[]): Promise<Unknown[]> {
  const query = { uid: true, flags: true, size: true, headers: ['message-id'] }
  const found = await askedOf(client, uids, query, (one) => one.headers !== undefined)
  return [...found.values()].map((one) => ({
    ...asFlagged(one),
    mailId: mailIdIn(one.headers?.toString('latin1') ?? ''),
    size: one.size ?? 0,
  }))
}

/** Longer than a line of mail may be (RFC 5322 §2.1.1) it names nothing, and no index takes it. */
const LONGEST = 998

/** Without <>, and without NUL, which no column of a table takes. */
export function mailIdIn(header: string): string | null {
  const name = /<([^<>\s]+)>/.exec(header.replaceAll('\0', ''))?.[1] ?? null
  return name !== null && name.length > LONGEST ? null : name
}
