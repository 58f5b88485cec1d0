// How far an import has come, kept with the mail it has accepted: one that was interrupted goes on there, however it ended.
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import path from 'node:path'
import type { Id } from '../../../kit/id.ts'
import type { Tx } from '../../../store/tx.ts'

export interface Place {
  startedAt: string
  /** The file of the last mail accepted, and where in it the next begins; null before the first. */
  source: string | null
  end: number
  /** When the newest mail accepted so far was received. */
  newest: string
  /** Accepted, but not seen filed yet, and without the status asked for. */
  unsettled: Id[]
}

export function placeName(root: string, inbox: string, status: string): string {
  const hash = createHash('sha256')
    .update([path.resolve(root), inbox, status].join('\0'))
    .digest('hex')
  return `import:${hash.slice(0, 24)}`
}

export async function readPlace(tx: Tx, name: string): Promise<Place | null> {
  const row = await tx.db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst()
  return (row?.value as Place | undefined) ?? null
}

export async function keepPlace(tx: Tx, name: string, place: Place): Promise<void> {
  const value = JSON.stringify(place)
  await tx.db
    .insertInto('setting')
    .values({ name, value, changed_at: tx.now })
    .onConflict((clash) => clash.column('name').doUpdateSet({ value, changed_at: tx.now }))
    .execute()
}

export async function forgetPlace(tx: Tx, name: string): Promise<void> {
  await tx.db.deleteFrom('setting').where('name', '=', name).execute()
}

/** Where to begin in a file: what lies before the place was read, unless it came there since. */
export function startIn(source: string, place: Place): number {
  if (place.source === null) return 0
  const order = compare(source, place.source)
  if (order > 0) return 0
  const found = statSync(source, { throwIfNoEntry: false })
  if (order < 0) return found && found.ctimeMs < Date.parse(place.startedAt) ? Infinity : 0
  return found && found.size >= place.end ? place.end : 0 // shorter than it was: another file by this name
}

/** In the order of reading: depth first, each folder by name. */
export function compare(a: string, b: string): number {
  const [left, right] = [a.split(path.sep), b.split(path.sep)]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one = '', other = ''] = [left[at], right[at]]
    if (one !== other) return one < other ? -1 : 1
  }
  return left.length - right.length
}
