// Which language a person writes in. The model takes tens of megabytes, so it is loaded at the first question: ask in the reader's
// worker, not in a process that answers people.
import { azerbaijaniInAscii } from './azerbaijani.ts'

export interface Language {
  /** ISO 639-1, or null when there is too little text or no language stands out. */
  language: string | null
  /** 0 to 1; comparable between calls, not a probability. */
  confidence: number
}

/** Fewer letters than this say too little: the contact's or the conversation's last language is the better guess. */
const LETTERS = 20
/** Three sentences are told apart as surely as three pages. */
const MOST_CHARACTERS = 1_000

export async function detectLanguage(text: string): Promise<Language> {
  const words = withoutNoise(text.slice(0, MOST_CHARACTERS * 2)).slice(0, MOST_CHARACTERS)
  const letters = words.match(/\p{L}/gu)?.length ?? 0
  const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(words)
  if (letters < (dense ? 6 : LETTERS)) return { language: null, confidence: 0 }
  const azerbaijani = azerbaijaniInAscii(words)
  const { eld } = await import('eld/extrasmall')
  const found = eld.detect(words)
  const confidence = found.getScores()[found.language] ?? 0
  const isTakenForTurkish = found.language === 'tr' || found.language === '' || confidence < 0.5
  if (azerbaijani >= (isTakenForTurkish ? 0.12 : 0.4))
    return { language: 'az', confidence: Math.max(confidence, azerbaijani) }
  return found.language === '' ? { language: null, confidence: 0 } : { language: found.language, confidence }
}

/** Addresses, links and numbers are the same in all languages. */
function withoutNoise(text: string): string {
  return text
    .replace(/https?:\/\/\S{1,2000}/gi, ' ')
    .replace(/[\w.+-]{1,64}@[\w.-]{1,255}/g, ' ')
    .replace(/[\d_#*=<>|~-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
