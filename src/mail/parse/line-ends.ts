// Line ends of text as it came: CR LF, CR CR LF, CR and LF are one line end each (but for CR CR LF) and become LF.

/** In one pass: an expression that looks for CRs and an LF behind them looks at a run of CRs once for each of them. */
export function withLineFeeds(text: string): string {
  if (!text.includes('\r')) return text
  return text.replace(/\r+\n?/g, (found) => (found.endsWith('\n') ? '\n' : '\n'.repeat(found.length)))
}

export function withoutTrailing(text: string, letters: string): string {
  let end = text.length
  while (end > 0 && letters.includes(text[end - 1] as string)) end--
  return end === text.length ? text : text.slice(0, end)
}
