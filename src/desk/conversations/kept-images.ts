// Remote images that were fetched once: kept for a while, within bounds, so that their sender hears of the first look alone. Also
// that one could not be had is kept, for an hour.
import { createHash } from 'node:crypto'
import type { Id } from '../../kit/id.ts'
import { limits } from '../../kit/limits.ts'
import type { Streamed } from '../../kit/streamed.ts'
import type { Blobs } from '../../store/blobs.ts'
import type { Tx } from '../../store/tx.ts'

const { days, bytes: most, ofMessage, again } = limits.keptImages

export interface KeptImage {
  bytes: Streamed
  type: string
}

/** `failed`: it could not be had a short while ago. Null: not known. */
export async function keptImage(tx: Tx, blobs: Blobs, family: Id[], url: string): Promise<KeptImage | 'failed' | null> {
  const row = await tx.db
    .selectFrom('remote_image')
    .select(['blob_id', 'type', 'fetched_at'])
    .where('conversation_id', 'in', family)
    .where('hash', '=', hashOf(url))
    .orderBy('blob_id', (order) => order.asc().nullsLast())
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  if (row.blob_id !== null && row.type !== null) return { bytes: await blobs.open(tx, row.blob_id), type: row.type }
  return row.fetched_at.getTime() > tx.now.getTime() - again ? 'failed' : null
}

/** Whether so much was fetched for this message already that it is more than a mail to look at. */
export async function isFull(
  tx: Tx,
  { conversationId, messageId }: { conversationId: Id; messageId: Id },
): Promise<boolean> {
  const [row] = await tx.query<{ size: string | null }>({
    name: 'image-message-size',
    text: 'select sum(size) as size from remote_image where conversation_id = $1 and message_id = $2',
    values: [conversationId, messageId],
  })
  return Number(row?.size ?? 0) >= ofMessage
}

interface Fetched {
  conversationId: Id
  messageId: Id
  url: string
  /** Null: it could not be shown. */
  image: { bytes: Buffer; type: string } | null
}

/** Of two who fetched it at once the first counts. */
export async function keepImage(
  tx: Tx,
  blobs: Blobs,
  { conversationId, messageId, url, image }: Fetched,
): Promise<void> {
  const blobId = image && (await blobs.put(tx, image.bytes))
  const kept = { blob_id: blobId, type: image?.type ?? null, size: image?.bytes.length ?? 0, fetched_at: tx.now }
  const row = await tx.db
    .insertInto('remote_image')
    .values({ conversation_id: conversationId, message_id: messageId, hash: hashOf(url), ...kept })
    .onConflict((clash) =>
      clash
        .columns(['conversation_id', 'message_id', 'hash'])
        .doUpdateSet(kept)
        .where('remote_image.blob_id', 'is', null),
    )
    .returning('hash')
    .executeTakeFirst()
  if (!row && blobId) await blobs.release(tx, blobId)
}

/** A schedule's work: what is old goes, and the oldest beyond the bound. What somebody wished stays: the next look fetches them anew. */
export async function sweepImages(tx: Tx, blobs: Blobs): Promise<number> {
  const gone = await tx.query<{ blob_id: Id | null }>({
    name: 'image-sweep',
    text: 'delete from remote_image where fetched_at < $1 returning blob_id',
    values: [await oldestKept(tx)],
  })
  for (const { blob_id: blobId } of gone) if (blobId) await blobs.release(tx, blobId)
  return gone.length
}

/** Since when there are no more of them than may be kept; by the hour. */
async function oldestKept(tx: Tx): Promise<Date> {
  const hours = await tx.query<{ hour: Date; size: string }>({
    name: 'image-hours',
    text: `select date_trunc('hour', fetched_at) as hour, sum(size) as size from remote_image group by 1 order by 1 desc`,
    values: [],
  })
  let total = 0
  const full = hours.find(({ size }) => (total += Number(size)) > most)
  const byAge = tx.now.getTime() - days * 86_400_000
  return new Date(Math.max(byAge, full ? full.hour.getTime() + 3_600_000 : 0))
}

function hashOf(url: string): Buffer {
  return createHash('sha256').update(url).digest()
}
