// What became of the rows of an import, as it was written down.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { ImportedRow } from './import.api.ts'

export async function importedRows(
  tx: Tx,
  id: Id,
  outcome: ImportedRow['outcome'],
  after: number,
  most: number,
): Promise<ImportedRow[]> {
  return await tx.query<ImportedRow>({
    name: 'imported-rows',
    text: `select row, line, outcome, record_id as "recordId", coalesce(problems, '[]') as problems from contact_import_row
      where import_id = $1 and outcome = $2 and row > $3 order by row limit $4`,
    values: [id, outcome, after, most],
  })
}
