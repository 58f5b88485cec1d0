// The words that were looked for, marked where they stand. As the search reads words: no case, no accents, also what begins so.
import { parseQuery } from '../../src/desk/conversations/query.api.ts'

/** Signs that are not letters of one word. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu
/** From this length on a word finds what begins with it. */
const PREFIX_FROM = 4
/** Scripts that are written without blanks. */
const RUN = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/

const fold = (text: string) => text.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f]/g, '').replaceAll('ə', 'e').replaceAll('ı', 'i') // prettier-ignore

/** Pure: the words of a query that something should say. */
export function soughtIn(query: string | undefined): string[] {
  if (!query) return []
  const { words } = parseQuery(query)
  const pieces = words.match(/-?"[^"]*"?|[^\s"]+/g) ?? []
  return pieces.filter((piece) => !piece.startsWith('-')).flatMap((piece) => fold(piece).match(WORD) ?? [])
}

/** Pure: stretches of text, each marked or not. */
export function marked(text: string, sought: readonly string[]): { text: string; isFound: boolean }[] {
  const parts: { text: string; isFound: boolean }[] = []
  let from = 0
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const folded = fold(word)
    const isFound = sought.some((one) =>
      RUN.test(one) ? folded.includes(one) : folded === one || (one.length >= PREFIX_FROM && folded.startsWith(one)),
    )
    if (!isFound) continue
    if (index > from) parts.push({ text: text.slice(from, index), isFound: false })
    parts.push({ text: word, isFound: true })
    from = index + word.length
  }
  if (from < text.length) parts.push({ text: text.slice(from), isFound: false })
  return parts
}

export function Marked({ text, sought }: { text: string; sought: readonly string[] }) {
  if (sought.length === 0) return text
  return marked(text, sought).map(({ text: part, isFound }, at) => (isFound ? <mark key={at}>{part}</mark> : part))
}
