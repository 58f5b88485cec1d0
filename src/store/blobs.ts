// Blobs: bytes too large for a row, kept once however often they are referred to. The row knows the key and the place; the bytes
// lie in a driver's keeping: a disk today, anything S3-compatible later.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import type { Id } from '../kit/id.ts'
import { Problem } from '../kit/problem.ts'
import { wholeOf, type Spool, type Streamed } from '../kit/streamed.ts'
import type { OpenFile } from './blobs/files.ts'
import { FRAME, FRAMED, readFrames, sealFrame } from './blobs/frames.ts'
import type { Keys } from './keys.ts'
import { unkeep } from './objects.ts'
import type { Store } from './store.ts'
import type { Tx } from './tx.ts'

/** Places are names like `3f/3f9c…`: they say nothing about the content. */
export interface BlobDriver {
  /** A new one; nobody sees it before it is finished, and nothing is left of it where anything fails. */
  create(place: string): Promise<Spool<void>>
  open(place: string): Promise<OpenFile>
  /** It may be gone already. */
  remove(place: string): Promise<void>
  /** All places last written before `before`. */
  list(before: Date): AsyncIterable<string>
}

/** Bytes that are safe, and that nothing refers to yet. */
export interface WrittenBlob {
  size: number
  place: string
  identity: Buffer
  wrappedKey: Buffer
}

export interface Blobs {
  /** Takes bytes as they come, before there is a transaction. What is never kept is swept. */
  spool(): Promise<Spool<WrittenBlob>>
  /** One reference more to these bytes, which are safe before the transaction commits. */
  put(tx: Tx, bytes: Buffer | WrittenBlob): Promise<Id>
  get(tx: Tx, id: Id): Promise<Buffer>
  /** Can be read when the transaction is over, as long as something refers to them. */
  open(tx: Tx, id: Id): Promise<Streamed>
  /** Without a reference: what was written in vain. */
  discard(written: WrittenBlob): Promise<void>
  /** One reference less; what nothing refers to is swept. */
  release(tx: Tx, id: Id): Promise<void>
  /** A schedule's work: what nothing refers to for a day, and what a transaction that failed left behind. Returns how many went. */
  sweep(store: Store): Promise<number>
}

const DAY = 24 * 3600_000
/** What encryption adds to a file from before there were frames. */
const ONE_TEXT_MORE = 1_024

export function createBlobs({ driver, keys }: { driver: BlobDriver; keys: Keys }): Blobs {
  const refer = (tx: Tx, identity: Buffer) =>
    tx.query<{ id: Id; place: string }>({
      name: 'blob-refer',
      text: 'update blob set refs = refs + 1 where identity = $1 returning id, place',
      values: [identity],
    })

  /** Only once it is sure that nothing refers to it; where that fails, it is swept. */
  const forget = (tx: Tx, place: string) => {
    tx.afterCommit.push(() => void driver.remove(place).catch(() => undefined))
  }

  const spool = async (): Promise<Spool<WrittenBlob>> => {
    const place = newPlace()
    const context = `blob:${place}`
    const secret = randomBytes(32)
    const sealing = { key: createSecretKey(secret), context }
    // Never a bare hash: who can read the table must not learn whether we keep a file that he has.
    const identity = createHmac('sha256', keys.secret('blob-identity'))
    const file = await driver.create(place)
    const frame = Buffer.allocUnsafeSlow(FRAME) // used again and again: large mail must not leave a trail of buffers
    let [held, size, index] = [0, 0, 0]
    const seal = async (isLast: boolean) => {
      const sealed = await sealFrame(sealing, frame.subarray(0, held), { index, isLast })
      await file.write(index === 0 ? Buffer.concat([Buffer.of(FRAMED), sealed]) : sealed)
      index++
      held = 0
    }
    return {
      write: async (bytes) => {
        identity.update(bytes)
        size += bytes.length
        for (let at = 0; at < bytes.length;) {
          if (held === FRAME) await seal(false)
          const taken = bytes.copy(frame, held, at)
          held += taken
          at += taken
        }
      },
      finish: async () => {
        await seal(true)
        await file.finish()
        return { size, place, identity: identity.digest(), wrappedKey: keys.seal(`${context} key`, secret) }
      },
      discard: () => file.discard(),
    }
  }

  const write = async (bytes: Buffer): Promise<WrittenBlob> => {
    const spooling = await spool()
    await spooling.write(bytes)
    return await spooling.finish()
  }

  const open: Blobs['open'] = async (tx, id) => {
    const [row] = await tx.query<{ place: string; size: string; wrappedKey: Buffer }>({
      name: 'blob-get',
      text: 'select place, size, wrapped_key as "wrappedKey" from blob where id = $1',
      values: [id],
    })
    if (!row) throw new Problem('missing', 'blob-missing', 'There is no such file.', { detail: { id } })
    const size = Number(row.size)
    return { size, read: (from = 0, to = size) => readBlob({ ...row, size }, from, to) }
  }

  async function* readBlob(blob: { place: string; size: number; wrappedKey: Buffer }, from: number, to: number) {
    const context = `blob:${blob.place}`
    const file = await driver.open(blob.place)
    try {
      const [form] = await file.read(0, 1)
      if (form === FRAMED) {
        const key = createSecretKey(keys.open(`${context} key`, blob.wrappedKey))
        yield* readFrames({ key, context }, (at, length) => file.read(at, length), from, to)
      } else {
        const body = await file.read(0, blob.size + ONE_TEXT_MORE)
        yield (await unkeep(keys, context, { body, wrappedKey: blob.wrappedKey })).subarray(from, to)
      }
    } finally {
      await file.close()
    }
  }

  return {
    spool,
    put: async (tx, given) => {
      const identity = Buffer.isBuffer(given) ? keys.hmac('blob-identity', given) : given.identity
      const [known] = await refer(tx, identity)
      // Its own place: a commit whose answer was lost, and it is put again.
      if (known && !Buffer.isBuffer(given) && known.place !== given.place) forget(tx, given.place)
      if (known) return known.id
      const { place, size, wrappedKey } = Buffer.isBuffer(given) ? await write(given) : given
      const [row] = await tx.query<{ id: Id; place: string }>({
        name: 'blob-insert',
        text: `insert into blob (id, identity, place, size, wrapped_key, refs, stored_at) values ($1, $2, $3, $4, $5, 1, $6)
          on conflict (identity) do update set refs = blob.refs + 1 returning id, place`,
        values: [tx.mint(), identity, place, size, wrappedKey, tx.now],
      })
      if (!row) throw new Problem('broken', 'blob-unkept', 'A file could not be kept.')
      if (row.place !== place) forget(tx, place) // another process was quicker
      return row.id
    },
    get: async (tx, id) => await wholeOf(await open(tx, id)),
    open,
    discard: (written) => driver.remove(written.place),
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
