// An import while it runs, some rows in each transaction; what became of each is written down.
import type { Means } from '../../desk/means.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { textOf } from './csv.ts'
import { rowsAt } from './file-index.ts'
import type { ImportedRow, ImportNoun, ImportOptions } from './import.api.ts'
import { importJob, type ImportRow, indexKept, lockImport } from './imports.ts'
import type { Brought } from './kind.ts'
import { kinds } from './kinds.ts'
import type { Format } from './source.ts'

/** `tx` is Postroom's own: the events are of whoever brought the file. */
export async function runImport(tx: Tx, means: Pick<Means, 'blobs'>, id: Id, most?: number): Promise<void> {
  const row = await lockImport(tx, id)
  if (row.state !== 'waiting' && row.state !== 'running') return
  const own: Tx = { ...tx, actorId: row.user_id }
  const actor = row.user_id === null ? null : await actorOf(tx, row.user_id)
  if (!actor) {
    await finish(own, row) // who brought it works here no more: what they see is nothing
    return
  }
  const kind = kinds[row.noun as ImportNoun]
  const options = row.options as ImportOptions
  const text = textOf(await means.blobs.get(tx, row.blob_id))
  const atOnce = most ?? kind.atOnce
  const rows = rowsAt(text, row.format as Format, options, indexKept(row), { from: row.position, most: atOnce })
  const brought = await kind.bring(own, { actor, rows, options, importId: id })
  await writeDown(own, row, brought)
  const count = (outcome: ImportedRow['outcome']) => brought.filter((one) => one.outcome === outcome).length
  const next = {
    ...row,
    state: 'running',
    position: row.position + rows.length,
    added: row.added + count('added'),
    updated: row.updated + count('updated'),
    skipped: row.skipped + count('skipped'),
    failed: row.failed + count('failed'),
  }
  const { state, position, added, updated, skipped, failed } = next
  await tx.db.updateTable('contact_import').set({ state, position, added, updated, skipped, failed }).where('id', '=', id).execute() // prettier-ignore
  if (rows.length < atOnce || position >= row.rows) await finish(own, next)
  else {
    await enqueue(tx, importJob, { id }, { key: id })
    await record(own, 'import.advanced', id, { position })
  }
}

async function finish(tx: Tx, { id, added, updated, skipped, failed }: ImportRow): Promise<void> {
  await tx.db.updateTable('contact_import').set({ state: 'done', finished_at: tx.now }).where('id', '=', id).execute()
  await record(tx, 'import.done', id, { added, updated, skipped, failed })
}

async function writeDown(tx: Tx, { id, position }: ImportRow, brought: readonly Brought[]): Promise<void> {
  const head =
    'insert into contact_import_row (import_id, row, line, outcome, record_id, before, version, problems) values'
  await insertRows(
    tx,
    { name: 'import-rows', head },
    brought.map((one, at) => [
      id,
      position + at + 1,
      one.line,
      one.outcome,
      one.recordId,
      one.before && JSON.stringify(one.before),
      one.version,
      one.problems.length > 0 ? JSON.stringify(one.problems) : null,
    ]),
  )
}
