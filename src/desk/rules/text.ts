// Comparing text: what an operator is called, and how it finds.
import { quote, quoteFolded, quoteWords, type Evidence, type Text } from './evidence.ts'
import { fold, wordsOf } from './fold.ts'
import { compilePattern, type Pattern } from './pattern.ts'
import { joined, why, type Why } from '../reasons.ts'
import type { Test } from './rules.api.ts'
import { shown, verdict, type Verdict } from './verdict.ts'

export type TextOperator = Extract<Test, { field: 'subject' }>['operator']

export const verbs: Record<TextOperator, [yes: string, no: string]> = {
  is: ['is', 'is not'],
  contains: ['contains', 'does not contain'],
  words: ['has the words', 'does not have the words'],
  startsWith: ['begins with', 'does not begin with'],
  endsWith: ['ends with', 'does not end with'],
  matches: ['matches the pattern', 'does not match the pattern'],
}

/** Holds when any of the texts does; finds the surroundings of the first that does. */
export function askText(operator: TextOperator, value: string, of: (evidence: Evidence) => Text[]) {
  if (operator === 'matches') return askPattern(value, of)
  const find = finderOf(operator, value)
  return (evidence: Evidence): Verdict => {
    if (typeof find === 'object') return verdict(false, find)
    const texts = of(evidence)
    for (const text of texts) {
      const found = find(text)
      if (found !== null) return verdict(true, shown(found))
    }
    return verdict(false, showAll(texts, 'foundNothing'))
  }
}

/** A pattern that is none says why, and never holds. What was not read of a long text, or because others read so much, is said. */
function askPattern(value: string, of: (evidence: Evidence) => Text[]) {
  const pattern = compilePattern(value)
  return (evidence: Evidence): Verdict => {
    if (!('find' in pattern)) return verdict(false, why('foundPatternWrong', { why: pattern.why }))
    const texts = of(evidence)
    let unread: Why[] = []
    for (const text of texts) {
      const { found, read } = foundOnce(evidence, text, value, pattern)
      if (found)
        return verdict(true, shown(text.isTold ? quote(text.original, found.start, found.end - found.start) : ''))
      if (read < text.original.length) unread = [why('foundUnread', { all: text.original.length, read })]
    }
    return verdict(false, joined([showAll(texts, 'foundNothing'), ...unread]))
  }
}

/** Whoever asks the same of the same text again takes nothing of what is left for patterns. */
function foundOnce(evidence: Evidence, text: Text, source: string, pattern: Pattern): ReturnType<Pattern['find']> {
  const finds = evidence.finds.get(text) ?? new Map<string, ReturnType<Pattern['find']>>()
  evidence.finds.set(text, finds)
  const known = finds.get(source) ?? pattern.find(text.original, evidence.budget)
  finds.set(source, known)
  return known
}

/** Gives the surroundings of what it finds, or null; a reason where it can never find anything. */
function finderOf(operator: Exclude<TextOperator, 'matches'>, value: string): ((text: Text) => string | null) | Why {
  const wanted = fold(value)
  if (!wanted && operator !== 'is') return why('foundNoText')
  switch (operator) {
    case 'is':
      return (text) => (text.folded() === wanted ? text.shown() : null)
    case 'startsWith':
      return (text) => (text.folded().startsWith(wanted) ? text.shown() : null)
    case 'endsWith':
      return (text) => {
        const at = text.folded().length - wanted.length
        return text.folded().endsWith(wanted) ? quoteFolded(text, at, value.length) : null
      }
    case 'contains':
      return (text) => {
        const at = text.folded().indexOf(wanted)
        return at === -1 ? null : quoteFolded(text, at, value.length)
      }
    case 'words': {
      const words = wordsOf(wanted)
      if (!words) return why('foundNoWord')
      return (text) => {
        const at = text.words().indexOf(words)
        return at === -1 ? null : quoteWords(text, at, value.length)
      }
    }
  }
}

/** So many texts are shown. */
const MOST = 3

export function showAll(texts: Text[], none: 'foundNothing' | 'foundNoHeader' | 'foundNone'): Why {
  if (texts.length === 0) return why(none)
  const first = shown(texts.slice(0, MOST).map((text) => text.shown()).join(', ')) // prettier-ignore
  return texts.length <= MOST ? first : joined([first, why('foundMore', { count: texts.length - MOST })], ' ')
}
