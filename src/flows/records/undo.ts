// Taking a whole import back: who was added goes, who was brought up to date is as before. Whoever was changed since, or has mail or
// anything else of their own by now, stays and is counted.
import { forgetContact, forgetCompany } from '../../desk/contacts/forget.ts'
import { setFields } from '../../desk/contacts/set-fields.ts'
import type { ContactValues } from '../../desk/contacts/record.api.ts'
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { lockImport, undoJob } from './imports.ts'

const AT_ONCE = 500

interface Row {
  row: number
  outcome: string
  contactId: Id
  before: (Partial<ContactValues> & { madeCompanyId?: Id }) | null
  version: number
}

/** From the end of the file to its beginning. */
export async function runUndo(tx: Tx, id: Id, most = AT_ONCE): Promise<void> {
  const was = await lockImport(tx, id)
  if (was.state !== 'undoing') return
  const own: Tx = { ...tx, actorId: was.user_id }
  const rows = await tx.query<Row>({
    name: 'import-undo-rows',
    text: `select row, outcome, contact_id as "contactId", before, version from contact_import_row
      where import_id = $1 and row <= $2 and contact_id is not null and version is not null order by row desc limit $3`,
    values: [id, was.position, most],
  })
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

/** False: it stays as it is. */
async function takeBack(tx: Tx, importId: Id, { outcome, contactId, before, version }: Row): Promise<boolean> {
  const now = await tx.db.selectFrom('contact').select('version').where('id', '=', contactId).where('merged_into', 'is', null).forUpdate().executeTakeFirst() // prettier-ignore
  if (!now || now.version !== version) return false
  if (outcome === 'added') {
    if (!(await forgetContact(tx, contactId, { import: importId }))) return false
    if (before?.madeCompanyId) await forgetCompany(tx, before.madeCompanyId, { import: importId })
    return true
  }
  const { madeCompanyId: _made, ...values } = before ?? {}
  await setFields(tx, { noun: 'contact', id: contactId }, values, { from: 'import', by: importId })
  return true
}
