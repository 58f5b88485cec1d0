// What a letter is about, in a few of its own words: what it repeats and others seldom say.
import { type Evidence, type Letter, spanned } from '../letter.ts'
import { type Word, type Worded, worded } from '../words.ts'
import { commonWords } from './common-words.ts'

/** How seldom a folded word is in a desk's mail; greater is seldomer (`rarityIn` of a model, or 1 for all). */
export type Rarity = (word: string) => number

const MOST_WORDS = 100
const LONGEST = 3
/** What stands first is what it is about. */
const SUBJECT = 2

interface Candidate {
  of: 'subject' | 'text'
  start: number
  end: number
  words: string[]
  score: number
}

/** Best first; none overlaps or repeats one before it. */
export function keyPhrases(letter: Letter, rarity: Rarity = () => 1, most = 5): Evidence[] {
  const all = new Map<string, Candidate>()
  for (const part of ['subject', 'text'] as const)
    for (const one of candidatesIn(worded(letter), part)) {
      const key = one.words.join(' ')
      const worth =
        (one.words.reduce((sum, word) => sum + rarity(word), 0) / Math.sqrt(one.words.length)) *
        (part === 'subject' ? SUBJECT : 1)
      const known = all.get(key)
      if (known) known.score += worth
      else all.set(key, { ...one, score: worth })
    }
  const chosen: Candidate[] = []
  const taken = new Set<string>()
  for (const one of [...all.values()].sort((a, b) => b.score - a.score)) {
    if (chosen.length === most) break
    if (one.words.some((word) => taken.has(word))) continue
    one.words.forEach((word) => taken.add(word))
    chosen.push(one)
  }
  const total = chosen.reduce((sum, { score }) => sum + score, 0)
  return chosen.map(({ of, start, end, score }) => spanned(letter, { of, start, end }, score / total))
}

/** Runs of up to three words with nothing but blanks and hyphens between, that are not everybody's words. */
function candidatesIn(letter: Worded, of: Candidate['of']): Candidate[] {
  const text = letter[of]
  const words = letter.words[of].slice(0, MOST_WORDS)
  const found: Candidate[] = []
  for (let from = 0; from < words.length; from++) {
    for (let to = from; to < words.length && to < from + LONGEST; to++) {
      const word = words[to] as Word
      if (isCommon(word.text) || (to > from && isApart(text, (words[to - 1] as Word).end, word.start))) break
      const run = words.slice(from, to + 1)
      found.push({ of, start: (run[0] as Word).start, end: word.end, words: run.map((one) => one.text), score: 0 })
    }
  }
  return found
}

/** More than blanks and hyphens stand between, or too many of them. */
const isApart = (text: string, from: number, to: number): boolean => !/^[ -]{0,3}$/.test(text.slice(from, to))

const isCommon = (word: string): boolean => word.length < 2 || commonWords.has(word) || /^[\d#]/.test(word)
