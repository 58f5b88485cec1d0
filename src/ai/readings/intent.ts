// What somebody wants, of a starter list that every desk knows; it works from the first mail. A desk's own categories are learned
// (classifier/), these are only read.
import type { Letter, Reading } from '../letter.ts'
import { intents, type Intent } from './intent-table.ts'
import { areTogether, isNegated } from './clauses.ts'
import { evidenceOf, type Match, phrasesOf, together } from './phrases.ts'

/** "Thanks in advance" is no thanks, and asks for nothing either. */
const ignored = new Set(['polite'])
/** Somebody who asks for something and says thank you asks for something. */
const AFTER_ALL = new Set<Intent>(['thanks'])

/** Words between "thanks" and what for. */
const THANKED_WITHIN = 4

/** "Thanks for the quick refund", "no complaints": neither is wanted. */
function isWanted(
  letter: Letter,
  match: Match<Intent | 'polite'>,
  thanks: readonly Match<Intent | 'polite'>[],
): boolean {
  if (match.value === 'thanks') return true
  if (match.value === 'complaint' && isNegated(letter, match, 1)) return false
  return !thanks.some((one) => areTogether(letter, one, match, THANKED_WITHIN))
}

/** Likeliest first; empty where none of the list is there. */
export type ReadIntents = (letter: Letter) => Reading<Intent>[]

/** Reads its table once: keep what it gives. */
export function createIntentReader(): ReadIntents {
  const find = phrasesOf(intents)
  return (letter) => {
    const found = find(letter)
    const thanks = found.filter(({ value }) => value === 'thanks')
    const matches = found.filter((match) => !ignored.has(match.value) && isWanted(letter, match, thanks))
    const readings = [...new Set(matches.map(({ value }) => value as Intent))].map((value) => {
      const mine = matches.filter((match) => match.value === value)
      return { value, confidence: together(letter, mine), evidence: evidenceOf(letter, mine) }
    })
    return readings.sort(
      (one, other) =>
        Number(AFTER_ALL.has(one.value)) - Number(AFTER_ALL.has(other.value)) || other.confidence - one.confidence,
    )
  }
}
