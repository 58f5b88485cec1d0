// How rules compare text: without regard to case, accents, width, invisible characters or runs of white space.
// So “İNVOİCE”, “ｉｎｖｏｉｃｅ” and “invoíce” are one, and a soft hyphen hides nothing. Not for showing.

const invisible = /[\p{M}\p{Cf}]/gu
const letters: Record<string, string> = { ı: 'i', ß: 'ss', ς: 'σ', '’': "'", '‘': "'", '“': '"', '”': '"' }
const isPlain = /^[\t-\r\x20-\x7e]*$/ // ASCII: only the case and the white space may differ
const notOneBlank = /\s{2,}|[^\S ]/g

export function fold(text: string): string {
  if (isPlain.test(text)) return text.toLowerCase().replace(notOneBlank, ' ').trim()
  const spread = text.normalize('NFKD').replace(invisible, '').toLowerCase()
  return spread
    .replace(/[ıßς’‘“”]/g, (found) => letters[found] ?? found)
    .replace(notOneBlank, ' ')
    .trim()
}

// Scripts written without blanks between words: each character counts as a word.
const word =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]|[[\p{L}\p{N}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]]+/gv

const plainGap = / ?[^a-z0-9 ][^a-z0-9]*/g // in folded text a blank alone is a gap already

/** The words of folded text with one blank around each, so that whole words are found by `includes`. Empty: no words. */
export function wordsOf(folded: string): string {
  if (isPlain.test(folded)) {
    const words = folded.replace(plainGap, ' ').trim()
    return words && ` ${words} `
  }
  const words = folded.match(word)
  return words ? ` ${words.join(' ')} ` : ''
}

/** Where in `folded` the word begins that stands at `index` of `wordsOf(folded)`. */
export function placeOfWord(folded: string, words: string, index: number): number {
  let before = 0
  for (let at = words.indexOf(' '); at !== -1 && at < index; at = words.indexOf(' ', at + 1)) before++
  let seen = 0
  for (const found of folded.matchAll(word)) if (seen++ === before) return found.index
  return 0
}

/** Where in `text` lies what lies at `index` of `fold(text)`. Near enough for showing the surroundings. */
export function placeInOriginal(text: string, index: number): number {
  let folded = 0
  let isBlank = true
  let place = 0
  for (const character of text) {
    if (folded >= index && !/\s/.test(character)) return place
    if (/\s/.test(character)) {
      folded += isBlank ? 0 : 1
      isBlank = true
    } else {
      const length = character < '\x7f' ? 1 : fold(character).length
      folded += length
      if (length > 0) isBlank = false
    }
    place += character.length
  }
  return place
}
