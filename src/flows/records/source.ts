// The rows of a file of contacts, whatever its format.
import { isHeader } from './targets.ts'
import { guessDelimiter, readCsv } from './csv.ts'
import type { ImportOptions } from './import.api.ts'
import { countCards, readCards } from './vcard.ts'

export interface FileRow {
  line: number
  cells: string[]
  /** What each cell is. */
  columns: readonly (string | null)[]
  wrong?: string
}

export type Format = 'csv' | 'vcard'

export const formatOf = (text: string): Format => (/^\s*BEGIN:VCARD/i.test(text.slice(0, 1_000)) ? 'vcard' : 'csv')

type Layout = Pick<ImportOptions, 'delimiter' | 'hasHeader' | 'columns'>

/** Those behind the first `from`. */
export function* rowsOf(text: string, format: Format, options: Layout, from = 0): Generator<FileRow> {
  if (format === 'vcard') {
    yield* readCards(text, from)
    return
  }
  let left = from + (options.hasHeader ? 1 : 0)
  for (const row of readCsv(text, options.delimiter)) {
    if (left === 0) yield { ...row, columns: options.columns }
    else left--
  }
}

/** Up to one more than `most`. */
export function countRows(text: string, format: Format, options: Layout, most: number): number {
  if (format === 'vcard') return countCards(text, most)
  let count = 0
  for (const _row of rowsOf(text, format, options)) if (++count > most) break
  return count
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
