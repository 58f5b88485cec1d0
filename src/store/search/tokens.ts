// Words of any language as search sees them: one function for what is indexed and what is asked, so that they always agree.
// Folded rather than stemmed: PostgreSQL knows no Azerbaijani and no Chinese, and a prefix finds most endings.
import { fold, isAscii, partsOf } from '../../kit/fold.ts'

const WORD = /[\p{L}\p{N}\p{M}]+/gu
/** The same of plain English, ten times sooner. */
const ASCII_WORD = /[a-z0-9]+/g

const LONGEST = 64
/** Words of one text; a mail of more is a data dump. */
const MOST = 10_000

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

const wordsOf = (folded: string): string[] => folded.match(isAscii(folded) ? ASCII_WORD : WORD) ?? []

function pairsOf(run: string, withLast: boolean): string[] {
  const signs = Array.from(run) // by code points: a rare Chinese character is two units
  const pairs = signs.slice(1).map((sign, index) => `${signs[index]}${sign}`)
  const last = signs.at(-1)
  return last !== undefined && (withLast || signs.length === 1) ? [...pairs, last] : pairs
}
