// The spans of time by which the index is divided: a search goes through them newest first and stops where it has enough. Months
// for what was indexed long after it was sent, days for what comes in now: of a busy desk's month a search would read too much,
// and of a few days of every year before it too little at a time. A month keeps the grain it was begun with.
import type { Tx } from '../tx.ts'

const DAY = 24 * 3600_000
/** Days are numbered from here on, so that no day has the number of a month. */
const FIRST_DAY = 100_000

/** Months since 1970, UTC. */
export function monthOf(at: Date): number {
  return (at.getUTCFullYear() - 1970) * 12 + at.getUTCMonth()
}

export function dayOf(at: Date): number {
  return FIRST_DAY + Math.floor(at.getTime() / DAY)
}

/** Milliseconds since 1970 at which it begins. */
export function startOf(bucket: number): number {
  return bucket < FIRST_DAY ? Date.UTC(1970, bucket, 1) : (bucket - FIRST_DAY) * DAY
}

const endOf = (bucket: number) => (bucket < FIRST_DAY ? startOf(bucket + 1) : startOf(bucket) + DAY)
const monthOfBucket = (bucket: number) => (bucket < FIRST_DAY ? bucket : monthOf(new Date(startOf(bucket))))

async function readBuckets(tx: Tx): Promise<number[]> {
  const rows = await tx.query<{ bucket: number }>({
    name: 'search-buckets',
    text: 'select bucket from search_bucket',
    values: [],
  })
  return rows.map((row) => row.bucket)
}

export const newestFirst = (buckets: readonly number[]) => buckets.toSorted((a, b) => startOf(b) - startOf(a))

/** Those that may hold something as young as `since`, and something as old as `until`. */
export function between(buckets: readonly number[], { since, until }: { since: Date | null; until: Date | null }) {
  const isYoung = (bucket: number) => since === null || endOf(bucket) > since.getTime()
  return buckets.filter((bucket) => isYoung(bucket) && (until === null || startOf(bucket) <= until.getTime()))
}

/** In which bucket a message of this time belongs; those that did not exist are made. */
export async function bucketsFor(tx: Tx, times: readonly Date[]): Promise<(at: Date) => number> {
  const known = await readBuckets(tx)
  const coarse = new Set(known.filter((bucket) => bucket < FIRST_DAY))
  const fine = new Set(known.filter((bucket) => bucket >= FIRST_DAY).map(monthOfBucket))
  const bucketOf = (at: Date) => {
    const month = monthOf(at)
    if (coarse.has(month)) return month
    return fine.has(month) || month >= monthOf(tx.now) ? dayOf(at) : month
  }
  const fresh = [...new Set(times.map(bucketOf))].filter((bucket) => !known.includes(bucket))
  if (fresh.length > 0)
    await tx.query({
      name: 'search-bucket-add',
      text: 'insert into search_bucket (bucket) select unnest($1::int[]) on conflict do nothing',
      values: [fresh],
    })
  return bucketOf
}
