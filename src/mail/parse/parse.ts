// A mail's bytes read into what Postroom works with. Start here: lead-in, parts, headers, bodies; and when any of it fails,
// the degraded reading, because no mail may be lost to its own form.
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import { attachmentIn, readBodies } from './bodies.ts'
import { parseDegraded } from './degraded.ts'
import { decodeTransfer, encodingOf } from './encodings.ts'
import { readEnvelopeFields } from './facts.ts'
import { cardsIn, invitationIn } from './facts-within.ts'
import { decodeText } from './charset.ts'
import type { Hashes } from './hashes.ts'
import { decodeFields, strayStart } from './headers.ts'
import { withLineFeeds } from './line-ends.ts'
import { withoutLeadIn } from './lead-in.ts'
import { attachmentName } from './names.ts'
import { openParts } from './opened.ts'
import type { AttachedMail, ParsedMail } from './parsed.ts'
import { protectionOf } from './protection.ts'
import { reportParts } from './report-parts.ts'
import { splitStreamed } from './streamed.ts'
import { leaves, splitParts, type Kept, type Part, type Structure } from './structure.ts'

/** Never rejects, whatever the bytes. CPU time is bounded by the limits, not by a clock: run it where a clock watches. */
export async function parseMail(received: Buffer): Promise<ParsedMail> {
  return parseWhole(received, true)
}

function parseWhole(received: Buffer, isOutermost: boolean): ParsedMail {
  return orDegraded(received, () => {
    const { raw, warnings } = withoutLeadIn(received)
    return understand({ ...splitParts(raw, limits.message), received, raw, warnings }, isOutermost)
  })
}

/** The same of a mail too large to be held in memory. Rejects only where its pieces do. */
export async function parseStreamed(pieces: AsyncIterable<Buffer>, step?: number): Promise<ParsedMail & Hashes> {
  const split = await splitStreamed(pieces, step)
  const { received, failed, strippedHash, canonicalHash } = split
  const parsed = orDegraded(received, () => {
    if (failed) throw failed
    return understand(split, true)
  })
  return { ...parsed, strippedHash, canonicalHash }
}

function orDegraded(received: Buffer, read: () => ParsedMail): ParsedMail {
  try {
    return read()
  } catch (thrown) {
    return parseDegraded(received, thrown instanceof Error ? thrown.name : 'unknown')
  }
}

interface Split extends Structure {
  /** As it came, and without what stood before it; of a large mail the beginning. */
  received: Buffer
  raw: Buffer
  warnings: string[]
}

function understand({ root, stoppedBy, received, raw, warnings }: Split, isOutermost: boolean): ParsedMail {
  if (!root || root.fields.length === 0) return parseDegraded(received, stoppedBy ?? 'no header was found')
  const parsed = assemble(root, [...warnings, ...openParts(root)], stoppedBy, raw)
  return isOutermost && !parsed.degraded ? { ...parsed, mails: attachedMails(root) } : parsed
}

/** What the mails within the mail say; what they in turn hold is told by its name only. */
function attachedMails(root: Part): AttachedMail[] {
  return leaves(root)
    .filter((part) => /^message\/(?:rfc822|global|news)$/.test(part.type))
    .slice(0, MOST_MAILS)
    .map((part) => {
      const bytes = decodeTransfer(part.body, part.encoding).subarray(0, MOST_MAIL_BYTES)
      const { from, to, cc, subject, date, text, attachments } = parseWhole(bytes, false)
      const names = attachments.map(({ name, type, size }) => ({ name, type, size }))
      return { part: part.index, from, to, cc, subject, date, text: text.slice(0, MOST_TEXT), attachments: names }
    })
}

const MOST_MAILS = 10
const MOST_MAIL_BYTES = 1024 * 1024
const MOST_TEXT = 100_000

/** Byte-exact, for a download made from the stored mail. `part` as `parseMail` numbered it. */
export async function attachmentBytes(
  received: Buffer,
  part: number,
): Promise<{ name: string; type: string; bytes: Buffer }> {
  const { raw } = withoutLeadIn(received)
  const { root } = splitParts(raw, limits.message)
  if (root) openParts(root)
  return attachmentOf(root, part)
}

function attachmentOf(root: Part | null, part: number): { name: string; type: string; bytes: Buffer } {
  const found = root && attachmentIn(root, part)
  if (!found)
    throw new Problem('missing', 'attachment-missing', 'The mail has no such attachment.', { detail: { part } })
  return found
}

export interface AttachmentPlace {
  name: string
  type: string
  size: number
  /** Where its encoded bytes are in the mail. */
  place: Pick<Kept, 'from' | 'to' | 'encoding'>
}

/** The same of a mail too large to be held in memory: where to find it, or what had to be unpacked. */
export async function findAttachment(
  pieces: AsyncIterable<Buffer>,
  part: number,
): Promise<AttachmentPlace | { name: string; type: string; bytes: Buffer }> {
  const { root } = await splitStreamed(pieces)
  if (root) openParts(root)
  const leaf = root && leaves(root).find((one) => one.index === part)
  if (leaf?.kept && encodingOf(leaf.kept.encoding) !== 'uu') {
    const { digest, ...place } = leaf.kept
    return { name: attachmentName(leaf), type: leaf.type, size: digest.size, place }
  }
  return attachmentOf(root, part)
}

function assemble(root: Part, leadIn: string[], stoppedBy: string | null, raw: Buffer): ParsedMail {
  const charset = root.charset ?? leaves(root).find((part) => part.charset !== null)?.charset ?? null
  const headers = decodeFields(root.fields, charset)
  const facts = readEnvelopeFields(root.fields, headers, charset, limits.message.addresses)
  const bodies = readBodies(root)
  const protection = protectionOf(root, bodies)
  const warnings = [...leadIn, ...bodies.warnings]
  if (stoppedBy !== null) warnings.push(`degraded: ${stoppedBy}`)
  if (facts.from.length === 0) warnings.push('from: no sender address')
  if (facts.date === null && headers.first('date') !== undefined) warnings.push('date: cannot be read')
  const nothing = bodies.text.trim() === '' && bodies.html === null && bodies.attachments.length === 0
  const isUnsaid = nothing && facts.subject === '' && facts.from.length === 0
  if (isUnsaid) return parseDegraded(raw, stoppedBy ?? 'no sender, no subject and no text were found')
  if (protection?.isEncrypted)
    warnings.push(`encrypted: by ${protection.scheme === 'pgp' ? 'PGP' : 'S/MIME'}; only who has the key can read it`)
  const stray = nothing && stoppedBy === null ? strayStart(raw.toString('latin1', 0, limits.message.headerBytes)) : -1
  if (stray !== -1) {
    warnings.push('degraded: no blank line before the text')
    bodies.text = withLineFeeds(decodeText(raw.subarray(stray, stray + limits.message.headerBytes), charset).text)
  }
  const cutText = stoppedBy !== null && bodies.text === '' ? parseDegraded(raw, stoppedBy).text : bodies.text
  return {
    ...facts,
    text: cutText,
    html: bodies.html,
    attachments: bodies.attachments,
    attached: bodies.attached,
    reportParts: reportParts(root),
    invitation: invitationIn(root),
    protection,
    cards: cardsIn(root),
    mails: [],
    headers,
    warnings,
    degraded: stoppedBy !== null || stray !== -1,
  }
}
