// What a letter is about, in a few of its own words: what it repeats and others seldom say.
import { type Evidence, type Letter, spanned } from '../letter.ts'
import { type Word, type Worded, worded } from '../words.ts'
import { commonWords } from './common-words.ts'

/** How seldom a folded word is in a desk's mail; greater is seldomer (`rarityIn` of a model, or 1 for all). */
export type Rarity = (word: string) => number

const MOST_WORDS = 100
const LONGEST = 3
/** In place of a rarity: such a word begins and ends nothing. */
const COMMON = -1
/** What stands first is what it is about. */
const SUBJECT = 2

interface Candidate {
  of: 'subject' | 'text'
  start: number
  end: number
  /** Parted by blanks. */
  words: string
  score: number
}

/** Best first; none overlaps or repeats one before it. */
export function keyPhrases(letter: Letter, rarity: Rarity = () => 1, most = 5): Evidence[] {
  const all = new Map<string, Candidate>()
  for (const part of ['subject', 'text'] as const) addCandidates(all, worded(letter), part, rarity)
  const chosen: Candidate[] = []
  const taken = new Set<string>()
  for (const one of [...all.values()].sort((a, b) => b.score - a.score)) {
    if (chosen.length === most) break
    const words = one.words.split(' ')
    if (words.some((word) => taken.has(word))) continue
    words.forEach((word) => taken.add(word))
    chosen.push(one)
  }
  const total = chosen.reduce((sum, { score }) => sum + score, 0)
  return chosen.map(({ of, start, end, score }) => spanned(letter, { of, start, end }, score / total))
}

/** Runs of up to three words with nothing but blanks and hyphens between, that are not everybody's words. */
function addCandidates(all: Map<string, Candidate>, letter: Worded, of: Candidate['of'], rarity: Rarity): void {
  const words = letter.words[of].slice(0, MOST_WORDS)
  const worth = words.map(({ text }) => (isCommon(text) ? COMMON : rarity(text)))
  for (let from = 0; from < words.length; from++) {
    const { start } = words[from] as Word
    let run = ''
    let sum = 0
    for (let to = from; to < words.length && to < from + LONGEST; to++) {
      const word = words[to] as Word
      if (worth[to] === COMMON || (to > from && isApart(letter[of], (words[to - 1] as Word).end, word.start))) break
      run = to > from ? `${run} ${word.text}` : word.text
      sum += worth[to] as number
      const score = (sum / Math.sqrt(to - from + 1)) * (of === 'subject' ? SUBJECT : 1)
      const known = all.get(run)
      if (known) known.score += score
      else all.set(run, { of, start, end: word.end, words: run, score })
    }
  }
}

/** Characters between two words of one run. */
const BETWEEN = 3

/** More than blanks and hyphens stand between, or too many of them. */
function isApart(text: string, from: number, to: number): boolean {
  if (to - from > BETWEEN) return true
  for (let at = from; at < to; at++) if (text[at] !== ' ' && text[at] !== '-') return true
  return false
}

const isCommon = (word: string): boolean => word.length < 2 || commonWords.has(word) || /^[\d#]/.test(word)
