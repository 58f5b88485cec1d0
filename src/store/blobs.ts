// Blobs: bytes too large for a row, kept once however often they are referred to. The row knows the key and the place; the bytes
// lie in a driver's keeping: a disk today, anything S3-compatible later.
import { randomBytes } from 'node:crypto'
import type { Id } from '../kit/id.ts'
import { Problem } from '../kit/problem.ts'
import type { Keys } from './keys.ts'
import { keep, unkeep } from './objects.ts'
import type { Store } from './store.ts'
import type { Tx } from './tx.ts'

/** Places are names like `3f/3f9c…`: they say nothing about the content. */
export interface BlobDriver {
  /** Returns when the bytes will survive a power cut. */
  write(place: string, bytes: Buffer): Promise<void>
  read(place: string): Promise<Buffer>
  /** It may be gone already. */
  remove(place: string): Promise<void>
  /** All places last written before `before`. */
  list(before: Date): AsyncIterable<string>
}

export interface Blobs {
  /** One reference more to these bytes, which are safe before the transaction commits. */
  put(tx: Tx, bytes: Buffer): Promise<Id>
  get(tx: Tx, id: Id): Promise<Buffer>
  /** One reference less; what nothing refers to is swept. */
  release(tx: Tx, id: Id): Promise<void>
  /** A schedule's work: what nothing refers to for a day, and what a transaction that failed left behind. Returns how many went. */
  sweep(store: Store): Promise<number>
}

const DAY = 24 * 3600_000

export function createBlobs({ driver, keys }: { driver: BlobDriver; keys: Keys }): Blobs {
  const refer = (tx: Tx, identity: Buffer) =>
    tx.query<{ id: Id }>({
      name: 'blob-refer',
      text: 'update blob set refs = refs + 1 where identity = $1 returning id',
      values: [identity],
    })

  return {
    put: async (tx, bytes) => {
      // Never a bare hash: who can read the table must not learn whether we keep a file that he has.
      const identity = keys.hmac('blob-identity', bytes)
      const [known] = await refer(tx, identity)
      if (known) return known.id
      const place = newPlace()
      const { body, wrappedKey } = await keep(keys, `blob:${place}`, bytes)
      await driver.write(place, body)
      const [row] = await tx.query<{ id: Id; place: string }>({
        name: 'blob-insert',
        text: `insert into blob (id, identity, place, size, wrapped_key, refs, stored_at) values ($1, $2, $3, $4, $5, 1, $6)
          on conflict (identity) do update set refs = blob.refs + 1 returning id, place`,
        values: [tx.mint(), identity, place, bytes.length, wrappedKey, tx.now],
      })
      if (!row) throw new Problem('broken', 'blob-unkept', 'A file could not be kept.')
      if (row.place !== place) await driver.remove(place) // another process was quicker
      return row.id
    },
    get: async (tx, id) => {
      const [row] = await tx.query<{ place: string; wrappedKey: Buffer }>({
        name: 'blob-get',
        text: 'select place, wrapped_key as "wrappedKey" from blob where id = $1',
        values: [id],
      })
      if (!row) throw new Problem('missing', 'blob-missing', 'There is no such file.', { detail: { id } })
      return await unkeep(keys, `blob:${row.place}`, { body: await driver.read(row.place), wrappedKey: row.wrappedKey })
    },
    release: async (tx, id) => {
      await tx.query({
        name: 'blob-release',
        text: 'update blob set refs = refs - 1 where id = $1 and refs > 0',
        values: [id],
      })
    },
    sweep: async (store) => {
      const dayAgo = new Date(store.clock.now().getTime() - DAY)
      const unused = await store.transact({ actorId: null }, (tx) =>
        tx.query<{ place: string }>({
          text: 'delete from blob where refs = 0 and stored_at < $1 returning place',
          values: [dayAgo],
        }),
      )
      for (const { place } of unused) await driver.remove(place)
      let swept = unused.length
      for await (const places of inParts(driver.list(dayAgo), 500)) {
        const known = await store.transact({ actorId: null, readOnly: true }, (tx) =>
          tx.query<{ place: string }>({ text: 'select place from blob where place = any($1)', values: [places] }),
        )
        const kept = new Set(known.map((row) => row.place))
        const left = places.filter((place) => !kept.has(place))
        for (const place of left) await driver.remove(place)
        swept += left.length
      }
      return swept
    },
  }
}

async function* inParts<T>(all: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let part: T[] = []
  for await (const one of all) {
    part.push(one)
    if (part.length < size) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

function newPlace(): string {
  const name = randomBytes(16).toString('hex')
  return `${name.slice(0, 2)}/${name}`
}
