// The rows of a file of contacts, whatever its format.
import { isHeader } from './targets.ts'
import { guessDelimiter, readCsv } from './csv.ts'
import type { ImportOptions } from './import.api.ts'
import { readCards } from './vcard.ts'

export interface FileRow {
  line: number
  cells: string[]
  /** What each cell is. */
  columns: readonly (string | null)[]
  wrong?: string
}

export type Format = 'csv' | 'vcard'

export const formatOf = (text: string): Format => (/^\s*BEGIN:VCARD/i.test(text.slice(0, 1_000)) ? 'vcard' : 'csv')

export function* rowsOf(
  text: string,
  format: Format,
  options: Pick<ImportOptions, 'delimiter' | 'hasHeader' | 'columns'>,
): Generator<FileRow> {
  if (format === 'vcard') {
    yield* readCards(text)
    return
  }
  let isFirst = options.hasHeader
  for (const row of readCsv(text, options.delimiter)) {
    if (!isFirst) yield { ...row, columns: options.columns }
    isFirst = false
  }
}

/** How a table is probably written. */
export function guessLayout(text: string): {
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
  return { delimiter, hasHeader: isHeader(rows[0] ?? [], rows[1] ?? []), rows }
}
