// An import before it begins: the file is kept, what its columns are is guessed and corrected, and the first rows are shown as what they
// would become.
import type { Selectable } from 'kysely'
import type { Means } from '../../desk/means.ts'
import { listFields } from '../../desk/fields/fields.ts'
import { refuseUnknownInboxes } from '../../desk/inboxes/known.ts'
import { mustSeeStage } from '../../desk/deals/stages.ts'
import { type Actor, mustAlso } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { type Mark, textOf } from './csv.ts'
import { rowsAt } from './file-index.ts'
import { type Import, type ImportNoun, ImportOptions, type ImportPreview } from './import.api.ts'
import { indexFile } from './index-file.ts'
import type { Kind } from './kind.ts'
import { kinds } from './kinds.ts'
import { formatOf, guessLayout, type Format } from './source.ts'
import { guessColumns } from './targets.ts'

export type ImportRow = Selectable<Tables['contact_import']>
export const importJob = 'contacts.import'
export const undoJob = 'contacts.undoImport'

const SHOWN = 8

export async function beginImport(
  tx: Tx,
  means: Pick<Means, 'blobs'>,
  actor: Actor,
  { name, bytes, noun = 'contact' }: { name: string; bytes: Buffer; noun?: ImportNoun },
): Promise<ImportPreview> {
  if (actor.id === null || actor.isBound)
    throw new Problem('denied', 'not-a-person', 'An import is somebody’s who sees what they import: ask with a session or a token of a person.') // prettier-ignore
  if (noun === 'deal') mustAlso(actor, 'deal.write')
  if (bytes.length === 0) throw new Problem('invalid', 'import-empty', 'This file is empty.')
  const kind = kinds[noun]
  const text = textOf(bytes)
  const format = formatOf(text)
  if (format === 'vcard' && noun !== 'contact')
    throw new Problem('invalid', 'import-cards', 'Cards are of people. Bring companies and deals as a table.')
  const { delimiter, hasHeader, rows } = guessLayout(text, kind.names)
  const fields = await listFields(tx, noun)
  const guesses = format === 'csv' ? guessColumns(hasHeader ? (rows[0] ?? []) : (rows[0] ?? []).map(() => ''), rows.slice(hasHeader ? 1 : 0), fields, kind) : [] // prettier-ignore
  const options: ImportOptions = {
    delimiter,
    hasHeader: format === 'csv' && hasHeader,
    columns: guesses.map((one) => one.target),
    duplicates: 'update',
    inboxIds: [],
    ownerId: null,
    tag: '',
    stageId: null,
  }
  const index = await indexFile({ bytes, format, layout: options })
  const id = tx.mint()
  await tx.db
    .insertInto('contact_import')
    .values({
      id,
      noun,
      user_id: actor.id,
      name,
      format,
      blob_id: await means.blobs.put(tx, bytes),
      options: JSON.stringify(options),
      marks: JSON.stringify(index.marks),
      state: 'draft',
      rows: index.rows,
      created_at: tx.now,
    })
    .execute()
  return { ...(await preview(tx, actor, await importNamed(tx, actor, id), text)), guesses }
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
  const options = ImportOptions.parse({ stageId: null, ...(was.options as Partial<ImportOptions>), ...given })
  await refuseUnknownInboxes(tx, actor, options.inboxIds)
  await refuseColumns(tx, options, kinds[was.noun as ImportNoun])
  if (options.stageId !== null) await mustSeeStage(tx, actor, options.stageId)
  const bytes = await means.blobs.get(tx, was.blob_id)
  if (isLaidOutAnew(was.options as ImportOptions, options)) {
    const { rows, marks } = await indexFile({ bytes, format: was.format as Format, layout: options })
    await tx.db
      .updateTable('contact_import')
      .set({ rows, marks: JSON.stringify(marks) })
      .where('id', '=', id)
      .execute()
  }
  await tx.db
    .updateTable('contact_import')
    .set({ options: JSON.stringify(options) })
    .where('id', '=', id)
    .execute()
  return { ...(await preview(tx, actor, await importNamed(tx, actor, id), textOf(bytes))), guesses: [] }
}

/** Its rows are others than before. */
const isLaidOutAnew = (was: ImportOptions, now: ImportOptions): boolean => was.delimiter !== now.delimiter || was.hasHeader !== now.hasHeader // prettier-ignore

async function refuseColumns(
  tx: Tx,
  { columns, ownerId }: ImportOptions,
  { noun, names, severalOf }: Kind,
): Promise<void> {
  const fields = await listFields(tx, noun)
  const own = new Set(fields.filter((one) => !one.isArchived).map((one) => `field:${one.key}`))
  const seen = new Set<string>()
  for (const [at, column] of columns.entries()) {
    if (column === null) continue
    const detail = { where: `columns.${at}`, column }
    if (!own.has(column) && !Object.hasOwn(names, column))
      throw new Problem('invalid', 'column-unknown', `Nothing of a ${noun} is called “${column}”.`, { detail })
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
  const kind = kinds[row.noun as ImportNoun]
  const rows = rowsAt(text, row.format as Format, options, indexKept(row), { from: 0, most: SHOWN })
  const looked = await kind.look(tx, { actor, rows, options, importId: row.id })
  const [first = []] = row.format === 'csv' ? guessLayout(text, kind.names).rows : []
  return {
    ...shownImport(row),
    header: options.hasHeader ? first : first.map((_, at) => `${at + 1}`),
    sample: looked.map(({ line, outcome, name, known, problems }, at) => ({
      line,
      cells: (rows[at]?.cells ?? []).map((cell) => cell.slice(0, 120)),
      outcome,
      name,
      addresses: known,
      problems,
    })),
  }
}

/** Where its rows begin; of those that were begun before that was kept, nothing. */
export const indexKept = (row: ImportRow): Mark[] => row.marks as unknown as Mark[]

export async function startImport(tx: Tx, actor: Actor, id: Id): Promise<Import> {
  const was = await lockDraft(tx, actor, id)
  const { needed } = kinds[was.noun as ImportNoun]
  const { columns } = was.options as ImportOptions
  if (was.format === 'csv' && !columns.some((one) => one !== null && needed.includes(one)))
    throw new Problem('invalid', 'import-unnamed', `Say which column is one of these: ${needed.join(', ')}.`, { detail: { needed } }) // prettier-ignore
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
    noun: row.noun as ImportNoun,
    format: row.format as Format,
    userId: row.user_id,
    state: row.state as Import['state'],
    options: { ...(row.options as ImportOptions), stageId: (row.options as ImportOptions).stageId ?? null },
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
