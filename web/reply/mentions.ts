// Naming colleagues while writing a note: which name is begun where the caret stands, who that could be, and the text once one is
// chosen. The server alone says who was named.

interface Person {
  id: string
  name: string
}

const letter = /[\p{L}\p{N}]/u
/** Names are shorter; what is longer is a sentence after an @. */
const LONGEST = 40
const MOST = 6

/** From the `@` to the caret; null where none is begun. */
export function begunAt(text: string, caret: number): { at: number; begun: string } | null {
  const at = text.lastIndexOf('@', caret - 1)
  if (at === -1 || caret - at > LONGEST || letter.test(text.charAt(at - 1))) return null
  const begun = text.slice(at + 1, caret)
  return /[\n@]/.test(begun) || begun.startsWith(' ') ? null : { at, begun }
}

/** Whose name, or a word of it, begins so. */
export function meantBy<P extends Person>(begun: string, people: readonly P[]): P[] {
  const wanted = begun.toLowerCase()
  const fits = ({ name }: Person) => {
    const lower = name.toLowerCase()
    return lower !== wanted.trimEnd() && (lower.startsWith(wanted) || lower.includes(` ${wanted}`))
  }
  return people.filter(fits).slice(0, MOST)
}

export function completed(text: string, at: number, caret: number, name: string): { text: string; caret: number } {
  const before = `${text.slice(0, at)}@${name} `
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length }
}

/** The text in pieces: `isName` where somebody of `names` stands after an `@`. */
export function namedIn(text: string, names: readonly string[]): { text: string; isName: boolean }[] {
  const longest = names.filter(Boolean).toSorted((a, b) => b.length - a.length)
  const lower = text.toLowerCase()
  const pieces: { text: string; isName: boolean }[] = []
  let from = 0
  for (let at = lower.indexOf('@'); at !== -1; at = lower.indexOf('@', at + 1)) {
    const name = longest.find((one) => lower.startsWith(one.toLowerCase(), at + 1))
    if (name === undefined || letter.test(lower.charAt(at - 1))) continue
    const end = at + 1 + name.length
    if (at > from) pieces.push({ text: text.slice(from, at), isName: false })
    pieces.push({ text: text.slice(at, end), isName: true })
    from = end
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isName: false })
  return pieces
}
