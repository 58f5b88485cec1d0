// Words of any language as search sees them: one function for what is indexed and what is asked, so that they always agree.
// Folded rather than stemmed: PostgreSQL knows no Azerbaijani and no Chinese, and a prefix finds most endings.

/** Letters that no decomposition turns into what people type instead. */
const LETTERS: Record<string, string> = {
  ə: 'e',
  ı: 'i',
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ħ: 'h',
  ŋ: 'n',
  ŧ: 't',
  ς: 'σ',
  ĸ: 'k',
}
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g')
/** Accents of Latin, Greek and Cyrillic; Hebrew points; Arabic vowels and stretching. Other scripts' marks are part of the word. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0640]/g
const WORD = /[\p{L}\p{N}\p{M}]+/gu
/** Most mail is plain English or near it: the short ways below give the same, ten times sooner. */
const ASCII = /^[\0-\x7f]*$/
const ASCII_WORD = /[a-z0-9]+/g
/** Where the scripts of `RUN` begin. */
const MAY_RUN = /[\u0e00-\uffff]/
/** Scripts written without blanks: Chinese, Japanese, Thai, Lao, Khmer, Burmese. */
const RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu

/** Whether a sign is of a script written without blanks. */
export const isRun = (sign: string): boolean => sign.search(RUN) >= 0

const LONGEST = 64
/** Words of one text; a mail of more is a data dump. */
const MOST = 10_000

/** As people compare it: no case, no accents. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
  return plain.normalize('NFC')
}

/** Each once. A run of a script without blanks gives its pairs and its last sign, so that every sign begins a token. */
export function tokensOf(text: string): string[] {
  const tokens = new Set<string>()
  for (const word of wordsOf(fold(text))) {
    for (const part of partsOf(word)) {
      if (part.isRun) for (const pair of pairsOf(part.text, true)) tokens.add(pair)
      else tokens.add(part.text.slice(0, LONGEST))
    }
    if (tokens.size >= MOST) break
  }
  return [...tokens]
}

export interface Asked {
  text: string
  /** Also what begins so. */
  isPrefix: boolean
}

/** From this length on a word finds what begins with it: orders for order, sifarişlərim for sifariş. The last one always does. */
const PREFIX_FROM = 4

/** What has to be found for `text`, all of it. `isLast`: it is still being typed. */
export function askedOf(text: string, isLast: boolean): Asked[] {
  const words = wordsOf(fold(text))
  return words.flatMap((word, index) => {
    const isLastWord = isLast && index === words.length - 1
    return partsOf(word).flatMap((part): Asked[] => {
      if (part.isRun)
        return pairsOf(part.text, false).map((pair) => ({ text: pair, isPrefix: Array.from(part.text).length === 1 }))
      const isPrefix = isLastWord || part.text.length >= PREFIX_FROM
      return [{ text: part.text.slice(0, LONGEST), isPrefix }]
    })
  })
}

const wordsOf = (folded: string): string[] => folded.match(ASCII.test(folded) ? ASCII_WORD : WORD) ?? []

function partsOf(word: string): { text: string; isRun: boolean }[] {
  if (!MAY_RUN.test(word)) return [{ text: word, isRun: false }]
  const parts: { text: string; isRun: boolean }[] = []
  let at = 0
  for (const run of word.matchAll(RUN)) {
    if (run.index > at) parts.push({ text: word.slice(at, run.index), isRun: false })
    parts.push({ text: run[0], isRun: true })
    at = run.index + run[0].length
  }
  if (at < word.length) parts.push({ text: word.slice(at), isRun: false })
  return parts
}

function pairsOf(run: string, withLast: boolean): string[] {
  const signs = Array.from(run) // by code points: a rare Chinese character is two units
  const pairs = signs.slice(1).map((sign, index) => `${signs[index]}${sign}`)
  const last = signs.at(-1)
  return last !== undefined && (withLast || signs.length === 1) ? [...pairs, last] : pairs
}
