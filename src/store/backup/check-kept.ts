// Whether everything a desk has kept can still be read: every raw mail and every file is opened, and opens only as what it was when
// it was stored under its id (AES-GCM, the id being part of what is authenticated).
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Original } from '../../kit/streamed.ts'
import type { Blobs } from '../blobs.ts'
import type { RawMail } from '../raw.ts'
import type { Store } from '../store.ts'

export interface KeptCheck {
  raw: number
  blobs: number
  bytes: number
  /** Raw mails without their key: erased on purpose. */
  erased: number
  /** Ids of raw mails and blobs that cannot be read, or not as they were; at most a hundred of each. */
  wrong: { raw: Id[]; blobs: Id[] }
}

interface Options {
  /** So many at most, spread over the whole time; left out: all. */
  sample?: number
  onProgress?: (done: number, all: number) => void
}

const AT_ONCE = 100
const NAMED = 100

export async function checkKept(
  { store, raw, blobs }: { store: Store; raw: RawMail; blobs: Blobs },
  { sample, onProgress }: Options = {},
): Promise<KeptCheck> {
  const check: KeptCheck = { raw: 0, blobs: 0, bytes: 0, erased: 0, wrong: { raw: [], blobs: [] } }
  const ids = await idsOf(store, 'raw', sample)
  const blobIds = await idsOf(store, 'blob', sample)
  const all = ids.length + blobIds.length
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const part = ids.slice(at, at + AT_ONCE)
    await store.transact({ actorId: null, readOnly: true }, async (tx) => {
      const sizes = await tx.query<{ id: Id; size: number }>({
        text: 'select id, size from raw where id = any($1)',
        values: [part],
      })
      for (const { id, size } of sizes) {
        try {
          const length = await lengthOf(await raw.open(tx, id))
          check.bytes += length
          if (length !== size) check.wrong.raw.push(id)
        } catch (error) {
          if (error instanceof Problem && error.code === 'raw-erased') check.erased++
          else check.wrong.raw.push(id)
        }
        check.raw++
      }
    })
    onProgress?.(check.raw, all)
  }
  for (const id of blobIds) {
    await store.transact({ actorId: null, readOnly: true }, async (tx) => {
      const found = await blobs.open(tx, id).catch(() => undefined)
      const length = found && (await lengthOf(found).catch(() => undefined))
      if (length === undefined || length !== found?.size) check.wrong.blobs.push(id)
      check.bytes += length ?? 0
    })
    check.blobs++
    onProgress?.(check.raw + check.blobs, all)
  }
  return { ...check, wrong: { raw: check.wrong.raw.slice(0, NAMED), blobs: check.wrong.blobs.slice(0, NAMED) } }
}

/** Of what can really be read. */
async function lengthOf(original: Original): Promise<number> {
  if (Buffer.isBuffer(original)) return original.length
  let length = 0
  for await (const piece of original.read()) length += piece.length
  return length
}

/** A sample is drawn by points in the range of ids, which are in the order of time: cheap however many there are. */
async function idsOf(store: Store, table: 'raw' | 'blob', sample: number | undefined): Promise<Id[]> {
  const rows = await store.transact({ actorId: null, readOnly: true }, (tx) =>
    tx.query<{ id: Id }>(
      sample === undefined
        ? { text: `select id from ${table} order by id`, values: [] }
        : {
            text: `select distinct near.id from (select min(id) as least, max(id) as most from ${table}) ends,
              generate_series(0, $1::int - 1) as steps(step),
              lateral (select id from ${table} where id >= least + ((most - least)::numeric * step / greatest($1::int - 1, 1))::bigint
                       order by id limit 1) near order by 1`,
            values: [sample],
          },
    ),
  )
  return rows.map((row) => row.id)
}
