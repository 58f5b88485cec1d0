// A letter as features: words, pairs of neighbouring words, and the groups of letters within words, by which misspelt and inflected
// words are still known, and what words mean, by which the same is known in other words. Each is a 32-bit hash of what it is made of, so
// that no dictionary of strings has to be kept; the subject is a block of its own. Which words a feature came from is remembered for the
// explanation.
import type { Letter } from '../letter.ts'
import { meaningsOf } from '../meanings/meanings.ts'
import { type Word, wordsOf } from '../words.ts'

/** How much each block counts, whatever its length: shares of the squared length of a letter's vector. */
export const BLOCKS = [
  { of: 'text', kind: 'words', share: 0.35 },
  { of: 'text', kind: 'letters', share: 0.65 },
  { of: 'text', kind: 'meanings', share: 0.2 },
  { of: 'subject', kind: 'words', share: 0.35 * 0.7 ** 2 },
  { of: 'subject', kind: 'letters', share: 0.65 * 0.7 ** 2 },
  { of: 'subject', kind: 'meanings', share: 0.2 * 0.7 ** 2 },
] as const
type Kind = (typeof BLOCKS)[number]['kind']
/** Of a longer text what follows is not read: who asks for something says so before. */
const MOST = { text: 600, subject: 60 }
/** Words whose letters are looked at: they cost ten times a word, and behind these add nothing. */
const MOST_LETTERS = { text: 60, subject: 60 }
/** Words whose meaning is looked up. */
const MOST_MEANT = { text: 200, subject: 60 }
const SHORTEST = 2
const LONGEST = 4
/** Words of a letter so short that more has to be made of them: also pairs that stand apart, in either order, by their beginnings. */
const SHORT = 40
const APART = 9
const BEGINNING = 5
/** Of a letter so short also what is meant near each other, in either order: so many meanings on. */
const NEAR = 3

export interface Occurrences {
  /** Block after block, in the order of `BLOCKS`; a feature that occurs twice stands there twice. */
  keys: Uint32Array
  /** Where each block ends in `keys`. */
  ends: number[]
  /** Numbers of the first and the last word that each came from, of those of its block. */
  first: Uint16Array
  last: Uint16Array
  words: Record<'text' | 'subject', Word[]>
}

export function featuresOf(letter: Letter): Occurrences {
  const words = { text: wordsOf(letter.text, MOST.text), subject: wordsOf(letter.subject, MOST.subject) }
  const most = BLOCKS.reduce((sum, block) => sum + room(words[block.of], block.kind), 0)
  const into = {
    keys: new Uint32Array(most),
    first: new Uint16Array(most),
    last: new Uint16Array(most),
    length: 0,
  }
  const ends = BLOCKS.map(({ of, kind }, block) => {
    if (kind === 'words') addWords(into, words[of], block)
    else if (kind === 'letters') addLetters(into, words[of].slice(0, MOST_LETTERS[of]), block)
    else addMeanings(into, words[of].slice(0, MOST_MEANT[of]), block)
    return into.length
  })
  const cut = <T extends Uint32Array | Uint16Array>(array: T): T => array.subarray(0, into.length) as T
  return { keys: cut(into.keys), first: cut(into.first), last: cut(into.last), ends, words }
}

interface Into {
  keys: Uint32Array
  first: Uint16Array
  last: Uint16Array
  length: number
}

function room(words: Word[], kind: Kind): number {
  if (kind === 'words') return words.length * (2 + APART)
  if (kind === 'meanings') return words.length * (1 + NEAR)
  return words.reduce((sum, word) => sum + (word.text.length + 2) * LONGEST, 0)
}

function add(into: Into, key: number, first: number, last: number): void {
  into.keys[into.length] = key
  into.first[into.length] = first
  into.last[into.length++] = last
}

const BLANK = 32
const START = 60
const END = 62

/** Of a folded word in a text. */
export const keyOfWord = (word: string): number => mixed(hashOn(seedOf(0, 1), word))

function addWords(into: Into, words: Word[], block: number): void {
  let before = 0
  for (const [index, { text }] of words.entries()) {
    const hash = hashOn(seedOf(block, 1), text)
    add(into, mixed(hash), index, index)
    if (index > 0) add(into, mixed(hashOn(step(before, BLANK), text)), index - 1, index)
    before = hashOn(seedOf(block, 2), text)
  }
  if (words.length <= SHORT) addPairsApart(into, words, block)
}

function addPairsApart(into: Into, words: Word[], block: number): void {
  const beginnings = words.map(({ text }) => text.slice(0, BEGINNING))
  for (const [index, one] of beginnings.entries()) {
    for (let other = index + 2; other < words.length && other <= index + APART; other++) {
      const [first, second] = [one, beginnings[other] as string].sort() as [string, string]
      add(into, mixed(hashOn(step(hashOn(seedOf(block, 4), first), BLANK), second)), index, other)
    }
  }
}

/** Groups of two to four, the word's beginning and end being signs too. */
function addLetters(into: Into, words: Word[], block: number): void {
  const seed = seedOf(block, 3)
  for (const [index, { text, isRun }] of words.entries()) {
    if (isRun) {
      add(into, mixed(hashOn(seed, text.slice(0, text.length / 2))), index, index)
      continue
    }
    const length = text.length + 2
    for (let from = 0; from + SHORTEST <= length; from++) {
      let hash = seed
      for (let at = from; at < length && at < from + LONGEST; at++) {
        hash = step(hash, at === 0 ? START : at === length - 1 ? END : text.charCodeAt(at - 1))
        if (at - from + 1 >= SHORTEST) add(into, mixed(hash), index, index)
      }
    }
  }
}

function addMeanings(into: Into, words: Word[], block: number): void {
  const seed = seedOf(block, 5)
  const meant = meaningsOf(words)
  const near = words.length <= SHORT ? NEAR : 0
  for (const [index, { meaning, first, last }] of meant.entries()) {
    add(into, mixed(step(seed, meaning)), first, last)
    for (const other of meant.slice(index + 1, index + 1 + near)) {
      if (other.meaning === meaning) continue
      const [less, more] = [Math.min(meaning, other.meaning), Math.max(meaning, other.meaning)]
      add(into, mixed(step(step(step(seed, BLANK), less), more)), first, other.last)
    }
  }
}

const seedOf = (block: number, kind: number): number => (0x811c9dc5 ^ Math.imul(block * 8 + kind, 0x9e3779b1)) >>> 0

/** FNV-1a, a UTF-16 unit at a time. */
const step = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193)

function hashOn(hash: number, text: string): number {
  let on = hash
  for (let at = 0; at < text.length; at++) on = step(on, text.charCodeAt(at))
  return on
}

/** So that every bit of the text is in every bit of the key (the end of MurmurHash3). Never 0, which marks an empty slot. */
function mixed(hash: number): number {
  let on = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  on = Math.imul(on ^ (on >>> 13), 0xc2b2ae35)
  return (on ^ (on >>> 16)) >>> 0 || 1
}
