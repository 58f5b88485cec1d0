// How it sounds, as hints with the words they are about: shouting, blame, words of the workshop, sentences without an end, and what
// the house writes or does not.
import { fold } from '../../../kit/fold.ts'
import { type Word, wordsOf } from '../../../ai/words.ts'
import type { CheckRules } from '../../../desk/checks/checks.api.ts'
import { blamePhrases, jargonPhrases } from './blame-words.ts'
import type { Found, Read } from './draft.ts'
import { findPhrases, finderOf } from './phrases.ts'

const blaming = finderOf(blamePhrases)
const technical = finderOf(jargonPhrases)

export function toneOf(read: Read, rules: CheckRules): Found[] {
  return [
    ...shoutingIn(read),
    ...blaming(read, read.speaks).map(({ start, end }): Found => ({ check: 'blame', start, end })),
    ...technical(read, read.speaks).map(({ start, end }) => jargon(read, start, end, '')),
    ...longSentences(read, rules.longSentence),
  ]
}

const jargon = ({ body }: Read, start: number, end: number, instead: string): Found => ({
  check: 'jargon',
  start,
  end,
  values: { words: body.slice(start, end) },
  mend: instead ? { do: 'replace', with: instead } : null,
})

/** Words in a row that are all capitals: one is an abbreviation, three with so many letters are a shout. */
const ROW = 3
const LOUD = 12
const MARKS = /[!?]{3,}|!{2,}/g

function shoutingIn({ body, words }: Read): Found[] {
  const found: Found[] = [...body.matchAll(MARKS)].map(({ 0: { length }, index }) => ({
    check: 'shouting',
    start: index,
    end: index + length,
    mend: { do: 'replace', with: body[index] === '?' ? '?' : '!' },
  }))
  let row: Word[] = []
  const end = () => {
    const letters = row.reduce((sum, { start, end: to }) => sum + to - start, 0)
    const [first, last] = [row[0], row.at(-1)]
    if (first && last && row.length >= ROW && letters >= LOUD && !isHeading(body, first.start, last.end))
      found.push({ check: 'shouting', start: first.start, end: last.end })
    row = []
  }
  for (const word of words) {
    const written = body.slice(word.start, word.end)
    const isLoud = /^\p{Lu}{2,}$/u.test(written)
    const last = row.at(-1)
    if (last && (!isLoud || /[^\s,!'’-]/.test(body.slice(last.end, word.start)))) end()
    if (isLoud) row.push(word)
  }
  end()
  return found
}

/** A line of its own that ends without a mark: "TERMS OF DELIVERY". */
function isHeading(body: string, start: number, end: number): boolean {
  const before = body.slice(body.lastIndexOf('\n', start - 1) + 1, start)
  const lineEnd = body.indexOf('\n', end)
  const after = body.slice(end, lineEnd < 0 ? undefined : lineEnd)
  return /^[\s\d.)*-]*$/.test(before) && /^[\s:]*$/.test(after)
}

/** A list is no sentence, and a line that ends without a mark goes on only where it was broken by its length. */
function longSentences({ body, words }: Read, most: number): Found[] {
  if (words.length <= most) return []
  const found: Found[] = []
  let first = 0
  for (let at = 0; at < words.length; at++) {
    const [word, next] = [words[at] as Word, words[at + 1]]
    const between = next ? body.slice(word.end, next.start) : '.'
    const isEnd =
      /[!?;:。！？]|\.(?=\s|$|["”)])|\n\s*\n|\n\s*(?:[-*•·–]|\d{1,2}[.)])/.test(between) && !/^\.\d/.test(between)
    if (!isEnd) continue
    const count = words.slice(first, at + 1).filter((one) => !one.isRun).length
    if (count > most)
      found.push({
        check: 'longSentence',
        start: (words[first] as Word).start,
        end: word.end,
        values: { count: String(count) },
      })
    first = at + 1
  }
  return found
}

/** What the house writes or does not: its own words come before ours. */
export function phrasesIn(read: Read, rules: CheckRules): Found[] {
  if (rules.phrases.length === 0) return []
  const text = fold(read.body)
  const subject = { body: read.subject, words: wordsOf(read.subject, 100) }
  const foldedSubject = fold(read.subject)
  return rules.phrases.flatMap(({ kind, words, instead }) => {
    const [head = ''] = wordsOf(words, 1).map((one) => one.text)
    const check = kind === 'banned' ? 'bannedPhrase' : kind === 'preferred' ? 'preferredPhrase' : 'jargon'
    const tell = (where: 'text' | 'subject', whole: string, start: number, end: number): Found => ({
      check,
      code: instead && check !== 'jargon' ? `${check}Instead` : check,
      where,
      start,
      end,
      values: { words: whole.slice(start, end), instead },
      mend: instead ? { do: 'replace', with: asWritten(whole.slice(start, end), instead) } : null,
    })
    return [
      ...(text.includes(head) ? findPhrases([words], read) : []).map((one) =>
        tell('text', read.body, one.start, one.end),
      ),
      ...(foldedSubject.includes(head) ? findPhrases([words], subject) : []).map((one) =>
        tell('subject', read.subject, one.start, one.end),
      ),
    ]
  })
}

/** At the head of a sentence with the capital that stood there. */
function asWritten(was: string, instead: string): string {
  return /^\p{Lu}/u.test(was) && !/^\p{Lu}{2}/u.test(was) ? instead.charAt(0).toUpperCase() + instead.slice(1) : instead
}
