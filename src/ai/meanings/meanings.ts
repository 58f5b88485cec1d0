// What a word means to whoever answers mail: "parcel", "Paket" and "bağlama" are one. A model of few letters knows by it what was said in
// other words, or in another language, than those it learned from. A table is written as people read it: words and groups of up to three
// parted by `|`, a star stands for any ending. The first language that names a word has it. A word with one slip is known too.
import { az } from './az.ts'
import { de } from './de.ts'
import { en, type Meaning } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { nl } from './nl.ts'
import { ru } from './ru.ts'
import { tr } from './tr.ts'
import { headOf, type Word, wordsOf } from '../words.ts'

export interface Meant {
  /** A number from 1 on, in the order of the table. */
  meaning: number
  /** Numbers of its first and its last word. */
  first: number
  last: number
}

const TABLES: Partial<Record<Meaning, string>>[] = [en, nl, de, fr, es, tr, az, ru]
const MOST_WORDS = 3

interface Stem {
  text: string
  meaning: number
}

interface Table {
  /** By what is written, words parted by a blank. */
  wholes: Map<string, number>
  /** By the head of their first word, the longest first. */
  stems: Map<string, Stem[]>
}

interface Known extends Table {
  /** First words of groups. */
  beginnings: Set<string>
  /** Words and stems with one of their letters left out. */
  slips: Table
}

/** In shorter ones a slip makes another word. */
const SHORTEST_SLIP = 5

const known = read()

function read(): Known {
  const found: Known = {
    wholes: new Map(),
    stems: new Map(),
    beginnings: new Set(),
    slips: { wholes: new Map(), stems: new Map() },
  }
  const numbers = new Map(Object.keys(en).map((meaning, index) => [meaning, index + 1]))
  for (const table of TABLES)
    for (const [meaning, line] of Object.entries(table))
      for (const written of line.split('|')) add(found, written, numbers.get(meaning) as number)
  for (const stems of [...found.stems.values(), ...found.slips.stems.values()])
    stems.sort((one, other) => other.text.length - one.text.length)
  return found
}

function add(found: Known, written: string, meaning: number): void {
  const words = wordsOf(written, MOST_WORDS)
  const text = textOf(words)
  const isStem = written.endsWith('*')
  put(found, text, isStem, meaning)
  if (words.length > 1) found.beginnings.add((words[0] as Word).text)
  else if (text.length >= SHORTEST_SLIP) for (const slip of oneLess(text)) put(found.slips, slip, isStem, meaning)
}

function put({ wholes, stems }: Table, text: string, isStem: boolean, meaning: number): void {
  const head = headOf(text)
  if (isStem) stems.set(head, [...(stems.get(head) ?? []), { text, meaning }])
  else if (!wholes.has(text)) wholes.set(text, meaning)
}

/** Without one of its letters; the first is seldom wrong. */
function* oneLess(text: string): Generator<string> {
  for (let at = 1; at < text.length; at++) yield text.slice(0, at) + text.slice(at + 1)
}

function textOf(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(' ')
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
  const { text, head } = words[at] as Word
  const stems = known.stems.get(head)
  const most = known.beginnings.has(text) ? Math.min(MOST_WORDS, words.length - at) : 1
  for (let count = most; count > 0; count--) {
    const written = count === 1 ? text : textOf(words.slice(at, at + count))
    const before = written.length - (words[at + count - 1] as Word).text.length
    const stem = stems?.find((one) => one.text.length > before && written.startsWith(one.text))
    const meaning = known.wholes.get(written) ?? stem?.meaning
    if (meaning !== undefined) return { meaning, first: at, last: at + count - 1 }
  }
  const slip = slipOf(words[at] as Word)
  return slip === undefined ? null : { meaning: slip, first: at, last: at }
}

/** Of a word in which one letter is missing, too many or another, or two changed places. */
function slipOf({ text }: Word): number | undefined {
  if (text.length < SHORTEST_SLIP) return undefined
  const missing = meaningIn(known.slips, text)
  if (missing !== undefined) return missing
  for (const less of oneLess(text)) {
    const meaning = meaningIn(known, less) ?? known.slips.wholes.get(less)
    if (meaning !== undefined) return meaning
  }
  return undefined
}

const meaningIn = ({ wholes, stems }: Table, text: string): number | undefined =>
  wholes.get(text) ?? stems.get(headOf(text))?.find((stem) => text.startsWith(stem.text))?.meaning
