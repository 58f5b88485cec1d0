// Comparing text: what an operator is called, and how it finds.
import { quote, quoteFolded, quoteWords, type Evidence, type Text } from './evidence.ts'
import { fold, wordsOf } from './fold.ts'
import { compilePattern } from './pattern.ts'
import type { Test } from './rules.api.ts'

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
  return (evidence: Evidence): { held: boolean; found: string } => {
    if (typeof find === 'string') return { held: false, found: find }
    const texts = of(evidence)
    for (const text of texts) {
      const found = find(text)
      if (found !== null) return { held: true, found }
    }
    return { held: false, found: showAll(texts, 'nothing') }
  }
}

/** A pattern that is none says why, and never holds. What was not read of a long text, or because others read so much, is said. */
function askPattern(value: string, of: (evidence: Evidence) => Text[]) {
  const pattern = compilePattern(value)
  return (evidence: Evidence): { held: boolean; found: string } => {
    if (!('find' in pattern)) return { held: false, found: `the pattern cannot be read: ${pattern.why}` }
    const texts = of(evidence)
    let unread = ''
    for (const text of texts) {
      const { found, read } = pattern.find(text.original, evidence.budget)
      if (found) return { held: true, found: quote(text.original, found.start, found.end - found.start) }
      if (read < text.original.length)
        unread = ` (of ${text.original.length} characters the patterns of the rules could read ${read})`
    }
    return { held: false, found: showAll(texts, 'nothing') + unread }
  }
}

/** Gives the surroundings of what it finds, or null. */
function finderOf(operator: Exclude<TextOperator, 'matches'>, value: string): ((text: Text) => string | null) | string {
  const wanted = fold(value)
  if (!wanted && operator !== 'is') return 'the rule names no text'
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
      if (!words) return 'the rule names no word'
      return (text) => {
        const at = text.words().indexOf(words)
        return at === -1 ? null : quoteWords(text, at, value.length)
      }
    }
  }
}

export function showAll(texts: Text[], none: string): string {
  if (texts.length === 0) return none
  const more = texts.length > 3 ? ` and ${texts.length - 3} more` : ''
  return (
    texts
      .slice(0, 3)
      .map((text) => text.shown())
      .join(', ') + more
  )
}
