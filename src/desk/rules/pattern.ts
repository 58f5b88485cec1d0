// Patterns that people write, in RE2 syntax: they take time in proportion to the text, whatever the pattern.
// Never the engine of the language: `(a+)+$` would stop the desk.
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'
import { Problem } from '../../kit/problem.ts'

type Found = { start: number; end: number } | null

/** Steps that are left for all patterns that one message is asked: made anew for each message, and used up by `find`. */
export interface Budget {
  left: number
}

/**
 * Together some seconds at the very worst; a hundred patterns of 30 states read a mail of 30,000 characters. It is counted in steps and
 * not in time, so that the same mail is always read alike.
 */
export const newBudget = (): Budget => ({ left: 100_000_000 })

export interface Pattern {
  /**
   * Where the first match begins and ends, or null; and of how many characters that was said. Upper and lower case are the same unless
   * the pattern says `(?-i)`.
   */
  find(text: string, budget?: Budget): { found: Found; read: number }
}

/** Why it is no pattern, in words, and at which character (counted from 0). */
export interface BadPattern {
  why: string
  at: number
}

/** Steps of the engine for one text, some tenths of a second: in proportion to the text still is as many as the pattern has states. */
const STEPS = 10_000_000
/** One that counts to a thousand takes seconds for a mail; this many read 20,000 characters. */
const STATES = 500

export function compilePattern(source: string): Pattern | BadPattern {
  try {
    const compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
    const states = compiled.programSize()
    if (states > STATES)
      return { why: `too many states (${states}; at most ${STATES}): count less far, or say it shorter`, at: 0 }
    const most = Math.floor(STEPS / states)
    const search = remembering((text) => {
      const matcher = compiled.matcher(text)
      return matcher.find() ? { start: matcher.start(), end: matcher.end() } : null
    })
    return {
      find: (text, budget = newBudget()) => {
        const read = Math.min(text.length, most, Math.floor(budget.left / states))
        budget.left -= read * states
        return {
          found: read === 0 && text !== '' ? null : search(read < text.length ? text.slice(0, read) : text),
          read,
        }
      },
    }
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return { why: error.error, at: placeOfMistake(source, error) }
    if (error instanceof RE2JSException) return { why: error.message, at: 0 }
    if (error instanceof RangeError) return { why: 'nested too deeply', at: 0 }
    throw error
  }
}

/** A bad pattern is refused while it is being written; `where` says in which field of the form. */
export function refuseBadPattern(source: string, where: string): void {
  const tried = compilePattern(source)
  if ('find' in tried) return
  throw new Problem(
    'invalid',
    'pattern-bad',
    `“${source}” is no pattern: ${tried.why}, at character ${tried.at + 1}.`,
    {
      detail: { where, at: tried.at },
    },
  )
}

// The library names the piece that is wrong, not its place.
function placeOfMistake(source: string, mistake: RE2JSSyntaxException): number {
  if (mistake.error.startsWith('missing closing )')) return unclosed(source, '(', ')')
  if (mistake.error.startsWith('missing closing ]')) return unclosed(source, '[', ']')
  if (mistake.error.startsWith('unexpected )')) return unopened(source)
  if (mistake.error.startsWith('trailing backslash')) return source.length - 1
  return Math.max(0, source.indexOf(mistake.input ?? ''))
}

function* unescaped(source: string): Generator<[character: string, at: number]> {
  let inSet = false
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at)
    if (character === '\\') at++
    else if (inSet) inSet = character !== ']'
    else {
      inSet = character === '['
      yield [character, at]
    }
  }
}

function unclosed(source: string, opening: string, closing: string): number {
  const open: number[] = []
  for (const [character, at] of unescaped(source)) {
    if (character === opening) open.push(at)
    else if (character === closing) open.pop()
  }
  return open.at(-1) ?? 0
}

function unopened(source: string): number {
  let depth = 0
  for (const [character, at] of unescaped(source)) {
    if (character === '(') depth++
    else if (character === ')' && --depth < 0) return at
  }
  return 0
}

/** Subject and text of one mail are often asked again, by a rule that is tried beside the one there is: that costs nothing. */
function remembering(find: (text: string) => Found): (text: string) => Found {
  type Answered = { text: string; found: Found } | null
  let [last, before]: [Answered, Answered] = [null, null]
  return (text) => {
    if (last?.text === text) return last.found
    const known = before?.text === text ? before : { text, found: find(text) }
    ;[before, last] = [last, known]
    return known.found
  }
}
