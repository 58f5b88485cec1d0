// “Did you mean …?”: the known word that a mistyped one is nearest to, if any is near.

/** Fewer changed letters than a third of the word, and always one. */
export function nearest(given: string, known: Iterable<string>): string | null {
  const wanted = given.toLowerCase().trim()
  let best: { word: string; apart: number } | null = null
  for (const word of known) {
    const most = Math.max(1, Math.floor(Math.max(wanted.length, word.length) / 3))
    const apart = distance(wanted, word.toLowerCase(), Math.min(most, (best?.apart ?? most + 1) - 1))
    if (apart !== null) best = { word, apart }
  }
  return best?.word ?? null
}

/** Letters put in, left out, changed or swapped; null: more than `most`. */
function distance(one: string, other: string, most: number): number | null {
  if (most < 0 || Math.abs(one.length - other.length) > most || one.length > 200) return null
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let a = 1; a <= one.length; a++) {
    const row = [a]
    for (let b = 1; b <= other.length; b++) {
      const isSame = one[a - 1] === other[b - 1]
      const least = Math.min((last[b] ?? 0) + 1, (row[b - 1] ?? 0) + 1, (last[b - 1] ?? 0) + (isSame ? 0 : 1))
      const isSwap = a > 1 && b > 1 && one[a - 1] === other[b - 2] && one[a - 2] === other[b - 1]
      row.push(isSwap ? Math.min(least, (before[b - 2] ?? 0) + 1) : least)
    }
    if (Math.min(...row) > most) return null
    ;[before, last] = [last, row]
  }
  const found = last[other.length] ?? 0
  return found <= most ? found : null
}
