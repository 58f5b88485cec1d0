// An import before it begins: the file is kept, what its columns are is guessed and corrected, and the first rows are shown as what they
// would become.
import type { Selectable } from 'kysely'
import type { Means } from '../../desk/means.ts'
import { listFields } from '../../desk/fields/fields.ts'
import { refuseUnknownInboxes } from '../../desk/inboxes/known.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { textOf } from './csv.ts'
import { type Import, ImportOptions, type ImportPreview } from './import.api.ts'
import { readKnown, settleRows } from './settle.ts'
import { countRows, formatOf, guessLayout, rowsOf, type FileRow, type Format } from './source.ts'
import { guessColumns, severalOf, targets } from './targets.ts'

export type ImportRow = Selectable<Tables['contact_import']>
export const importJob = 'contacts.import'
export const undoJob = 'contacts.undoImport'

const MOST_ROWS = 100_000
const SHOWN = 8

export async function beginImport(
  tx: Tx,
  means: Pick<Means, 'blobs'>,
  actor: Actor,
  { name, bytes }: { name: string; bytes: Buffer },
): Promise<ImportPreview> {
  if (actor.id === null || actor.isBound)
    throw new Problem('denied', 'not-a-person', 'An import is somebody’s who sees what they import: ask with a session or a token of a person.') // prettier-ignore
  if (bytes.length === 0) throw new Problem('invalid', 'import-empty', 'This file is empty.')
  const text = textOf(bytes)
  const format = formatOf(text)
  const { delimiter, hasHeader, rows } = guessLayout(text)
  const fields = await listFields(tx, 'contact')
  const guesses = format === 'csv' ? guessColumns(hasHeader ? (rows[0] ?? []) : (rows[0] ?? []).map(() => ''), rows.slice(hasHeader ? 1 : 0), fields) : [] // prettier-ignore
  const options: ImportOptions = {
    delimiter,
    hasHeader: format === 'csv' && hasHeader,
    columns: guesses.map((one) => one.target),
    duplicates: 'update',
    inboxIds: [],
    ownerId: null,
    tag: '',
  }
  const count = rowsIn(text, format, options)
  const id = tx.mint()
  await tx.db
    .insertInto('contact_import')
    .values({
      id,
      user_id: actor.id,
      name,
      format,
      blob_id: await means.blobs.put(tx, bytes),
      options: JSON.stringify(options),
      state: 'draft',
      rows: count,
      created_at: tx.now,
    })
    .execute()
  return { ...(await preview(tx, actor, await importNamed(tx, actor, id), text)), guesses }
}

function rowsIn(text: string, format: Format, options: ImportOptions): number {
  const count = countRows(text, format, options, MOST_ROWS)
  if (count > MOST_ROWS)
    throw new Problem('invalid', 'import-too-long', `A file may have ${MOST_ROWS} rows. Part it and bring the parts.`)
  if (count === 0) throw new Problem('invalid', 'import-empty', 'No contact is in this file.')
  return count
}

export async function changeImport(
  tx: Tx,
  means: Pick<Means, 'blobs'>,
  actor: Actor,
  id: Id,
  change: Partial<{ [Name in keyof ImportOptions]: ImportOptions[Name] | undefined }>,
): Promise<ImportPreview> {
  const was = await lockDraft(tx, actor, id)
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const options = ImportOptions.parse({ ...(was.options as ImportOptions), ...given })
  await refuseUnknownInboxes(tx, actor, options.inboxIds)
  await refuseColumns(tx, options)
  const text = textOf(await means.blobs.get(tx, was.blob_id))
  const rows = rowsIn(text, was.format as Format, options)
  await tx.db
    .updateTable('contact_import')
    .set({ options: JSON.stringify(options), rows })
    .where('id', '=', id)
    .execute()
  return { ...(await preview(tx, actor, await importNamed(tx, actor, id), text)), guesses: [] }
}

async function refuseColumns(tx: Tx, { columns, ownerId }: ImportOptions): Promise<void> {
  const fields = await listFields(tx, 'contact')
  const own = new Set(fields.filter((one) => !one.isArchived).map((one) => `field:${one.key}`))
  const seen = new Set<string>()
  for (const [at, column] of columns.entries()) {
    if (column === null) continue
    const detail = { where: `columns.${at}`, column }
    if (!own.has(column) && !(targets as readonly string[]).includes(column))
      throw new Problem('invalid', 'column-unknown', `Nothing of a contact is called “${column}”.`, { detail })
    if (seen.has(column) && !severalOf.has(column))
      throw new Problem('invalid', 'column-twice', `Two columns are “${column}”. Leave one of them out.`, { detail })
    seen.add(column)
  }
  if (ownerId === null) return
  const user = await tx.db.selectFrom('user').select('id').where('id', '=', ownerId).where('disabled_at', 'is', null).executeTakeFirst() // prettier-ignore
  if (!user) throw new Problem('invalid', 'owner-missing', 'Nobody who works here has this id.', { detail: { where: 'ownerId' } }) // prettier-ignore
}

async function preview(tx: Tx, actor: Actor, row: ImportRow, text: string): Promise<Omit<ImportPreview, 'guesses'>> {
  const options = row.options as ImportOptions
  const rows: FileRow[] = []
  for (const one of rowsOf(text, row.format as Format, options)) {
    rows.push(one)
    if (rows.length === SHOWN) break
  }
  const settled = await settleRows(tx, actor, rows, options, await readKnown(tx), row.id)
  const [first] = guessLayout(text).rows
  return {
    ...shownImport(row),
    header: row.format === 'csv' ? (options.hasHeader ? (first ?? []) : (first ?? []).map((_, at) => `${at + 1}`)) : [],
    sample: settled.map((one, at) => ({
      line: one.line,
      cells: (rows[at]?.cells ?? []).map((cell) => cell.slice(0, 120)),
      outcome: one.outcome,
      name: one.values?.name ?? '',
      addresses: (one.values?.addresses ?? []).map(({ address }) => address),
      problems: one.problems,
    })),
  }
}

export async function startImport(tx: Tx, actor: Actor, id: Id): Promise<Import> {
  const was = await lockDraft(tx, actor, id)
  if (
    was.format === 'csv' &&
    !(was.options as ImportOptions).columns.some(
      (one) => one !== null && ['name', 'givenName', 'familyName', 'email', 'phone'].includes(one),
    )
  )
    // prettier-ignore
    throw new Problem('invalid', 'import-unnamed', 'Say which column is the name, the address or the telephone number.')
  await tx.db.updateTable('contact_import').set({ state: 'waiting' }).where('id', '=', id).execute()
  await enqueue(tx, importJob, { id }, { key: id })
  await record(tx, 'import.started', id, { name: was.name, rows: was.rows, duplicates: (was.options as ImportOptions).duplicates }) // prettier-ignore
  return shownImport({ ...was, state: 'waiting' })
}

export async function undoImport(tx: Tx, actor: Actor, id: Id): Promise<Import> {
  await importNamed(tx, actor, id)
  const was = await lockImport(tx, id)
  if (was.state !== 'done') throw new Problem('conflict', 'import-not-done', 'Only an import that is done is undone.')
  await tx.db.updateTable('contact_import').set({ state: 'undoing' }).where('id', '=', id).execute()
  await enqueue(tx, undoJob, { id }, { key: id })
  await record(tx, 'import.undone', id, { name: was.name, rows: was.rows })
  return shownImport({ ...was, state: 'undoing' })
}

/** One's own; whoever sees every inbox has those of others too. */
export async function importNamed(tx: Tx, actor: Actor, id: Id): Promise<ImportRow> {
  const row = /^\d{1,19}$/.test(id)
    ? await tx.db.selectFrom('contact_import').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined
  if (!row || !(actor.seesAll || row.user_id === actor.id))
    throw new Problem('missing', 'import-missing', 'There is no such import.', { detail: { id } })
  return row
}

export async function lockImport(tx: Tx, id: Id): Promise<ImportRow> {
  return tx.db.selectFrom('contact_import').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
}

async function lockDraft(tx: Tx, actor: Actor, id: Id): Promise<ImportRow> {
  await importNamed(tx, actor, id)
  const row = await lockImport(tx, id)
  if (row.state === 'draft') return row
  throw new Problem('conflict', 'import-begun', 'This import has begun already.', { detail: { id } })
}

export function shownImport(row: ImportRow): Import {
  return {
    id: row.id,
    name: row.name,
    format: row.format as Format,
    userId: row.user_id,
    state: row.state as Import['state'],
    options: row.options as ImportOptions,
    rows: row.rows,
    position: row.position,
    added: row.added,
    updated: row.updated,
    skipped: row.skipped,
    failed: row.failed,
    kept: row.kept,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    undoneAt: row.undone_at?.toISOString() ?? null,
  }
}
