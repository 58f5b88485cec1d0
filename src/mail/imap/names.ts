// By what a message on a server is called, wherever it lies there: its Message-ID, and where it has none, how it begins. A move does
// not touch a byte of it, and its size is compared beside.
import { createHash } from 'node:crypto'

/** Bytes at the beginning of a message without a Message-ID that stand for it: its header, and more than that of most. */
export const BEGINNING = 16 * 1024

/** Longer than a line of mail may be (RFC 5322 §2.1.1) it names nothing, and no index takes it. */
const LONGEST = 998

/** Without <>, and without NUL, which no column of a table takes. */
export function mailIdIn(header: string): string | null {
  const name = /<([^<>\s]+)>/.exec(header.replaceAll('\0', ''))?.[1] ?? null
  return name !== null && name.length > LONGEST ? null : name
}

const UNNAMED = 'unnamed '

/** Has a space in it, as no Message-ID has: nobody can write a mail that is called so. */
export const nameOfUnnamed = (beginning: Buffer): string =>
  UNNAMED + createHash('sha256').update(beginning.subarray(0, BEGINNING)).digest('hex')

export const isUnnamed = (name: string): boolean => name.startsWith(UNNAMED)
/** Null for one that a person would not recognise. */
export const shownName = (name: string | null): string | null => (name !== null && isUnnamed(name) ? null : name)
