// Phrases of a table found in a letter: folded, so that case and accents do not matter, in time that grows with the letter and not
// with the table. A table is written as people read it: `refund*|money back|~where is`, parted by `|`; a star stands for any ending,
// a tilde before a phrase says that it means this less surely.
import { type Evidence, type Letter, type Span, spanned } from '../letter.ts'
import { type Word, worded, wordsOf } from '../words.ts'

export type Language = 'en' | 'nl' | 'de' | 'fr' | 'es' | 'tr' | 'az' | 'ru'
/** What says so, for each value and language. */
export type Table<Value extends string> = Record<Value, Record<Language, string>>

interface Phrase<Value> {
  value: Value
  words: { text: string; head: string; isPrefix: boolean }[]
  strength: number
}

export interface Match<Value> extends Span {
  value: Value
  strength: number
}

export type Find<Value> = (letter: Letter) => Match<Value>[]

const STRENGTH = { sure: 0.85, maybe: 0.5 }
const MOST = { subject: 60, text: 600 }

/** What begins with a word, by this word; what begins with any ending of one, by its head. */
interface Index<Value> {
  words: Map<string, Phrase<Value>[]>
  heads: Map<string, Phrase<Value>[]>
}

export function phrasesOf<Value extends string>(table: Table<Value>): Find<Value> {
  const index: Index<Value> = { words: new Map(), heads: new Map() }
  for (const value of Object.keys(table) as Value[]) {
    for (const written of Object.values<string>(table[value]).flatMap((line) => line.split('|'))) {
      const phrase = phraseOf(value, written)
      const [first] = phrase.words
      if (!first) continue
      const [beginning, key] = first.isPrefix ? [index.heads, first.head] : [index.words, first.text]
      beginning.set(key, [...(beginning.get(key) ?? []), phrase])
    }
  }
  return (letter) => [...findIn(index, letter, 'subject'), ...findIn(index, letter, 'text')]
}

function phraseOf<Value>(value: Value, written: string): Phrase<Value> {
  const words = wordsOf(written, 20).map(({ text, head, end }) => ({ text, head, isPrefix: written[end] === '*' }))
  return { value, words, strength: written.trimStart().startsWith('~') ? STRENGTH.maybe : STRENGTH.sure }
}

/** Where several begin at one word the longest holds; what it covers is not looked at again. */
function findIn<Value>(index: Index<Value>, letter: Letter, of: Span['of']): Match<Value>[] {
  const words = worded(letter).words[of].slice(0, MOST[of])
  const found: Match<Value>[] = []
  for (let at = 0; at < words.length; at++) {
    const { text, head } = words[at] as Word
    const whole = longestOf(index.words.get(text), words, at)
    const longest = longestOf(index.heads.get(head), words, at, whole)
    if (!longest) continue
    const last = at + longest.words.length - 1
    const { start } = words[at] as Word
    const { value, strength } = longest
    found.push({ of, start, end: (words[last] as Word).end, value, strength })
    at = last
  }
  return found
}

function longestOf<Value>(
  phrases: readonly Phrase<Value>[] = [],
  words: Word[],
  at: number,
  other: Phrase<Value> | null = null,
): Phrase<Value> | null {
  let longest = other
  for (const phrase of phrases)
    if ((!longest || lengthOf(phrase) > lengthOf(longest)) && stands(phrase, words, at)) longest = phrase
  return longest
}

const lengthOf = ({ words }: Phrase<unknown>): number => words.reduce((sum, { text }) => sum + 1 + text.length, 0)

function stands<Value>(phrase: Phrase<Value>, words: Word[], at: number): boolean {
  return phrase.words.every(({ text, isPrefix }, index) => {
    const word = words[at + index]?.text
    return word !== undefined && (isPrefix ? word.startsWith(text) : word === text)
  })
}

/** That at least one of them means it, each being as sure as it is. A phrase that is repeated says no more than once. */
export function together(letter: Letter, matches: readonly Match<string>[]): number {
  const once = new Map(matches.map((match) => [letter[match.of].slice(match.start, match.end).toLowerCase(), match]))
  return 1 - [...once.values()].reduce((doubt, { strength }) => doubt * (1 - strength), 1)
}

/** Strongest first. */
export function evidenceOf(letter: Letter, matches: readonly Match<string>[]): Evidence[] {
  const total = matches.reduce((sum, { strength }) => sum + strength, 0)
  return matches
    .map(({ of, start, end, strength }) => spanned(letter, { of, start, end }, strength / total))
    .sort((one, other) => other.weight - one.weight)
}
