// Lists of conversations: the ready-made views with their filters, or what says something.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import type { ConversationRow } from './conversations.api.ts'
import { readConditions } from '../fields/asked.ts'
import { findRows } from './find.ts'
import { impostorSigns } from './impostors.ts'
import { readRow, withoutLongTexts } from './views.ts'
import type { Filters } from './filters.ts'
import { type Place, walk } from './walk.ts'

export async function listRows(
  tx: Tx,
  actor: Actor,
  given: Filters,
): Promise<{ conversations: ConversationRow[]; next: string | null }> {
  const filters = { ...given, own: given.own ?? (await readConditions(tx, given.field ?? [])) }
  if (filters.q) return findRows(tx, actor, filters)
  const rows = await walk(tx, actor, filters, { limit: filters.limit + 1, before: readCursor(filters.cursor) })
  const page = rows.slice(0, filters.limit)
  const last = page.at(-1)
  const signsOf = await impostorSigns(tx)
  return {
    conversations: page.map((row) => withoutLongTexts(readRow(row, signsOf))),
    next: rows.length > filters.limit && last ? writeCursor(last) : null,
  }
}

const writeCursor = (row: { last_message_at: Date; id: Id }) =>
  Buffer.from(`${row.last_message_at.toISOString()}|${row.id}`).toString('base64url')

function readCursor(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split('|')
  if (!/^\d{4}-[\d:T.Z-]+$/.test(at) || Number.isNaN(Date.parse(at)) || !/^\d{1,19}$/.test(id))
    throw new Problem('invalid', 'bad-cursor', 'This cursor was not made by this list. Start again without one.')
  return { at, id }
}
