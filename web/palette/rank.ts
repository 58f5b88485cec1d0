// How well what is typed fits what could be meant, whatever its accents; and what somebody uses comes sooner. Pure.

const ALONE: Record<string, string> = { ə: 'e', ı: 'i', ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd', ł: 'l', þ: 'th' }

/** Letters without accents, small; those that have none to take off become their neighbours. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[əıßøæœđłþ]/g, (letter) => ALONE[letter] ?? letter)
}

const wordsIn = (text: string): string[] => text.split(/[^\p{L}\p{N}#@.]+/u).filter(Boolean)

/** 0–1; null: it does not fit. Every word that is typed begins one of the words there, or stands in one, or is their first letters. */
export function fit(typed: string, label: string): number | null {
  const sought = folded(typed).trim()
  const there = folded(label)
  if (sought === '') return 0
  if (there === sought) return 1
  if (there.startsWith(sought)) return 0.9 + (0.08 * sought.length) / there.length
  const words = wordsIn(there)
  if (words.map((word) => word[0]).join('').startsWith(sought)) return 0.7 // prettier-ignore
  let sum = 0
  const asked = wordsIn(sought)
  for (const one of asked) {
    const begins = words.findIndex((word) => word.startsWith(one))
    if (begins >= 0) sum += 0.85 - Math.min(begins, 5) * 0.03
    else if (one.length > 1 && there.includes(one)) sum += 0.4
    else return null
  }
  return asked.length === 0 ? null : sum / asked.length
}

/** By entry: how often it was used, and when last (day since 1970). */
export type Uses = Readonly<Record<string, readonly [count: number, day: number]>>

const HALF_LIFE_DAYS = 14
const KEPT = 200
export const dayOf = (now: Date) => Math.floor(now.getTime() / 86_400_000)

function habit(id: string, uses: Uses, today: number): number {
  const [count, day] = uses[id] ?? [0, today]
  const lately = count * 0.5 ** (Math.max(0, today - day) / HALF_LIFE_DAYS)
  return lately / (lately + 3)
}

export function withUse(id: string, uses: Uses, today: number): Uses {
  const [count, day] = uses[id] ?? [0, today]
  const all: Uses = { ...uses, [id]: [count * 0.5 ** ((today - day) / HALF_LIFE_DAYS) + 1, today] }
  return Object.fromEntries(Object.entries(all).toSorted(([, a], [, b]) => b[1] - a[1]).slice(0, KEPT)) // prettier-ignore
}

export interface Rankable {
  id: string
  label: string
  /** Also found by these. */
  also?: string
  /** What comes first among what fits alike; 0 where nothing is said. */
  weight?: number
}

/** Those that fit, the likeliest first; with nothing typed what is used, then all in their order. */
export function ranked<T extends Rankable>(typed: string, all: readonly T[], uses: Uses, today: number): T[] {
  const isAsked = typed.trim() !== ''
  return all
    .flatMap((one) => {
      const fits = [fit(typed, one.label), one.also ? fit(typed, one.also) : null].filter((found) => found !== null)
      if (fits.length === 0) return []
      return [{ one, score: Math.max(...fits) + habit(one.id, uses, today) * (isAsked ? 0.3 : 1) + (one.weight ?? 0) }]
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ one }) => one)
}
