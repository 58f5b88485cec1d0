// The tree of MIME parts, as bytes (RFC 2046 §5.1): boundaries are found, limits are looked after, nothing is decoded yet.
// Where programs disagree about a broken mail it is read as most of them read it.
import type { Digest } from './encodings.ts'
import { parseFields, type RawField } from './headers.ts'
import { readParameters } from './parameters.ts'
import { typeOfName } from './types.ts'

export interface Part {
  /** Order of appearance, counted from 0 at the mail itself. Stable for the same bytes: stored links name it. */
  index: number
  /** Of the mail itself; nobody asks for those of its parts. */
  fields: RawField[]
  isTyped: boolean
  /** `text/plain` where the mail says nothing; lower case. */
  type: string
  /** Of the Content-Type, names in lower case. */
  parameters: ReadonlyMap<string, string>
  charset: string | null
  /** `attachment`, `inline`, something else or null. */
  disposition: string | null
  filename: string | null
  encoding: string
  flowed: boolean
  delSp: boolean
  contentId: string | null
  /** Content-Location (RFC 2557 §4.2). */
  location: string | null
  children: Part[]
  /** Encoded bytes of a leaf, in order; views into the mail. */
  body: Buffer[]
  /** Where the mail was read in a stream: `body` is then the beginning, decoded, and this is what it is of. */
  kept?: Kept
}

export interface Kept {
  digest: Digest
  /** As written, of the bytes in the source. */
  encoding: string
  /** Where in the source. */
  from: number
  to: number
}

export interface Structure {
  root: Part | null
  /** Why the tree is not all of the mail; null when it is. */
  stoppedBy: string | null
}

export interface StructureLimits {
  headerBytes: number
  parts: number
  depth: number
}

const LF = 0x0a
const CR = 0x0d
const DASH = 0x2d
const LINE_AND_DASHES = Buffer.from('\n--')
/** What a line of a header block counts at least towards its limit, so that the limit bounds their number too. */
const LEAST_LINE = 64
/** Blanks that may stand between a boundary and the end of its line. */
const MOST_BLANKS = 998
/** A boundary that is longer is none; RFC 2046 allows 70. */
const LONGEST_BOUNDARY = 2_048
/** More than a boundary takes with all that may stand in its line. */
const FAR = 4_096

/** A multipart, or a part in one, of which the end has not come yet. */
interface Open {
  part: Part
  boundary: Buffer | null
  parent: Open | null
  depth: number
}

/**
 * At a limit the tree holds what was found until then. Boundaries count wherever they stand, also those of the multiparts
 * around an inner one that is never closed. One pass; bodies are views into the mail.
 */
export function splitParts(raw: Buffer, limits: StructureLimits): Structure {
  const keep = (part: Part, bytes: Buffer): void => void part.body.push(bytes)
  const { value } = walkParts({ raw, isAll: true }, limits, keep).next()
  return value as Structure // all of it is there: it never asks for more
}

/** As much of a mail as is at hand. */
export interface View {
  raw: Buffer
  /** Nothing comes behind it. */
  isAll: boolean
}

/**
 * The same for a mail that comes in pieces. Yields where it must see more: whoever runs it then drops so many bytes from the front
 * of `view.raw` and puts new ones behind it, or sets `isAll`. `take` is given the body of a leaf as it is found; what is before the
 * first part of a multipart is given, too, and then `part.children` is no longer empty.
 */
export function* walkParts(
  view: View,
  limits: StructureLimits,
  take: (part: Part, bytes: Buffer) => void,
): Generator<number, Structure> {
  let count = 0
  let at = 0
  let root: Part | null = null
  let next: { parent: Open | null } | null = { parent: null }
  while (next) {
    if (count > limits.parts) return { root, stoppedBy: 'too many parts' }
    let head = readHead(view.raw, at, next.parent, limits.headerBytes)
    while (!view.isAll && view.raw.length - (head?.end ?? at + limits.headerBytes) < FAR) {
      at = yield* see(view, at, view.raw.length - at + 1)
      head = readHead(view.raw, at, next.parent, limits.headerBytes)
    }
    if (!head) return { root, stoppedBy: 'a header block is too long' }
    const part = toPart(view.raw.toString('latin1', at, head.end), count++)
    const open: Open = { ...part, parent: next.parent, depth: (next.parent?.depth ?? 0) + 1 }
    if (next.parent) adopt(next.parent.part, part.part)
    root ??= part.part
    if (open.depth > limits.depth) return { root, stoppedBy: 'parts are nested too deeply' }
    const body: Body = yield* readBody(view, head.end, open, head.isCut, (bytes) => take(part.part, bytes))
    at = body.next
    next = body.parent && { parent: body.parent }
  }
  return { root, stoppedBy: null }
}

/** Sees to it that so many bytes are there from `at` on, unless the mail ends before. Where `at` is then. */
function* see(view: View, at: number, bytes: number): Generator<number, number> {
  let from = at
  while (view.raw.length - from < bytes && !view.isAll) {
    yield from
    from = 0
  }
  return from
}

/** Where the header block ends: behind its blank line, or where a boundary cuts it. Null when it is longer than `most`. */
function readHead(
  raw: Buffer,
  from: number,
  parent: Open | null,
  most: number,
): { end: number; isCut: boolean } | null {
  let cost = 0
  let at = from
  while (at < raw.length) {
    if (parent && boundaryAt(raw, at, parent)) return { end: at, isCut: true }
    const newline = raw.indexOf(LF, at)
    const end = newline === -1 ? raw.length : newline + 1
    if (raw[at] === LF || (raw[at] === CR && raw[at + 1] === LF)) return { end, isCut: false }
    cost += Math.max(end - at, LEAST_LINE)
    if (cost > most) return null
    at = end
  }
  return { end: at, isCut: false }
}

interface Body {
  /** Where the next part begins. */
  next: number
  /** Whose part that is; null when there is none. */
  parent: Open | null
}

/** The body that begins at `from`, up to the next boundary that begins a part. What stands between multiparts is nobody's. */
function* readBody(
  view: View,
  from: number,
  open: Open,
  isCut: boolean,
  take: (bytes: Buffer) => void,
): Generator<number, Body> {
  const isBounded = hasBoundary(open)
  let inside = open
  let [isFirst, isLineStart, isEnded, isOver] = [true, true, false, false]
  let at = from
  let taken = from
  const takeTo = (to: number): void => {
    if (!isEnded && to > taken) take(view.raw.subarray(taken, to))
    taken = Math.max(taken, to)
  }
  for (;;) {
    if (!view.isAll && view.raw.length - at < FAR) {
      takeTo(at - 2) // the line end before a boundary may yet turn out to be the boundary's
      const kept = Math.min(taken, at)
      const moved = (yield* see(view, kept, at - kept + FAR)) - kept
      at += moved
      taken += moved
    }
    if (at >= view.raw.length) break
    const found = isBounded && isLineStart ? boundaryAt(view.raw, at, inside, isOver) : null
    if (found) {
      const isOwn = found.open === open && !isEnded
      // A closing boundary before any part is text
      if (!(isOwn && found.closes) && !isEnded) {
        takeTo(isCut && isFirst ? at : withoutLineEnd(view.raw, taken, at))
        isEnded = true
      }
      if (!found.closes) return { next: found.end, parent: found.open }
      if (!isOwn) {
        inside = found.open
        isOver = true
      }
    }
    isFirst = false
    const newline = found ? found.end - 1 : isBounded ? view.raw.indexOf(LINE_AND_DASHES, at) : -1
    if (newline === -1 && view.isAll) break
    isLineStart = newline !== -1
    at = isLineStart ? newline + 1 : Math.max(at, view.raw.length - LINE_AND_DASHES.length + 1)
  }
  takeTo(view.raw.length)
  return { next: view.raw.length, parent: null }
}

function hasBoundary(open: Open): boolean {
  for (let one: Open | null = open; one; one = one.parent) if (one.boundary) return true
  return false
}

/** The line end before a boundary belongs to the boundary (RFC 2046 §5.1.1). */
function withoutLineEnd(raw: Buffer, from: number, to: number): number {
  if (to <= from || raw[to - 1] !== LF) return to
  return to - 1 > from && raw[to - 2] === CR ? to - 2 : to - 1
}

interface Boundary {
  open: Open
  closes: boolean
  /** Behind its line. */
  end: number
}

/** The boundary of the innermost multipart whose line begins at `at`. Once a multipart is over, its own means nothing. */
function boundaryAt(raw: Buffer, at: number, innermost: Open, isOver = false): Boundary | null {
  if (raw[at] !== DASH || raw[at + 1] !== DASH) return null
  for (let open = isOver ? innermost.parent : innermost; open; open = open.parent) {
    const found = open.boundary && matches(raw, at + 2, open.boundary)
    if (found) return { open, ...found }
  }
  return null
}

function matches(raw: Buffer, from: number, boundary: Buffer): { closes: boolean; end: number } | null {
  for (let i = 0; i < boundary.length; i++) if (raw[from + i] !== boundary[i]) return null
  let at = from + boundary.length
  const closes = raw[at] === DASH && raw[at + 1] === DASH
  if (closes) at += 2
  for (let blanks = 0; blanks < MOST_BLANKS && (raw[at] === 0x20 || raw[at] === 0x09); blanks++) at++
  if (at >= raw.length) return closes ? { closes, end: at } : null
  for (let returns = 0; returns < MOST_BLANKS && raw[at] === CR; returns++) at++
  if (raw[at] === LF) return { closes, end: at + 1 }
  return at >= raw.length ? { closes, end: at } : null
}

function adopt(parent: Part, child: Part): void {
  parent.body = []
  parent.children.push(child)
  // RFC 2046 §5.1.5
  if (parent.type === 'multipart/digest' && !child.isTyped) child.type = 'message/rfc822'
}

function toPart(block: string, index: number): { part: Part; boundary: Buffer | null } {
  const fields = parseFields(block)
  const first = (name: string): string => fields.find((field) => field.name.toLowerCase() === name)?.value ?? ''
  const disposition = readParameters(first('content-disposition'))
  const filename = disposition.parameters.get('filename')
  const written = first('content-type').trim()
  const content = readParameters(written || guessedType(disposition.value.toLowerCase(), filename ?? ''))
  const type = content.value.toLowerCase()
  const { parameters } = content
  const isFlowed = type === 'text/plain' && parameters.get('format')?.toLowerCase().trim() === 'flowed'
  const boundary = (parameters.get('boundary') ?? '').trimEnd()
  return {
    part: {
      index,
      fields: index === 0 ? fields : [],
      isTyped: written !== '',
      type: cleanType(type || 'text/plain'),
      parameters,
      charset: parameters.get('charset') || null,
      disposition: disposition.value.toLowerCase() || null,
      filename: filename || parameters.get('name') || null,
      encoding: withoutComment(first('content-transfer-encoding')).toLowerCase().trim() || '7bit',
      flowed: isFlowed,
      delSp: isFlowed && parameters.get('delsp')?.toLowerCase().trim() === 'yes',
      contentId: contentId(first('content-id')),
      location: first('content-location').replace(/\s+/g, '') || null,
      children: [],
      body: [],
    },
    boundary: /^[ -~\t]+$/.test(boundary) && boundary.length <= LONGEST_BOUNDARY ? Buffer.from(boundary) : null,
  }
}

/** For a part that does not say: what its name says, else bytes where it is to be kept, else text (RFC 2045 §5.2). */
function guessedType(disposition: string, filename: string): string {
  if (filename.includes('.')) return typeOfName(filename)
  return disposition === 'attachment' ? 'application/octet-stream' : 'text/plain'
}

function withoutComment(text: string): string {
  const start = text.indexOf('(')
  const end = text.lastIndexOf(')')
  return start !== -1 && end > start ? text.slice(0, start) + text.slice(end + 1) : text
}

/** Media types are shown and served by others, so nothing but what RFC 6838 §4.2 allows passes. */
export function cleanType(type: string): string {
  const [cleaned] = /^[a-z0-9!#$&^_.+-]{1,80}\/[a-z0-9!#$&^_.+-]{1,120}/.exec(type) ?? []
  if (cleaned) return cleaned
  return type.startsWith('text') ? 'text/plain' : 'application/octet-stream'
}

function contentId(value: string): string | null {
  const id = value.replaceAll('\0', '').trim().replace(/^<|>$/g, '').trim()
  return id ? id : null
}

/** Whatever has no children, so also a multipart in which no part was found. */
export function leaves(part: Part): Part[] {
  return part.children.length === 0 ? [part] : part.children.flatMap(leaves)
}
