// eld's n-gram table (60 languages, its smallest), read as text into typed arrays: 2 MB a thread instead of the 80 MB that the
// same table takes as JavaScript objects, and quicker to ask. The way of scoring is eld's; the tests compare the two.
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'
import { must } from '../../kit/must.ts'

export interface Scored {
  /** ISO 639-1; '' where no n-gram is known. */
  language: string
  /** 0 to 1, as eld scales it. */
  score: number
}

/** A power of two, a good deal larger than the number of n-grams (49,553). */
const SLOTS = 1 << 17
/** In order to be small the table leaves this out of every score. */
const LEAST = 53
/** "Handpicked", says eld. */
const SCALE = 25
const MOST_BYTES = 380
const ENOUGH_BYTES = 350
const LONGEST_WORD = 70
const SPACE = 32

interface Table {
  /** ISO 639-1, by number. */
  codes: string[]
  /** How the table writes the bytes from 0x80 on. */
  letters: Uint8Array
  /** Six characters of at most 8 bits each as one number; 0 marks an empty slot. */
  keys: Float64Array
  /** Where in `languages` and `scores` the n-gram's entries begin, and (the low byte) how many there are. */
  places: Uint32Array
  languages: Uint8Array
  scores: Uint8Array
}

const table = readTable()

/** `text` in lower case, words parted by one blank, nothing but letters and apostrophes. Reads its first 380 bytes. */
export function scoreLanguages(text: string): Scored {
  const sums = new Int32Array(table.codes.length)
  const seen = new Set<number>()
  for (const word of wordsOf(text)) {
    for (const ngram of ngramsOf(word)) {
      if (seen.has(ngram)) continue
      seen.add(ngram)
      const place = table.places[slotOf(ngram, table.keys)] as number
      for (let at = place >>> 8, end = at + (place & 255); at < end; at++) {
        const language = table.languages[at] as number
        sums[language] = (sums[language] as number) + (table.scores[at] as number) + LEAST
      }
    }
  }
  let best = -1
  let most = 0
  for (const [at, sum] of sums.entries()) {
    if (sum <= most) continue
    most = sum
    best = at
  }
  const mean = most / seen.size
  return best < 0 ? { language: '', score: 0 } : { language: table.codes[best] ?? '', score: mean / (mean + SCALE) }
}

/** Words as bytes of UTF-8, each written as the table writes it. */
function wordsOf(text: string): Uint8Array[] {
  const bytes = Buffer.from(text.slice(0, MOST_BYTES + 1))
  const words: Uint8Array[] = []
  let start = 0
  let at = 0
  for (; at < bytes.length && at <= MOST_BYTES; at++) {
    if (bytes[at] !== SPACE) continue
    if (at > start) words.push(bytes.subarray(start, at))
    start = at + 1
    if (at > ENOUGH_BYTES) break
  }
  while (at < bytes.length && ((bytes[at] as number) & 0xc0) === 0x80) at++ // no character is cut in two
  if (at > start) words.push(bytes.subarray(start, at))
  return words.map(written)
}

function written(word: Uint8Array): Uint8Array {
  for (let at = 0; at < word.length; at++) {
    const byte = word[at] as number
    if (byte >= 0x80) word[at] = table.letters[byte] as number
  }
  return word
}

/** Four bytes in every three, and the last four; blanks mark where a word begins and ends. */
function ngramsOf(word: Uint8Array): number[] {
  const found: number[] = []
  const length = Math.min(word.length, LONGEST_WORD)
  let at = 0
  for (; at + 4 < length; at += 3) found.push(numberOf(word, at, at + 4, at === 0 ? SPACE : 0))
  if (word.length > LONGEST_WORD) found.push(-word.length) // longer than any in the table
  else found.push(numberOf(word, Math.max(0, length - 4), length, at === 0 ? SPACE : 0) * 256 + SPACE)
  return found
}

function numberOf(word: Uint8Array, from: number, to: number, before: number): number {
  let number = before
  for (let at = from; at < to; at++) number = number * 256 + (word[at] as number)
  return number
}

/** Where the n-gram stands in `keys`, or the empty slot where it would. */
function slotOf(ngram: number, keys: Float64Array): number {
  const high = Math.floor(ngram / 0x1_0000_0000)
  const low = ngram - high * 0x1_0000_0000
  let slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 15
  while (keys[slot] !== 0 && keys[slot] !== ngram) slot = (slot + 1) & (SLOTS - 1)
  return slot
}

/** The package's files hold literals only: `{'ab':{11:40,3:2},…}`. Its version is pinned. */
function readTable(): Table {
  const folder = new URL(
    'src/',
    pathToFileURL(must(findPackageJSON('eld', import.meta.url), 'to find the package eld')),
  )
  const dictionary = readFileSync(new URL('dictionary.js', folder), 'utf8')
  const letters = [...dictionary.slice(dictionary.indexOf('[')).matchAll(/'(\\?)(.)'/gu)].map((one) => one[2] ?? '')
  const source = readFileSync(new URL('ngrams/extrasmall.js', folder), 'utf8')
  const codes = [...source.slice(0, source.indexOf('ngrams:')).matchAll(/\d+:'(\w+)'/g)].map((one) => one[1] ?? '')
  const keys = new Float64Array(SLOTS)
  const places = new Uint32Array(SLOTS)
  const languages: number[] = []
  const scores: number[] = []
  for (let at = source.indexOf('ngrams:{') + 8; source[at] !== '}'; at++) {
    const isQuoted = source[at] === "'"
    let key = 0
    for (at += isQuoted ? 1 : 0; isQuoted ? source[at] !== "'" : source[at] !== ':'; at++) {
      if (source[at] === '\\') at++
      key = key * 256 + source.charCodeAt(at)
    }
    at += isQuoted ? 3 : 2
    const slot = slotOf(key, keys)
    const first = languages.length
    for (let value = 0; ; at++) {
      const code = source.charCodeAt(at)
      if (code >= 48 && code <= 57) value = value * 10 + code - 48
      else {
        ;(code === 58 ? languages : scores).push(value)
        value = 0
        if (code === 125) break
      }
    }
    keys[slot] = key
    places[slot] = first * 256 + languages.length - first
    if (source[at + 1] === '}') break
    at++
  }
  return {
    codes,
    letters: Uint8Array.from(letters, (letter) => letter.charCodeAt(0)),
    keys,
    places,
    languages: Uint8Array.from(languages),
    scores: Uint8Array.from(scores),
  }
}
