// Which verb answers which route about files of contacts, companies and deals.
import type { Means } from '../../desk/means.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import { isOperator } from '../../desk/users/permissions.ts'
import { limits } from '../../kit/limits.ts'
import { csvOf } from '../../kit/csv.ts'
import { Problem } from '../../kit/problem.ts'
import { spend } from '../../store/spent.ts'
import { exportCompanies, exportContacts } from './export.ts'
import * as api from './import.api.ts'
import { beginImport, changeImport, importNamed, shownImport, startImport, undoImport } from './imports.ts'
import { importedRows } from './imported.ts'

const MOST = 100

export function importRoutes(means: Pick<Means, 'blobs' | 'space'>): Answer[] {
  return [
    answer(api.beginImport, async ({ tx, actor, bytes: read }, { name, noun }) => {
      means.space.demandRoom()
      const bytes = await read()
      if (bytes.length > limits.http.uploadBytes)
        throw new Problem('invalid', 'upload-too-large', `A file may have ${limits.http.uploadBytes / 1024 / 1024} MB.`)
      if (actor.kind !== 'token' || !isOperator(actor)) await spend(tx, actor.id, 'upload', bytes.length, limits.upload)
      return await beginImport(tx, means, actor, { name, noun, bytes })
    }),
    answer(api.listImports, async ({ tx, actor }) => {
      const all = tx.db.selectFrom('contact_import').selectAll().orderBy('id', 'desc').limit(MOST)
      const rows = await (actor.seesAll ? all : all.where('user_id', '=', actor.id ?? '0')).execute()
      return rows.map(shownImport)
    }),
    answer(api.readImport, async ({ tx, actor }, { id }) => shownImport(await importNamed(tx, actor, id))),
    answer(api.changeImport, ({ tx, actor }, { id, ...change }) => changeImport(tx, means, actor, id, change)),
    answer(api.startImport, ({ tx, actor }, { id }) => startImport(tx, actor, id)),
    answer(api.undoImport, ({ tx, actor }, { id }) => undoImport(tx, actor, id)),
    answer(api.listImportedRows, async ({ tx, actor }, { id, outcome, after }) => {
      await importNamed(tx, actor, id)
      const rows = await importedRows(tx, id, outcome, after, MOST + 1)
      return { rows: rows.slice(0, MOST), next: rows.length > MOST ? (rows[MOST - 1]?.row ?? null) : null }
    }),
    answer(api.downloadImportErrors, async ({ tx, actor }, { id }) => {
      const { name } = await importNamed(tx, actor, id)
      const rows = await importedRows(tx, id, 'failed', 0, 100_000)
      const lines = rows.flatMap(({ line, problems }) =>
        problems.map((one) => [line, one.column, one.problem, one.value]),
      )
      const bytes = Buffer.from(`\ufeff${csvOf(['Line', 'Column', 'Problem', 'Value'], lines)}`)
      return { bytes: bytes, type: 'text/csv; charset=utf-8', name: `${name.replace(/\.\w+$/, '')}-errors.csv` } // prettier-ignore
    }),
    answer(api.exportContacts, async ({ tx, actor }, { format, ...filters }) => {
      const bytes = await exportContacts(tx, actor, format, filters)
      return format === 'csv'
        ? { bytes: bytes, type: 'text/csv; charset=utf-8', name: 'contacts.csv' }
        : { bytes: bytes, type: 'text/vcard; charset=utf-8', name: 'contacts.vcf' }
    }),
    answer(api.exportCompanies, async ({ tx, actor }, filters) => ({
      bytes: await exportCompanies(tx, actor, filters),
      type: 'text/csv; charset=utf-8',
      name: 'companies.csv',
    })),
  ]
}
