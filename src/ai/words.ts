// The words of a text of any language and where they stand, folded so that spellings of one word are equal. Numbers of five digits
// and more are known by their length only: which order it is says nothing about what is wanted.
import { fold, partsOf } from '../kit/fold.ts'
import type { Letter, Span } from './letter.ts'

export interface Word {
  /** Folded. */
  text: string
  /** Its first three letters: tables of phrases are kept under them. */
  head: string
  /** Of a script without blanks: a pair of signs, or the last sign of a run. */
  isRun: boolean
  start: number
  end: number
}

/** A letter with its words, for all that read it: to part it into words costs more than most of what is then done with them. */
export interface Worded extends Letter {
  words: Record<Span['of'], readonly Word[]>
}

/** What comes later says nothing new. */
const MOST = { subject: 100, text: 1_000 }

export function worded(letter: Letter | Worded): Worded {
  if ('words' in letter) return letter
  const { subject, text } = letter
  return { subject, text, words: { subject: wordsOf(subject, MOST.subject), text: wordsOf(text, MOST.text) } }
}

/** From where it is asked on; nothing but letters, numbers and their marks. */
const WORD = /[\p{L}\p{N}\p{M}]+/uy
const LONGEST = 30
const LONG_NUMBER = /\d[^\d]*\d[^\d]*\d[^\d]*\d[^\d]*\d/
/** "don’t", "I’m": what stands behind the apostrophe is a part of the word; "l’article", "Bakı’dan" are two words. */
const TAIL = 2
/** UTF-16 units. */
const LONGEST_SIGN = 2

/** Letter by letter, and by a pattern only where a sign is not ASCII: a pattern's matches would be most of what reading costs. */
export function wordsOf(text: string, most: number): Word[] {
  const words: Word[] = []
  let start = 0
  while (start < text.length && words.length < most) {
    const end = endOfWord(text, start)
    if (end === start) {
      start++
      continue
    }
    const written = text.slice(start, end)
    const last = words.at(-1)
    if (last && isTailOf(last, text, start, written)) {
      last.text += fold(written)
      last.head = headOf(last.text)
      last.end = end
    } else addWord(words, written, start, most)
    start = end
  }
  return words
}

/** `from`: where it begins. The same where none does. */
function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code < 0x80) {
      if (!isPlainWord(code)) break
      at++
    } else {
      WORD.lastIndex = at
      if (!WORD.test(text)) break
      at = WORD.lastIndex
    }
  }
  return at
}

const isPlainWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39)

export function headOf(text: string): string {
  return text.slice(0, 3)
}

function isTailOf(last: Word, text: string, start: number, written: string): boolean {
  if (last.end !== start - 1 || last.isRun || written.length > TAIL || last.text.length >= LONGEST) return false
  const between = text[start - 1]
  return between === "'" || between === '’'
}

function addWord(words: Word[], written: string, start: number, most: number): void {
  let at = start
  for (const part of partsOf(written)) {
    if (part.isRun) addRun(words, part.text, at, most)
    else if (words.length < most) {
      const folded = fold(part.text.slice(0, LONGEST))
      const text = LONG_NUMBER.test(folded) ? `#${folded.length}` : folded
      words.push({ text, head: headOf(text), isRun: false, start: at, end: at + part.text.length })
    }
    at += part.text.length
  }
}

function addRun(words: Word[], all: string, start: number, most: number): void {
  let at = start
  const left = most - words.length
  const run = all.slice(0, left * LONGEST_SIGN + 1)
  const signs = Array.from(fold(run).length === run.length ? fold(run) : run)
  for (const [index, sign] of signs.slice(0, left).entries()) {
    const next = signs[index + 1] ?? ''
    words.push({
      text: sign + next,
      head: headOf(sign + next),
      isRun: true,
      start: at,
      end: at + sign.length + next.length,
    })
    at += sign.length
  }
}
