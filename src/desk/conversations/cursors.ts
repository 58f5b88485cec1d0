// Where a page of a list ends and the next begins, as text that nobody need understand.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'

/** A conversation's place in the order of a list. */
export interface Place {
  at: string
  id: Id
}

/** `part`: of a list that is put together of two. */
export function writeCursor({ at, id }: { at: Date; id: Id }, part = ''): string {
  return Buffer.from(`${at.toISOString()}|${id}${part && `|${part}`}`).toString('base64url')
}

/** Throws `invalid` for what no list has made. */
export function readCursor(cursor: string | undefined): (Place & { part: string }) | null {
  if (cursor === undefined) return null
  const [at = '', id = '', part = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  if (!/^\d{4}-[\d:T.Z-]+$/.test(at) || Number.isNaN(Date.parse(at)) || !/^\d{1,19}$/.test(id))
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by this list. Start again without one.')
  return { at, id, part }
}
