// Text as people compare it: no case, no accents. Search and the classifier read words by it. Not for showing, and not for names that
// have to be told apart.

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
/** Most mail is plain English or near it: the short way gives the same, ten times sooner. */
const ASCII = /^[\0-\x7f]*$/
/** Latin, Greek and Cyrillic end here: each letter of theirs folds by itself, and each is folded once. */
const ALPHABETS = 0x483
const folded: string[] = []
/** Scripts written without blanks: Chinese, Japanese, Thai, Lao, Khmer, Burmese. */
const RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu
/** Where these scripts begin. */
const MAY_RUN = /[\u0e00-\uffff]/

export const isAscii = (text: string): boolean => ASCII.test(text)

export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  let made = ''
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= ALPHABETS) return foldWhole(text)
    made += folded[code] ??= foldWhole(String.fromCharCode(code))
  }
  return made
}

function foldWhole(text: string): string {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(SPECIAL, (letter) => LETTERS[letter] ?? letter)
  return plain.normalize('NFC')
}

/** Whether a sign is of a script written without blanks. */
export const isRun = (sign: string): boolean => sign.search(RUN) >= 0

/** A word where it changes between scripts written with blanks and without. */
export function partsOf(word: string): { text: string; isRun: boolean }[] {
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
