// Which language a person writes in. Loads a table of two megabytes: ask in the reader's worker, not in a process that answers
// people.
import { azerbaijaniOrTurkish } from './azerbaijani.ts'
import { scoreLanguages } from './language/ngrams.ts'

export interface Language {
  /** ISO 639-1, or null when there is too little text or no language stands out. */
  language: string | null
  /** 0 to 1; comparable between calls, not a probability. */
  confidence: number
}

/** Fewer letters than this say too little: the contact's or the conversation's last language is the better guess. */
const LETTERS = 20
const DENSE_LETTERS = 6
/** Arabic and Hebrew write no vowels. */
const VOWELLESS_LETTERS = 14
/** Of Azerbaijani and Turkish, from where the words of one of them decide: between the two, and against another language. */
const LEANS = 0.1
const SURELY = 0.4
const UNSURE = 0.5
/** Three sentences are told apart as surely as three pages. */
const MOST_CHARACTERS = 600

export function detectLanguage(text: string): Language {
  const words = withoutNoise(text.slice(0, MOST_CHARACTERS * 2)).slice(0, MOST_CHARACTERS)
  if (hasTooFewLetters(words)) return { language: null, confidence: 0 }
  const { language, score } = scoreLanguages(words)
  const leaning = words.includes('ə') ? 0 : azerbaijaniOrTurkish(words)
  const isNear = language === 'tr' || language === 'az' || language === '' || score < UNSURE
  if (leaning >= (isNear ? LEANS : SURELY)) return { language: 'az', confidence: Math.max(score, leaning) }
  if (leaning <= -LEANS && language === 'az') return { language: 'tr', confidence: Math.max(score, -leaning) }
  return language === '' ? { language: null, confidence: 0 } : { language, confidence: score }
}

function hasTooFewLetters(words: string): boolean {
  let letters = 0
  for (let at = 0; at < words.length && letters < LETTERS; at++) if (words[at] !== ' ') letters++
  if (letters >= LETTERS) return false
  if (letters >= VOWELLESS_LETTERS && /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(words)) return false
  return (
    letters < DENSE_LETTERS || !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(words)
  )
}

/** Words in lower case, parted by one blank. Addresses, links and numbers are the same in all languages. */
function withoutNoise(text: string): string {
  const unlinked = /https?:/i.test(text) ? text.replace(/https?:\/\/\S{1,2000}/gi, ' ') : text
  const unaddressed = unlinked.includes('@') ? unlinked.replace(/[\w.+-]{1,64}@[\w.-]{1,255}/g, ' ') : unlinked
  return unaddressed
    .replace(/[^\p{L}]+(?<!['`’])/gu, ' ')
    .trim()
    .toLowerCase()
}
