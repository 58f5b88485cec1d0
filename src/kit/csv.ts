// Tables as CSV (RFC 4180), safe to open in a spreadsheet: what somebody outside wrote must not become a formula there.

export type Cell = string | number | boolean | null | undefined

/** OWASP, “CSV injection”: what a spreadsheet takes for the beginning of a formula, also behind white space, and in full width. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u
/** Where a spreadsheet parts cells by semicolons or tabs, as in much of Europe, a new one begins in the midst of ours. */
const PARTED = /[;\t\r\n][^\S\t\r\n]*(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu

/** With the line of names; lines end in CRLF. Numbers are written as they are, and nothing else begins like a formula. */
export function csvOf(names: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [names, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const parted = cell.replace(PARTED, (parting) => `${parting}'`)
  const text = FORMULA.test(cell) ? `'${parted}` : parted
  return /[",;\t\r\n]|^'/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
