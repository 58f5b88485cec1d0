// The tree of a mail that comes in pieces and is never held whole: of each part its size and hash, and as much of its decoded bytes
// as anybody reads. The rest of the reading (bodies, facts) does not know the difference.
import { createHash } from 'node:crypto'
import { limits } from '../../kit/limits.ts'
import { mayHoldFiles, SHOWN_BYTES } from './bodies.ts'
import { createDecoder } from './decode-stream.ts'
import { decodeTransfer } from './encodings.ts'
import { createHashing, type Hashes } from './hashes.ts'
import { withoutLeadIn } from './lead-in.ts'
import { isSmime, isTnef } from './opened.ts'
import { walkParts, type Part, type Structure, type View } from './structure.ts'

export interface StreamedStructure extends Structure, Hashes {
  /** The first bytes as they came, for what looks at the source. */
  received: Buffer
  /** The same without what stood before the mail. */
  raw: Buffer
  warnings: string[]
  /** What went wrong while its parts were looked for; null when nothing did. */
  failed: Error | null
}

/** Bytes of the source that are looked at before anything else. */
const BEGINNING = 1024 * 1024
const STEP = 256 * 1024
/** Of a part that something may be read from. */
const READ = 1024 * 1024
/** Of all parts together; there is more text than is shown long before. */
const MOST_KEPT = 4 * SHOWN_BYTES

/** Rejects where the pieces do. `step`: bytes of the beginning that are looked at together. */
export async function splitStreamed(pieces: AsyncIterable<Buffer>, step = STEP): Promise<StreamedStructure> {
  const hashing = createHashing()
  const source = pieces[Symbol.asyncIterator]()
  const next = async (): Promise<Buffer | null> => {
    const { value, done } = await source.next()
    if (done) return null
    hashing.update(value)
    return value
  }
  const received = await beginning(next)
  const { raw, warnings } = withoutLeadIn(received)
  const isCrOnly = received.includes(CR) && !received.includes(LF)
  let seen = Math.min(step, raw.length)
  const more = async (): Promise<Buffer | null> => {
    if (seen === raw.length) return await next()
    const from = seen
    seen = Math.min(seen + step, raw.length)
    return raw.subarray(from, seen)
  }
  const view: View = { raw: raw.subarray(0, seen), isAll: false }
  const leaves = createLeaves()
  /** Where in the source the view begins. */
  let base = received.length - raw.length
  const take = (part: Part, bytes: Buffer): void =>
    leaves.take(part, bytes, base + bytes.byteOffset - view.raw.byteOffset)
  const walk = walkParts(view, limits.message, take)
  let failed: Error | null = null
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work()
    } catch (thrown) {
      failed = thrown as Error
      return null
    }
  }

  let asked = attempt(() => walk.next())
  while (asked && !asked.done) {
    const isFromBeginning = seen < raw.length
    const piece = await more()
    view.isAll = piece === null
    const fresh = isCrOnly && !isFromBeginning ? withLineFeeds(piece) : (piece ?? NOTHING)
    view.raw = Buffer.concat([view.raw.subarray(asked.value), fresh])
    base += asked.value
    asked = attempt(() => walk.next())
  }
  const structure = asked?.done ? asked.value : { root: null, stoppedBy: null }
  while ((await next()) !== null); // the hashes are of all of it
  attempt(leaves.finish)
  return { ...structure, ...hashing.digest(), received, raw, warnings, failed }
}

const LF = 0x0a
const CR = 0x0d
const NOTHING = Buffer.alloc(0)

const withLineFeeds = (piece: Buffer | null): Buffer =>
  Buffer.from((piece ?? NOTHING).toString('latin1').replaceAll('\r', '\n'), 'latin1')

async function beginning(next: () => Promise<Buffer | null>): Promise<Buffer> {
  const first: Buffer[] = []
  for (let have = 0; have < BEGINNING;) {
    const piece = await next()
    if (piece === null) break
    first.push(piece)
    have += piece.length
  }
  return Buffer.concat(first)
}

interface Leaf {
  add(bytes: Buffer, at: number): void
  finish(): void
}

function createLeaves() {
  const all = new Map<Part, Leaf>()
  const room = { left: MOST_KEPT }
  return {
    /** `at`: where in the source. */
    take(part: Part, bytes: Buffer, at: number): void {
      const leaf = all.get(part) ?? createLeaf(part, room)
      all.set(part, leaf)
      leaf.add(bytes, at)
    },
    finish(): void {
      for (const [part, leaf] of all) if (part.children.length === 0) leaf.finish()
    },
  }
}

function createLeaf(part: Part, room: { left: number }): Leaf {
  const decoder = createDecoder(part.encoding)
  const sum = createHash('sha256')
  const kept: Buffer[] = []
  let [size, keptBytes, from, to] = [0, 0, -1, -1]
  let most = isWrapped(part) ? limits.message.bytes : Math.min(mostOf(part), room.left)

  const keep = (bytes: Buffer): void => {
    const more = Buffer.from(bytes.subarray(0, Math.max(0, most - keptBytes))) // a copy: the window need not stay for it
    if (more.length > 0) kept.push(more)
    keptBytes += more.length
    if (keptBytes < most || most !== SHOWN_BYTES + 1 || more.length === 0) return
    if (!mayHoldFiles(Buffer.concat(kept))) return
    most = limits.message.bytes
    keep(bytes.subarray(more.length))
  }
  const put = (bytes: Buffer): void => {
    sum.update(bytes)
    size += bytes.length
    keep(bytes)
  }
  return {
    add(bytes, at) {
      if (from === -1) from = at
      to = at + bytes.length
      if (decoder) put(decoder.update(bytes))
      else kept.push(Buffer.from(bytes))
    },
    finish() {
      const rest = decoder ? decoder.end() : decodeTransfer(kept.splice(0), part.encoding)
      put(rest)
      room.left = Math.max(0, room.left - keptBytes)
      part.kept = { digest: { size, sha256: sum.digest('hex') }, encoding: part.encoding, from, to }
      part.body = [Buffer.concat(kept)]
      part.encoding = 'binary'
    },
  }
}

const isWrapped = (part: Part): boolean => isTnef(part) || isSmime(part)

/** Bytes of it that are read. */
function mostOf({ type, disposition, filename }: Part): number {
  const isText = type === 'text/plain' || type === 'text/html' || type.startsWith('multipart/')
  if (isText && disposition !== 'attachment') return SHOWN_BYTES + 1
  const isRead = /^(?:text|message)\/|\b(?:ics|vcard)$/.test(type) || /\.(?:ics|vcf)$/i.test(filename ?? '')
  return isRead ? READ : 0
}
