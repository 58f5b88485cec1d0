// Reads tables as people keep them (RFC 4180 and what spreadsheets make of it): with commas, semicolons or tabs, in UTF-8, UTF-16 or
// what Windows calls ANSI. A row that cannot be read is said with its line, and does not take the rest with it. Pure.
import { Problem } from '../../kit/problem.ts'

export type Delimiter = ',' | ';' | '\t'

/** Where a row begins: characters before it, and the line from 1. */
export interface Mark {
  at: number
  line: number
}

export const START: Mark = { at: 0, line: 1 }

export interface CsvRow extends Mark {
  cells: string[]
  /** It cannot be read. */
  wrong?: 'unclosed' | 'cellTooLong' | 'tooManyCells'
}

export const MOST_CELLS = 200
const MOST_CELL = 20_000
/** A quote that ends no sooner was never meant as one. */
const MOST_LINES = 500
/** Where a row breaks, what was read for it is read again line by line: so often as the file is long, and no more. */
const MOST_AGAIN = 4
const AGAIN = 1_000_000

/** With or without a byte order mark; what is no UTF-8 is read as Windows-1252. */
export function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The one that parts the first lines into the most cells, each into as many. */
export function guessDelimiter(text: string): Delimiter {
  const head = text.slice(0, 20_000)
  const [best] = ([',', ';', '\t'] as const)
    .map((delimiter) => {
      const widths = [...firstRows(head, delimiter, 5)].map((row) => row.cells.length)
      const width = widths[0] ?? 1
      return { delimiter, score: width * widths.filter((one) => one === width).length }
    })
    .toSorted((a, b) => b.score - a.score)
  return best?.delimiter ?? ','
}

function* firstRows(text: string, delimiter: Delimiter, most: number): Generator<CsvRow> {
  let count = 0
  for (const row of readCsv(text, delimiter)) {
    if (count++ === most) return
    yield row
  }
}

/** Empty lines are left out. A Problem for a file that is broken all over, which would be read again and again. */
export function* readCsv(text: string, delimiter: Delimiter, from = START): Generator<CsvRow> {
  let { at, line } = from
  let again = 0
  while (at < text.length) {
    const { row, next, read, lines } = readRow(text, at, line, delimiter)
    if (row.wrong !== undefined || row.cells.some((cell) => cell !== '')) yield row
    again += Math.max(0, read - next)
    if (again > MOST_AGAIN * text.length + AGAIN)
      throw new Problem('invalid', 'import-broken', `This file is no table: its quotes do not close, up to line ${line}. Save it anew as CSV.`) // prettier-ignore
    line += lines
    at = next
  }
}

interface ReadRow {
  row: CsvRow
  next: number
  /** How far was looked for it. */
  read: number
  /** How many it took. */
  lines: number
}

function readRow(text: string, from: number, line: number, delimiter: Delimiter): ReadRow {
  const cells: string[] = []
  let at = from
  let lines = 1
  for (;;) {
    let cell = ''
    if (text[at] === '"') {
      const quoted = readQuoted(text, at)
      if (quoted === null) return broken(text, from, line, { wrong: 'unclosed', read: at + MOST_CELL })
      cell = quoted.cell
      lines += quoted.lines
      at = quoted.next
    }
    const start = at
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++
    if (cell.length + at - start > MOST_CELL) return broken(text, from, line, { wrong: 'cellTooLong', read: at })
    cells.push(cell + text.slice(start, at))
    if (cells.length > MOST_CELLS) return broken(text, from, line, { wrong: 'tooManyCells', read: at })
    if (text[at] !== delimiter) break
    at++
  }
  if (text[at] === '\r') at++
  if (text[at] === '\n') at++
  return { row: { at: from, line, cells }, next: at, read: at, lines }
}

function readQuoted(text: string, from: number): { cell: string; next: number; lines: number } | null {
  let cell = ''
  let lines = 0
  let at = from + 1
  for (;;) {
    const end = text.indexOf('"', at)
    if (end < 0 || cell.length + end - at > MOST_CELL) return null
    const piece = text.slice(at, end)
    lines += piece.split('\n').length - 1
    if (lines > MOST_LINES) return null
    cell += piece
    if (text[end + 1] !== '"') return { cell, next: end + 1, lines }
    cell += '"'
    at = end + 2
  }
}

/** The next line is read as if nothing had been. */
function broken(
  text: string,
  from: number,
  line: number,
  { wrong, read }: { wrong: NonNullable<CsvRow['wrong']>; read: number },
): ReadRow {
  const end = text.indexOf('\n', from)
  const next = end < 0 ? text.length : end + 1
  const cells = [text.slice(from, Math.min(next, from + 200)).trim()]
  return { row: { at: from, line, cells, wrong }, next, read, lines: 1 }
}
