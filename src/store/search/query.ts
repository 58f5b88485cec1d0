// What a person typed, as PostgreSQL's text-search query: all words, -without, "in this order" for the caller to verify.
import { fold } from '../../kit/fold.ts'
import { askedOf, type Asked } from './tokens.ts'

export interface SearchQuery {
  wanted: Asked[]
  /** Words of which not all may be there. */
  unwanted: Asked[][]
  /** The index knows words but not their order: the caller keeps what says these. */
  phrases: Phrase[]
}

export interface Phrase {
  /** Folded. */
  text: string
  /** Its last word is still being typed; the others are whole words. */
  isOpen: boolean
}

const PIECE = /(-?)"([^"]*)("?)|(-?)([^\s"]+)/g
/** Words of one question; the rest is ignored. */
const MOST = 32

export function searchQuery(text: string): SearchQuery {
  const wanted: Asked[] = []
  const unwanted: Asked[][] = []
  const phrases: Phrase[] = []
  const pieces = [...text.matchAll(PIECE)]
  const isTyping = !/\s$/.test(text)
  pieces.forEach(([, minusPhrase, phrase, end, minus, word], index) => {
    const isLast = isTyping && index === pieces.length - 1
    const isOpen = isLast && !end
    const asked = askedOf(phrase ?? word ?? '', isOpen)
    if (asked.length === 0) return
    if (minusPhrase || minus) {
      unwanted.push(asked.map((one) => ({ ...one, isPrefix: false })))
      return
    }
    if (phrase === undefined || asked.length === 1) {
      wanted.push(...asked)
      return
    }
    wanted.push(...asked.map((one, at) => (isOpen && at === asked.length - 1 ? one : { ...one, isPrefix: false })))
    phrases.push({ text: fold(phrase).trim(), isOpen })
  })
  return { wanted: wanted.slice(0, MOST), unwanted: unwanted.slice(0, MOST), phrases }
}

/** For `::tsquery`: all wanted and none of the unwanted, in one bucket. */
export function tsqueryOf({ wanted, unwanted }: SearchQuery, bucket: number): string {
  const quoted = (asked: Asked[]) => asked.map((one) => termQuery(bucket, one))
  return [...new Set(quoted(wanted)), ...unwanted.map((words) => `!(${quoted(words).join(' & ')})`)].join(' & ')
}

/** How a word of a bucket stands in the index. A token holds letters, digits and marks only, so nothing in it could end the quotes. */
export function termOf(bucket: number, token: string): string {
  return `${bucket.toString(36)}:${token}`
}

/** One word in one bucket. */
export function termQuery(bucket: number, { text, isPrefix }: Asked): string {
  return `'${termOf(bucket, text)}'${isPrefix ? ':*' : ''}`
}
