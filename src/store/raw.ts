// Raw mail: every message byte for byte as it came or went, compressed and encrypted, durable with the transaction that keeps it.
import type { Id } from '../kit/id.ts'
import { Problem } from '../kit/problem.ts'
import { wholeOf, type Original } from '../kit/streamed.ts'
import { insertRows } from './access/rows.ts'
import type { Blobs, WrittenBlob } from './blobs.ts'
import type { Keys } from './keys.ts'
import { keep, pack, unkeep } from './objects.ts'
import type { Tx } from './tx.ts'

export interface RawMail {
  /** Many in one statement. */
  put(tx: Tx, mails: readonly { id: Id; bytes: Buffer | WrittenBlob }[]): Promise<void>
  /** As a row for `PUT`, for a statement that writes other rows too. Undefined where it is too large for one: `put` it. */
  rowOf(id: Id, bytes: Buffer, storedAt: Date): Promise<unknown[] | undefined>
  get(tx: Tx, id: Id): Promise<Buffer>
  /** As `openMany`. */
  open(tx: Tx, id: Id): Promise<Original>
  /** Without those that are not there. Large ones can be read when the transaction is over. */
  openMany(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Original>>
  drop(tx: Tx, ids: readonly Id[]): Promise<void>
}

export const PUT = 'insert into raw (id, size, body, wrapped_key, blob_id, stored_at) values'

/** Compressed; what is larger lies in the blob store, so that the table stays quick to vacuum, copy and move. */
const LARGEST_ROW = 256 * 1024
/** Before it is compressed; larger ones are not tried as a row first, and are read in a stream. */
export const SURELY_LARGE = 1024 * 1024
/** Bytes in one statement. */
const AT_ONCE = 8 * 1024 * 1024

/** Of the middle of a mail, where its attachments are: tells what the whole of it comes to. */
const SAMPLE = 32 * 1024

/** Whether it is not even worth a try as a row: most large mails do not compress, and are compressed as blobs anyway. */
export async function isLarge(bytes: Buffer): Promise<boolean> {
  if (bytes.length <= LARGEST_ROW || bytes.length > SURELY_LARGE) return bytes.length > SURELY_LARGE
  const middle = Math.floor((bytes.length - SAMPLE) / 2)
  const [, packed] = await pack(bytes.subarray(middle, middle + SAMPLE))
  return (packed.length / SAMPLE) * bytes.length > LARGEST_ROW
}

interface Row {
  id: Id
  body: Buffer | null
  wrappedKey: Buffer | null
  blobId: Id | null
}

export function createRawMail({ keys, blobs }: { keys: Keys; blobs: Blobs }): RawMail {
  const read = async (tx: Tx, row: Row): Promise<Original> => {
    if (row.body && row.wrappedKey)
      return await unkeep(keys, `raw:${row.id}`, { body: row.body, wrappedKey: row.wrappedKey })
    if (row.blobId) {
      const kept = await blobs.open(tx, row.blobId)
      return kept.size > SURELY_LARGE ? kept : await wholeOf(kept)
    }
    throw new Problem('missing', 'raw-erased', 'The original of this message was erased.', { detail: { id: row.id } })
  }
  const rows = (tx: Tx, ids: readonly Id[]) =>
    tx.query<Row>({
      name: 'raw-get',
      text: 'select id, body, wrapped_key as "wrappedKey", blob_id as "blobId" from raw where id = any($1)',
      values: [ids],
    })
  const rowOf: RawMail['rowOf'] = async (id, bytes, storedAt) => {
    if (await isLarge(bytes)) return undefined
    const { body, wrappedKey } = await keep(keys, `raw:${id}`, bytes)
    return body.length > LARGEST_ROW ? undefined : [id, bytes.length, body, wrappedKey, null, storedAt]
  }
  const open: RawMail['open'] = async (tx, id) => {
    const [row] = await rows(tx, [id])
    if (row) return await read(tx, row)
    throw new Problem('missing', 'raw-missing', 'The original of this message is not here.', { detail: { id } })
  }
  return {
    rowOf,
    put: async (tx, mails) => {
      let waiting: unknown[][] = []
      let bytesWaiting = 0
      const flush = async () => {
        await insertRows(tx, { name: 'raw-put', head: PUT }, waiting)
        waiting = []
        bytesWaiting = 0
      }
      for (const { id, bytes } of mails) {
        const row = Buffer.isBuffer(bytes) ? await rowOf(id, bytes, tx.now) : undefined
        const size = Buffer.isBuffer(bytes) ? bytes.length : bytes.size
        waiting.push(row ?? [id, size, null, null, await blobs.put(tx, bytes), tx.now])
        bytesWaiting += Math.min(size, LARGEST_ROW)
        if (bytesWaiting > AT_ONCE) await flush()
      }
      await flush()
    },
    get: async (tx, id) => await wholeOf(await open(tx, id)),
    open,
    openMany: async (tx, ids) => {
      const found = new Map<Id, Original>()
      for (const row of await rows(tx, ids)) found.set(row.id, await read(tx, row))
      return found
    },
    drop: async (tx, ids) => {
      const gone = await tx.query<{ blobId: Id | null }>({
        name: 'raw-drop',
        text: 'delete from raw where id = any($1) returning blob_id as "blobId"',
        values: [ids],
      })
      for (const { blobId } of gone) if (blobId) await blobs.release(tx, blobId)
    },
  }
}
