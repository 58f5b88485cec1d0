// Phrases of a table found among the words of a draft, in the languages it is written in. Folded, so that case and accents do not
// matter. Written as people read them: `see attached|in the attachment*`, parted by `|`; a star stands for any ending. Chinese,
// Japanese and Thai, which put no blanks between words, are looked for as they stand.
import { isRun } from '../../../kit/fold.ts'
import { type Word, wordsOf } from '../../../ai/words.ts'

/** By language, ISO 639-1. */
export type Phrases = Readonly<Record<string, string>>

export interface Place {
  start: number
  end: number
  /** Of the first and the last word, among all of them; -1 in scripts without blanks. */
  first: number
  last: number
}

interface Phrase {
  words: readonly { text: string; isPrefix: boolean }[]
}
interface Compiled {
  heads: ReadonlyMap<string, readonly Phrase[]>
  runs: readonly string[]
}

export interface Searched {
  body: string
  words: readonly Word[]
}

export function finderOf(table: Phrases): (searched: Searched, languages: readonly string[]) => Place[] {
  const compiled = new Map(Object.entries(table).map(([language, line]) => [language, compile(line.split('|'))]))
  return (searched, languages) => {
    const found = languages.flatMap((language) => {
      const one = compiled.get(language)
      return one ? findIn(one, searched) : []
    })
    return languages.length < 2 ? found : found.toSorted((one, other) => one.start - other.start)
  }
}

/** A single list, whatever the language. */
export function findPhrases(lines: readonly string[], searched: Searched): Place[] {
  return findIn(compile(lines), searched)
}

function compile(lines: readonly string[]): Compiled {
  const heads = new Map<string, Phrase[]>()
  const runs: string[] = []
  for (const line of lines) {
    const written = line.trim()
    if (Array.from(written).some(isRun)) runs.push(written)
    else {
      const words = wordsOf(written, 20).map(({ text, end }) => ({ text, isPrefix: written[end] === '*' }))
      const head = words[0]?.text.slice(0, HEAD)
      if (head) heads.set(head, [...(heads.get(head) ?? []), { words }])
    }
  }
  return { heads, runs }
}

/** A shorter first word would stand under a head of its own. */
const HEAD = 3

function findIn({ heads, runs }: Compiled, { body, words }: Searched): Place[] {
  const found: Place[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word
    const longest = longestAt(heads.get(word.text.slice(0, HEAD)) ?? [], words, at)
    const shorter = longest > 0 || word.text.length < HEAD ? 0 : longestAt(prefixesOf(heads, word.text), words, at)
    const length = Math.max(longest, shorter)
    if (length === 0) continue
    const last = at + length - 1
    found.push({ start: word.start, end: (words[last] as Word).end, first: at, last })
    at = last
  }
  for (const run of runs)
    for (let at = body.indexOf(run); at >= 0; at = body.indexOf(run, at + run.length))
      found.push({ start: at, end: at + run.length, first: -1, last: -1 })
  return found
}

/** `ek*` stands under `ek`, and a longer word may begin with it. */
const prefixesOf = (heads: Compiled['heads'], text: string): Phrase[] =>
  [1, 2].flatMap((length) => (heads.get(text.slice(0, length)) ?? []).filter(({ words }) => words[0]?.isPrefix))

function longestAt(phrases: readonly Phrase[], words: readonly Word[], at: number): number {
  let longest = 0
  for (const phrase of phrases)
    if (
      phrase.words.length > longest &&
      phrase.words.every(({ text, isPrefix }, index) => {
        const word = words[at + index]?.text
        return word !== undefined && (isPrefix ? word.startsWith(text) : word === text)
      })
    )
      longest = phrase.words.length
  return longest
}

/** The words of the same sentence before and behind a place, at most so many, folded. */
export function wordsAround(
  { body, words }: Searched,
  { first, last }: Place,
  most: { before: number; after: number },
): { before: string[]; after: string[] } {
  const [before, after]: [string[], string[]] = [[], []]
  const isApart = (from: Word | undefined, to: Word | undefined) =>
    !from || !to || /[.!?;。！？]|\n\s*\n/.test(body.slice(from.end, to.start))
  for (let at = first - 1; at >= 0 && before.length < most.before && !isApart(words[at], words[at + 1]); at--)
    before.unshift((words[at] as Word).text)
  for (let at = last + 1; at < words.length && after.length < most.after && !isApart(words[at - 1], words[at]); at++)
    after.push((words[at] as Word).text)
  return { before, after }
}
