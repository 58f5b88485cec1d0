// What may stand behind the colon of a query's term: spans such as 4h, bounds such as <2h, dates, addresses. And the word that somebody
// probably meant. Pure; shared with the browser.

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, mo: 2_592_000_000, y: 31_536_000_000 } as const
const SPAN = /^(\d{1,4})(mo|[mhdwy])$/

/** Milliseconds; a month is 30 days, a year 365. Null: this is no span. */
export function spanOf(text: string): number | null {
  const [, amount, unit] = SPAN.exec(text) ?? []
  return amount === undefined ? null : Number(amount) * UNITS[unit as keyof typeof UNITS]
}

export interface Bound {
  isLess: boolean
  span: number
}

/** `<2h`, `>1d`. */
export function boundOf(text: string): Bound | null {
  const span = /^[<>]/.test(text) ? spanOf(text.slice(1)) : null
  return span === null ? null : { isLess: text.startsWith('<'), span }
}

/** The first day of `2026`, `2026-06` or `2026-06-01`; null where there is no such day. */
export function firstDayOf(text: string): string | null {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? []
  if (year === undefined || year < '1970') return null
  const date = `${year}-${month}-${day}`
  const at = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date) ? date : null
}

/** An address, or what stands behind its @. */
export const isAddress = (text: string): boolean => /^[^@]{0,64}@?[^@.]+(\.[^@.]+)+$/.test(text) && text.length <= 254

/** The one of `words` that is nearly `word`: letters left out, put in, changed or turned round, one in four of them at most. */
export function nearest(word: string, words: Iterable<string>): string | null {
  let best: { word: string; far: number } | null = null
  for (const one of words) {
    const far = distance(word.toLowerCase().slice(0, LONGEST), one.toLowerCase().slice(0, LONGEST))
    if (far <= Math.max(1, Math.floor(word.length / 4)) && far < word.length && far < (best?.far ?? Infinity))
      best = { word: one, far }
  }
  return best?.word ?? null
}

const LONGEST = 40

/** Damerau's, of neighbours turned round once (optimal string alignment). */
function distance(one: string, other: string): number {
  let [before, last] = [[] as number[], Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let at = 1; at <= other.length; at++) {
      const isSame = one[row - 1] === other[at - 1]
      let least = Math.min((last[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, (last[at - 1] ?? 0) + (isSame ? 0 : 1))
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1])
        least = Math.min(least, (before[at - 2] ?? 0) + 1)
      next.push(least)
    }
    ;[before, last] = [last, next]
  }
  return last[other.length] ?? 0
}
