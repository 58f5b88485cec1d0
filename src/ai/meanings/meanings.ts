// What a word means to whoever answers mail: "parcel", "Paket" and "bağlama" are one. A model of few letters knows by it what was said in
// other words, or in another language, than those it learned from. A table is written as people read it: words and groups of up to three
// parted by `|`, a star stands for any ending. The first language that names a word has it.
import { az } from './az.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { nl } from './nl.ts'
import { ru } from './ru.ts'
import { tr } from './tr.ts'
import { type Word, wordsOf } from '../words.ts'

export type Meaning = keyof typeof en

export interface Meant {
  /** A number from 1 on, in the order of the table. */
  meaning: number
  /** Numbers of its first and its last word. */
  first: number
  last: number
}

const TABLES: Partial<Record<Meaning, string>>[] = [en, nl, de, fr, es, tr, az, ru]
const SHORTEST_STEM = 3
const LONGEST_STEM = 14
const MOST_WORDS = 3

interface Known {
  /** By what is written, words parted by a blank. */
  wholes: Map<string, number>
  /** By what the last word begins with. */
  stems: Map<string, number>
  /** First words of groups. */
  beginnings: Set<string>
}

const known = read()

function read(): Known {
  const found: Known = { wholes: new Map(), stems: new Map(), beginnings: new Set() }
  const numbers = new Map(Object.keys(en).map((meaning, index) => [meaning, index + 1]))
  for (const table of TABLES) {
    for (const [meaning, line] of Object.entries(table)) {
      for (const written of line.split('|')) {
        const words = wordsOf(written, MOST_WORDS).map(({ text }) => text)
        const into = written.endsWith('*') ? found.stems : found.wholes
        const text = words.join(' ')
        if (!into.has(text)) into.set(text, numbers.get(meaning) as number)
        if (words.length > 1) found.beginnings.add(words[0] as string)
      }
    }
  }
  return found
}

/** Of the longest group of words that begins at each; words that mean nothing known are passed over. */
export function meaningsOf(words: readonly Word[]): Meant[] {
  const found: Meant[] = []
  for (let at = 0; at < words.length; at++) {
    const meant = meantAt(words, at)
    if (!meant) continue
    found.push(meant)
    at = meant.last
  }
  return found
}

function meantAt(words: readonly Word[], at: number): Meant | null {
  const { text } = words[at] as Word
  const most = known.beginnings.has(text) ? Math.min(MOST_WORDS, words.length - at) : 1
  for (let count = most; count > 0; count--) {
    const written = count === 1 ? text : textOf(words, at, count)
    const meaning = known.wholes.get(written) ?? stemOf(written, (words[at + count - 1] as Word).text.length)
    if (meaning !== undefined) return { meaning, first: at, last: at + count - 1 }
  }
  return null
}

const textOf = (words: readonly Word[], at: number, count: number): string =>
  words
    .slice(at, at + count)
    .map(({ text }) => text)
    .join(' ')

/** `last`: how long the last word is, any ending of which may be left out. */
function stemOf(written: string, last: number): number | undefined {
  const shortest = written.length - last + SHORTEST_STEM
  for (let length = Math.min(written.length, written.length - last + LONGEST_STEM); length >= shortest; length--) {
    const meaning = known.stems.get(written.slice(0, length))
    if (meaning !== undefined) return meaning
  }
  return undefined
}
