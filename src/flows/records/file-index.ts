// Where the rows of a file begin: looked up once, from end to end, so that each step of an import reads its own rows and no others. Pure.
import { Problem } from '../../kit/problem.ts'
import type { Mark } from './csv.ts'
import { type FileRow, type Format, type Layout, rowsFrom, rowsOf } from './source.ts'
import { placesOfCards } from './vcard.ts'

export interface FileIndex {
  rows: number
  /** Of each thousandth row, from the first. */
  marks: Mark[]
}

const PIECE = 1_000
const MOST_ROWS = 100_000

export function indexOf(text: string, format: Format, layout: Layout): FileIndex {
  const marks: Mark[] = []
  let rows = 0
  for (const { at, line } of format === 'vcard' ? placesOfCards(text) : rowsOf(text, format, layout)) {
    if (rows % PIECE === 0) marks.push({ at, line })
    if (++rows > MOST_ROWS)
      throw new Problem('invalid', 'import-too-long', `A file may have ${MOST_ROWS} rows. Part it and bring the parts.`)
  }
  if (rows === 0) throw new Problem('invalid', 'import-empty', 'Nothing is in this file.')
  return { rows, marks }
}

/** `from`: counted from 0. */
export function rowsAt(
  text: string,
  format: Format,
  layout: Layout,
  marks: readonly Mark[],
  { from, most }: { from: number; most: number },
): FileRow[] {
  const mark = marks[Math.floor(from / PIECE)]
  let left = mark ? from % PIECE : from
  const found: FileRow[] = []
  for (const row of mark ? rowsFrom(text, format, layout, mark) : rowsOf(text, format, layout)) {
    if (left-- > 0) continue
    found.push(row)
    if (found.length === most) break
  }
  return found
}
