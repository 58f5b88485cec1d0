// What became of every fault, for the end of a run.
export interface Outcome {
  row: string
  name: string
  count: number
  seconds: number
  /** Seconds too, of it and all its servers. */
  processor: number
  result: 'passed' | 'failed' | 'skipped'
  figures: Record<string, string | number>
}

export function table(outcomes: Outcome[]): string {
  const lines = outcomes.map(({ row, name, count, seconds, processor, result, figures }) => [
    row,
    name,
    `×${count}`,
    result,
    seconds.toFixed(1),
    processor.toFixed(1),
    Object.entries(figures)
      .map(([what, value]) => `${what} ${value}`)
      .join(', '),
  ])
  const all = [['row', 'fault', 'count', 'result', 'seconds', 'processor', 'measured'], ...lines]
  const widths = all[0]?.map((_, at) => Math.max(...all.map((cells) => cells[at]?.length ?? 0))) ?? []
  const isRight = (at: number) => at === 2 || at === 4 || at === 5
  return all
    .map((cells) =>
      cells
        .map((cell, at) => (isRight(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
