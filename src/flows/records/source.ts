// The rows of a file, whatever its format.
import { isHeader } from './targets.ts'
import { guessDelimiter, type Mark, readCsv, START } from './csv.ts'
import type { ImportOptions } from './import.api.ts'
import { readCards } from './vcard.ts'

export interface FileRow extends Mark {
  cells: string[]
  /** What each cell is. */
  columns: readonly (string | null)[]
  wrong?: string
}

export type Format = 'csv' | 'vcard'

export const formatOf = (text: string): Format => (/^\s*BEGIN:VCARD/i.test(text.slice(0, 1_000)) ? 'vcard' : 'csv')

export type Layout = Pick<ImportOptions, 'delimiter' | 'hasHeader' | 'columns'>

/** From the beginning; the line that names the columns is none. */
export function* rowsOf(text: string, format: Format, layout: Layout): Generator<FileRow> {
  let isHead = format === 'csv' && layout.hasHeader
  for (const row of rowsFrom(text, format, layout, START)) {
    if (!isHead) yield row
    isHead = false
  }
}

/** From where a row begins. */
export function* rowsFrom(text: string, format: Format, layout: Layout, mark: Mark): Generator<FileRow> {
  if (format === 'vcard') yield* readCards(text, mark)
  else for (const row of readCsv(text, layout.delimiter, mark)) yield { ...row, columns: layout.columns }
}

/** How a table is probably written. */
export function guessLayout(
  text: string,
  names: Readonly<Record<string, string>>,
): {
  delimiter: ImportOptions['delimiter']
  hasHeader: boolean
  rows: string[][]
} {
  const delimiter = guessDelimiter(text)
  const rows: string[][] = []
  for (const row of readCsv(text, delimiter)) {
    rows.push(row.cells)
    if (rows.length === 30) break
  }
  return { delimiter, hasHeader: isHeader(rows[0] ?? [], rows[1] ?? [], names), rows }
}
