// Taking a whole import back: what was added goes, what was brought up to date is as before. Whatever was changed since, or has mail or
// anything else of its own by now, stays and is counted.
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import type { ImportNoun } from './import.api.ts'
import { lockImport, undoJob } from './imports.ts'
import type { WasBrought } from './kind.ts'
import { kinds } from './kinds.ts'

const AT_ONCE = 500

/** From the end of the file to its beginning. */
export async function runUndo(tx: Tx, id: Id, most = AT_ONCE): Promise<void> {
  const was = await lockImport(tx, id)
  if (was.state !== 'undoing') return
  const own: Tx = { ...tx, actorId: was.user_id }
  const rows = await tx.query<WasBrought & { row: number }>({
    name: 'import-undo-rows',
    text: `select row, outcome, record_id as "recordId", before, version from contact_import_row
      where import_id = $1 and row <= $2 and record_id is not null and version is not null order by row desc limit $3`,
    values: [id, was.position, most],
  })
  const { takeBack } = kinds[was.noun as ImportNoun]
  let kept = 0
  for (const row of rows) if (!(await takeBack(own, id, row))) kept++
  const isOver = rows.length < most
  const position = isOver ? 0 : (rows.at(-1)?.row ?? 1) - 1
  await tx.db
    .updateTable('contact_import')
    .set({ position, kept: was.kept + kept, ...(isOver && { state: 'undone', undone_at: tx.now }) })
    .where('id', '=', id)
    .execute()
  if (!isOver) await enqueue(tx, undoJob, { id }, { key: id })
  await record(own, isOver ? 'import.takenBack' : 'import.advanced', id, { position, kept: was.kept + kept })
}
