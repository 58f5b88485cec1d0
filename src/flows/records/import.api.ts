// What is promised about bringing contacts, companies and deals in from a file and taking them out into one.
import { z } from 'zod'
import { CompanyFilters } from '../../desk/contacts/companies.api.ts'
import { ContactFilters } from '../../desk/contacts/contacts.api.ts'
import { route } from '../../kit/route.ts'

const id = z.string().regex(/^\d{1,19}$/)

/** What a file is of. */
export const ImportNoun = z.enum(['contact', 'company', 'deal'])
export type ImportNoun = z.infer<typeof ImportNoun>

export const ImportOptions = z.strictObject({
  delimiter: z.enum([',', ';', '\t']),
  /** The first line names the columns. */
  hasHeader: z.boolean(),
  /** What each column is (`name`, `email`, `field:tier` …); null: nothing. Of cards it is said by the cards. */
  columns: z.array(z.string().max(60).nullable()).max(200),
  /** What is here already (by address, telephone number, domain, id or name): left as they are, brought up to date, or made once more. */
  duplicates: z.enum(['skip', 'update', 'create']),
  /** Who sees those that are added: empty everybody, else whoever sees one of these inboxes. */
  inboxIds: z.array(id).max(200),
  /** For all of them. */
  ownerId: id.nullable(),
  tag: z.string().trim().max(40),
  /** Of deals: where those go of which the file does not say it; null: the first stage of the first pipeline. */
  stageId: id.nullable(),
})
export type ImportOptions = z.infer<typeof ImportOptions>

export const ImportState = z.enum(['draft', 'waiting', 'running', 'done', 'undoing', 'undone'])
export type ImportState = z.infer<typeof ImportState>

export const Import = z.object({
  id: z.string(),
  /** Of the file. */
  name: z.string(),
  noun: ImportNoun,
  format: z.enum(['csv', 'vcard']),
  userId: z.string().nullable(),
  state: ImportState,
  options: ImportOptions,
  rows: z.number().int(),
  /** Rows that are done; while it is undone, those that are left. */
  position: z.number().int(),
  added: z.number().int(),
  updated: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
  /** When it was undone: changed since, so left as they are. */
  kept: z.number().int(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  undoneAt: z.iso.datetime().nullable(),
})
export type Import = z.infer<typeof Import>

export const Trouble = z.object({ column: z.string(), problem: z.string(), value: z.string() })

export const ImportPreview = Import.extend({
  /** Names of the columns, or the first row where there are none. */
  header: z.array(z.string()),
  /** Why a column was taken for what it is. */
  guesses: z.array(z.object({ target: z.string().nullable(), because: z.enum(['name', 'values']).nullable() })),
  /** The first rows, as they are and as what they would become. */
  sample: z.array(
    z.object({
      line: z.number().int(),
      cells: z.array(z.string()),
      outcome: z.enum(['added', 'updated', 'skipped', 'failed']),
      name: z.string(),
      /** Of a company its domains. */
      addresses: z.array(z.string()),
      problems: z.array(Trouble),
    }),
  ),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportedRow = z.object({
  row: z.number().int(),
  line: z.number().int(),
  outcome: z.enum(['added', 'updated', 'skipped', 'failed']),
  recordId: z.string().nullable(),
  problems: z.array(Trouble),
})
export type ImportedRow = z.infer<typeof ImportedRow>

export const beginImport = route({
  name: 'beginImport',
  summary: 'Bring a file of contacts (CSV or vCard), companies or deals (CSV), at most 25 MB and 100,000 rows. Nothing is imported yet: the answer shows what each column is taken for.', // prettier-ignore
  method: 'POST',
  path: '/contact-imports',
  may: 'contact.import',
  status: 201,
  input: z.strictObject({ name: z.string().min(1).max(255), noun: ImportNoun.default('contact') }),
  consumes: '*/*',
  output: ImportPreview,
})
export const listImports = route({
  name: 'listImports',
  summary: 'What was brought in, newest first, at most a hundred.',
  method: 'GET',
  path: '/contact-imports',
  may: 'contact.import',
  input: z.strictObject({}),
  output: z.array(Import),
})
export const readImport = route({
  name: 'readImport',
  summary: 'How far an import is.',
  method: 'GET',
  path: '/contact-imports/:id',
  may: 'contact.import',
  input: z.strictObject({ id: z.string() }),
  output: Import,
})
export const changeImport = route({
  name: 'changeImport',
  summary: 'Say what each column is and what becomes of duplicates; the answer shows what the first rows would become.',
  method: 'PATCH',
  path: '/contact-imports/:id',
  may: 'contact.import',
  input: z.strictObject({ id: z.string(), ...ImportOptions.partial().shape }),
  output: ImportPreview,
})
export const startImport = route({
  name: 'startImport',
  summary: 'Import it. Rows that are wrong are left out and named; the others are imported.',
  method: 'POST',
  path: '/contact-imports/:id/start',
  may: 'contact.import',
  input: z.strictObject({ id: z.string() }),
  output: Import,
})
export const undoImport = route({
  name: 'undoImport',
  summary: 'Take the whole import back. Who was changed since, or has written, stays as they are.',
  method: 'POST',
  path: '/contact-imports/:id/undo',
  may: 'contact.import',
  input: z.strictObject({ id: z.string() }),
  output: Import,
})
export const listImportedRows = route({
  name: 'listImportedRows',
  summary: 'What became of each row, by its place in the file.',
  method: 'GET',
  path: '/contact-imports/:id/rows',
  may: 'contact.import',
  input: z.strictObject({
    id: z.string(),
    outcome: z.enum(['added', 'updated', 'skipped', 'failed']).default('failed'),
    after: z.coerce.number().int().min(0).default(0),
  }),
  output: z.object({ rows: z.array(ImportedRow), next: z.number().int().nullable() }),
})
export const downloadImportErrors = route({
  name: 'downloadImportErrors',
  summary: 'The rows that were wrong, with the line, the column and the reason, as CSV.',
  method: 'GET',
  path: '/contact-imports/:id/errors',
  may: 'contact.import',
  input: z.strictObject({ id: z.string() }),
  output: z.any(),
  produces: 'text/csv',
})
export const exportContacts = route({
  name: 'exportContacts',
  summary: 'The contacts of a list as CSV or as cards (vCard 4.0), at most 100,000. It is written down who took them.',
  method: 'POST',
  path: '/contact-exports',
  may: 'contact.export',
  input: z.strictObject({ format: z.enum(['csv', 'vcard']).default('csv'), ...ContactFilters.shape }),
  output: z.any(),
  produces: 'application/octet-stream',
})
export const exportCompanies = route({
  name: 'exportCompanies',
  summary: 'The companies of a list as CSV, at most 100,000. It is written down who took them.',
  method: 'POST',
  path: '/company-exports',
  may: 'contact.export',
  input: CompanyFilters,
  output: z.any(),
  produces: 'text/csv',
})
