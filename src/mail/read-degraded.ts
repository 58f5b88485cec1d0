// The reading of last resort as the whole reading gives it: for a mail that no reader survived. Light enough to load and to run
// in a process that answers people; what the whole reading needs (HTML, languages) is not loaded with it.
import { accessSecretIn } from './access-secret/access-secret.ts'
import { parseDegraded } from './parse/degraded.ts'
import type { HeaderFacts } from './parse/facts.ts'
import { canonicalHash, createHashing, strippedHash, type Hashes } from './parse/hashes.ts'
import { findBody } from './parse/headers.ts'
import type { ParsedMail } from './parse/parsed.ts'
import type { ReadMail } from './read-mail.ts'

/** Headers and the beginning of the text, without any of the readers that may have failed. Fast enough for the main thread. */
export function readDegraded(raw: Buffer, because: string): ReadMail {
  return told(parseDegraded(raw, because), hashes(raw))
}

/** The same of a mail too large to be held in memory. Rejects where its pieces do. */
export async function readStreamedDegraded(pieces: AsyncIterable<Buffer>, because: string): Promise<ReadMail> {
  const hashing = createHashing()
  const first: Buffer[] = []
  let have = 0
  for await (const piece of pieces) {
    hashing.update(piece)
    if (have < ENOUGH) first.push(piece)
    have += piece.length
  }
  return told(parseDegraded(Buffer.concat(first), because), hashing.digest())
}

/** Bytes from the beginning in which everything is that it shows. */
const ENOUGH = 1024 * 1024

function told(parsed: ParsedMail, sums: Hashes): ReadMail {
  return {
    ...plain(parsed, parsed.warnings),
    ...sums,
    ...NOTHING_KNOWN,
    secret: accessSecretIn({ ...parsed, html: null }),
    reply: parsed.text,
    replyEnd: parsed.text.length,
    folded: [],
  }
}

export function hashes(raw: Buffer): Hashes {
  const bodyStart = findBody(raw)
  return { strippedHash: strippedHash(raw, bodyStart), canonicalHash: canonicalHash(raw, bodyStart) }
}

/** A mail that could not be read fully is answered by people only. */
const NOTHING_KNOWN = {
  html: null,
  remoteImages: 0,
  quoted: '',
  signature: '',
  kind: 'message' as const,
  mayAutoReply: false,
  kindBecause: 'the mail could not be read fully',
  bounce: null,
  language: null,
  languageConfidence: 0,
}

type Plain =
  | 'headers'
  | 'text'
  | 'attachments'
  | 'invitation'
  | 'protection'
  | 'cards'
  | 'mails'
  | 'warnings'
  | 'degraded'

export function plain(parsed: ParsedMail, warnings: string[]): HeaderFacts & Pick<ReadMail, Plain> {
  const { html: _html, reportParts: _reportParts, attached: _attached, headers, ...rest } = parsed
  return { ...rest, headers: headers.all, warnings }
}
