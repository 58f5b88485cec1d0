// Two sentences as one: what only the first says, what only the second says, and what both say, word by word.
import type { Piece } from './sentence.ts'

export interface Compared {
  text: string
  isValue: boolean
  in: 'both' | 'before' | 'after'
}

/** Above so many words each, the sentences are told one after the other. */
const MOST = 600

export function compareWords(before: readonly Piece[], after: readonly Piece[]): Compared[] {
  const [was, is] = [wordsOf(before), wordsOf(after)]
  if (was.length > MOST || is.length > MOST) return joined([...marked(was, 'before'), ...marked(is, 'after')])
  const same = commonLengths(was, is)
  const found: Compared[] = []
  let [a, b] = [0, 0]
  while (a < was.length || b < is.length) {
    const [one, other] = [was[a], is[b]]
    if (one && other && one.text === other.text) {
      found.push({ ...other, in: 'both' })
      a++
      b++
    } else if (one && (!other || (same[a + 1]?.[b] ?? 0) >= (same[a]?.[b + 1] ?? 0))) {
      found.push({ ...one, in: 'before' })
      a++
    } else if (other) {
      found.push({ ...other, in: 'after' })
      b++
    }
  }
  return joined(found)
}

/** Words, blanks and signs, each by itself. */
function wordsOf(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap(({ text, isValue }) =>
    (text.match(/\s+|\p{P}|[^\s\p{P}]+/gu) ?? []).map((word) => ({ text: word, isValue })),
  )
}

const marked = (words: readonly Piece[], which: 'before' | 'after'): Compared[] => words.map((word) => ({ ...word, in: which })) // prettier-ignore

/** Of the longest common subsequence from each place on. */
function commonLengths(one: readonly Piece[], other: readonly Piece[]): number[][] {
  const lengths = Array.from({ length: one.length + 1 }, () => Array<number>(other.length + 1).fill(0))
  for (let a = one.length - 1; a >= 0; a--)
    for (let b = other.length - 1; b >= 0; b--) {
      const row = lengths[a] as number[]
      row[b] = one[a]?.text === other[b]?.text ? (lengths[a + 1]?.[b + 1] ?? 0) + 1 : Math.max(lengths[a + 1]?.[b] ?? 0, row[b + 1] ?? 0) // prettier-ignore
    }
  return lengths
}

/** Runs of one kind as one piece; a blank between two changes belongs to them. */
function joined(words: readonly Compared[]): Compared[] {
  const found: Compared[] = []
  for (const [at, word] of words.entries()) {
    const last = found.at(-1)
    const next = words[at + 1]
    const isBetween = word.in === 'both' && !word.text.trim() && last && last.in !== 'both' && next?.in === last.in
    const one = isBetween ? { ...word, in: last.in } : word
    if (last && last.in === one.in && last.isValue === one.isValue) last.text += one.text
    else found.push({ ...one })
  }
  return found
}
