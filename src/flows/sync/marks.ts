// By what a message on a server can be recognised, from its bytes; and how that is handed to statements about many.
import type { LargeMessage, PulledMessage } from '../../mail/imap.ts'
import type { Unknown } from '../../mail/imap/headers.ts'
import { mailIdIn, nameOfUnnamed } from '../../mail/imap/names.ts'
import { createHashing, strippedHash } from '../../mail/parse/hashes.ts'
import { splitHeaders } from '../../mail/parse/headers.ts'
import { limits } from '../../kit/limits.ts'
import type { Blobs, WrittenBlob } from '../../store/blobs.ts'
import { takeIn } from '../../store/incoming.ts'
import { copyKeys } from '../intake/keys.ts'

export type Marks = Omit<Unknown, 'internalDate'> & { key: Buffer | null; internalDate?: Date | null }

/** `raw`: what is large has been written down by now. `head`: the beginning of it, with the header. */
export type Marked = Omit<PulledMessage, 'raw'> &
  Marks & { raw: Buffer | WrittenBlob; head: Buffer; internalDate: Date }

export function marked(message: PulledMessage): Marked {
  const { raw } = message
  return { ...message, head: raw, size: raw.length, ...marksOf(raw, strippedHash(raw)) }
}

/** Too large to be held: written down while it comes. */
export async function markedLarge(
  { pieces, ...message }: LargeMessage,
  most: number,
  blobs: Pick<Blobs, 'spool'>,
): Promise<Marked> {
  const hashing = createHashing()
  const hashed = async function* () {
    for await (const piece of pieces) {
      hashing.update(piece)
      yield piece
    }
  }
  const { raw, head } = await takeIn(hashed(), most, blobs)
  const size = Buffer.isBuffer(raw) ? raw.length : raw.size
  return { ...message, raw, head, size, ...marksOf(head, hashing.digest().strippedHash) }
}

function marksOf(head: Buffer, stripped: string): Pick<Marks, 'key' | 'mailId'> {
  const fields = splitHeaders(head, limits.message.headerBytes).fields
  const named = fields.find((field) => field.name.toLowerCase() === 'message-id')?.value
  const [key = null] = copyKeys({ messageId: null, strippedHash: stripped, canonicalHash: '' })
  return { key, mailId: mailIdIn(named ?? '') ?? nameOfUnnamed(head) }
}

/** As a parameter of `unnest` takes it, which knows no arrays of arrays. */
export function plain(value: Marks[keyof Marks]): unknown {
  if (Buffer.isBuffer(value)) return value.toString('hex')
  return Array.isArray(value) ? value.join(SEPARATOR) : (value ?? null)
}

/** Between flags, of which those that stand for labels may have spaces in them (mail/imap/flagged.ts). */
export const SEPARATOR = '\n'
export const BETWEEN = `E'\\n'`
