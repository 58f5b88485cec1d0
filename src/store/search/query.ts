// What a person typed, as PostgreSQL's text-search query: all words, -without, "in this order" for the caller to verify.
import { askedOf, fold, type Asked } from './tokens.ts'

export interface SearchQuery {
  /** For `::tsquery`; null where nothing is asked for (no word, or only words to leave out). */
  tsquery: string | null
  /** Folded. The index knows words but not their order: the caller keeps what contains these. */
  phrases: string[]
}

const PIECE = /(-?)"([^"]*)"?|(-?)([^\s"]+)/g
/** Words of one question; the rest is ignored. */
const MOST = 32

export function searchQuery(text: string): SearchQuery {
  const wanted: Asked[] = []
  const unwanted: Asked[][] = []
  const phrases: string[] = []
  const pieces = [...text.matchAll(PIECE)]
  const isTyping = !/\s$/.test(text)
  pieces.forEach(([, minusPhrase, phrase, minus, word], index) => {
    const isLast = isTyping && index === pieces.length - 1 && phrase === undefined
    const asked = askedOf(phrase ?? word ?? '', isLast)
    if (asked.length === 0) return
    if (minusPhrase || minus) {
      unwanted.push(asked.map((one) => ({ ...one, isPrefix: false })))
      return
    }
    wanted.push(...asked)
    if (phrase !== undefined && asked.length > 1) phrases.push(fold(phrase).trim())
  })
  if (wanted.length === 0) return { tsquery: null, phrases: [] }
  const all = [
    ...new Set([
      ...wanted.slice(0, MOST).map(quote),
      ...unwanted.slice(0, MOST).map((words) => `!(${words.map(quote).join(' & ')})`),
    ]),
  ]
  return { tsquery: all.join(' & '), phrases }
}

/** A token holds letters, digits and marks only, so nothing in it could end the quotes. */
function quote({ text, isPrefix }: Asked): string {
  return `'${text}'${isPrefix ? ':*' : ''}`
}
