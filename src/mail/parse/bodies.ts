// What of a part tree is read as text, what as HTML, and what is attached (RFC 2046 §5.1).
import { htmlToText, textToHtml } from '../html/to-text.ts'
import { decodeText, metaCharset } from './charset.ts'
import { decodeTransfer, digestTransfer, type Digest } from './encodings.ts'
import { unflow } from './flowed.ts'
import { placeInline, type Placed, type References } from './inline.ts'
import { withLineFeeds } from './line-ends.ts'
import { attachmentName, cleanName } from './names.ts'
import { isTnef } from './opened.ts'
import { withoutArmour } from './protection.ts'
import { leaves, type Part } from './structure.ts'
import { findUuencoded } from './uuencode.ts'
import type { Attachment } from './attachment.ts'

/** Characters of text and of HTML that are read; what is longer stays whole in the raw mail. */
const SHOWN = 1_000_000
/** Bytes that hold as much, whatever the charset. */
export const SHOWN_BYTES = 4 * SHOWN
/** The n-th uuencoded block (from 1) in the text of part p is attachment p + n × this. */
export const UU_BLOCK = 1_000_000

const UU_BEGIN = Buffer.from('begin')

export interface Bodies {
  text: string
  html: string | null
  attachments: Attachment[]
  /** Which of them the images of the HTML are. */
  attached: References
  /** The text stood in the armour of a PGP signature, and stands here without it. */
  isClearSigned: boolean
  warnings: string[]
}

interface Block {
  plain: string | null
  html: string | null
}

export function readBodies(root: Part): Bodies {
  const warnings: string[] = []
  const placed: Placed[] = []
  const packed: Block[] = []
  let isClearSigned = false
  const body = merge(blocks(root))
  const inside = merge(packed)
  const rich = body.html ?? inside.html
  const html = rich === null ? null : shorten(rich, 'html')
  const plain = body.plain?.trim() || body.html !== null ? body.plain : (inside.plain ?? body.plain)
  const text = shorten(plain?.trim() || html === null ? (plain ?? '') : htmlToText(html), 'text')
  const attached = placeInline(placed, html)
  const attachments = placed.map((one) => one.attachment)
  return { text, html, attachments, attached, isClearSigned, warnings }

  function blocks(part: Part): Block[] {
    if (part.children.length === 0) return leaf(part)
    if (isTnef(part)) {
      // The same once more, for Outlook alone: it counts where the mail says nothing outside of it.
      packed.push(merge(part.children.flatMap(blocks)))
      return []
    }
    if (part.type === 'multipart/alternative') return [alternative(part.children.map((child) => merge(blocks(child))))]
    return part.children.flatMap(blocks)
  }

  function leaf(part: Part): Block[] {
    if (!isBody(part, placed.length === 0)) {
      const digest = part.kept?.digest ?? digestTransfer(part.body, part.encoding)
      const attachment = attach(part.index, attachmentName(part), part.type, digest, part.contentId)
      placed.push({ attachment, location: part.location })
      return []
    }
    const bytes = decodeTransfer(part.body, part.encoding)
    const label = part.charset ?? (part.type === 'text/html' ? metaCharset(bytes) : null)
    const shown = beginningOf(bytes)
    const decoded = decodeText(shown, label)
    const size = part.kept?.digest.size ?? bytes.length
    if (shown !== bytes) warnings.push(`long: a part of ${size} bytes read to byte ${shown.length}`)
    if (!decoded.clean)
      warnings.push(`charset: ${label ? `not ${printable(label)}` : 'none named'}; read as ${decoded.charset}`)
    const text = withLineFeeds(decoded.text)
    if (part.type === 'text/html') return [{ plain: null, html: text }]
    const { text: plain, files } = findUuencoded(text)
    for (const [at, file] of files.entries()) {
      const name = cleanName(file.name) || `part-${part.index}.bin`
      const digest = digestTransfer([file.bytes], 'binary')
      const attachment = attach(part.index + (at + 1) * UU_BLOCK, name, 'application/octet-stream', digest, null)
      placed.push({ attachment, location: null })
    }
    const written = part.flowed ? unflow(plain, part.delSp) : plain
    const bare = withoutArmour(written)
    isClearSigned ||= bare !== written
    return [{ plain: bare, html: null }]
  }

  function shorten(value: string, what: string): string {
    if (value.length <= SHOWN) return value
    warnings.push(`long: ${what} of ${value.length} characters cut at ${SHOWN}`)
    return value.slice(0, SHOWN)
  }
}

/** The bytes of one attachment, found again in the same tree. */
export function attachmentIn(root: Part, id: number): { name: string; type: string; bytes: Buffer } | null {
  const part = leaves(root).find((one) => one.index === id % UU_BLOCK)
  if (!part) return null
  const bytes = decodeTransfer(part.body, part.encoding)
  const block = Math.floor(id / UU_BLOCK)
  if (block === 0) return { name: attachmentName(part), type: part.type, bytes }
  const file = findUuencoded(withLineFeeds(decodeText(bytes, part.charset).text)).files[block - 1]
  return file ? { name: cleanName(file.name), type: 'application/octet-stream', bytes: file.bytes } : null
}

/** As much as is shown, to the end of a line; all of it where files may be in it. */
function beginningOf(bytes: Buffer): Buffer {
  if (bytes.length <= SHOWN_BYTES || mayHoldFiles(bytes)) return bytes
  const newline = bytes.lastIndexOf(0x0a, SHOWN_BYTES)
  return bytes.subarray(0, newline > SHOWN_BYTES / 2 ? newline + 1 : SHOWN_BYTES)
}

/** Whether uuencoded files begin where anybody looks: then the text is read to its end. */
export function mayHoldFiles(bytes: Buffer): boolean {
  const shown = bytes.subarray(0, SHOWN_BYTES)
  return shown.includes(UU_BEGIN) && /^begin(?:-base64)? [0-7]{3,4} /m.test(shown.toString('latin1'))
}

/** A named text is an attachment, unless nothing else could be what the sender wrote. */
function isBody(part: Part, isFirst: boolean): boolean {
  if (part.type.startsWith('multipart/')) return true
  if (part.type !== 'text/plain' && part.type !== 'text/html') return false
  if (part.disposition === 'attachment') return false
  return part.filename === null || (isFirst && part.index <= 1)
}

function attach(part: number, name: string, type: string, digest: Digest, contentId: string | null): Attachment {
  return { part, name, type, ...digest, contentId, inline: false }
}

/** The last HTML and the first plain text (§5.1.4: the last is the richest). */
function alternative(children: Block[]): Block {
  const html = children.findLast((child) => child.html !== null)
  const plain = children.find((child) => child.html === null && child.plain?.trim())
  return { plain: plain?.plain ?? html?.plain ?? children[0]?.plain ?? null, html: html?.html ?? null }
}

/** Pieces one after the other; where some are HTML and some are not, each is turned into what the others are. */
function merge(pieces: Block[]): Block {
  if (pieces.length <= 1) return pieces[0] ?? { plain: null, html: null }
  const anyHtml = pieces.some((piece) => piece.html !== null)
  const anyPlain = pieces.some((piece) => piece.plain?.trim())
  return {
    plain: anyPlain || !anyHtml ? pieces.map((piece) => piece.plain ?? htmlToText(piece.html ?? '')).join('\n') : null,
    html: anyHtml ? pieces.map((piece) => piece.html ?? textToHtml(piece.plain ?? '')).join('\n') : null,
  }
}

const printable = (label: string): string => label.replace(/[^\w.:-]/g, '').slice(0, 40)
