// Whether a card is what a program asks for (RFC 6352 §10.5): by its properties, their parts compared as plain text.
import { linesOf, unescaped } from '../../../dav/lines.ts'
import { childrenOf, type Element } from '../../../dav/xml.ts'
import { Problem } from '../../../kit/problem.ts'

const MOST_TESTS = 20
const LONGEST = 200

/** Without a filter every card is. */
export function matches(filter: Element | undefined, text: string): boolean {
  const tests = childrenOf(filter, 'card:prop-filter')
  if (tests.length === 0) return true
  if (tests.length > MOST_TESTS) throw tooMuch()
  const lines = linesOf(text)
  const holds = (test: Element): boolean => {
    const name = (test.attributes.get('name') ?? '').toUpperCase()
    const values = lines.filter((line) => line.name === name).map((line) => unescaped(line.value))
    if (childrenOf(test, 'card:is-not-defined').length > 0) return values.length === 0
    if (childrenOf(test, 'card:param-filter').length > 0) throw tooMuch()
    const asked = childrenOf(test, 'card:text-match')
    if (values.length === 0) return false
    if (asked.length === 0) return true
    return joined(test, asked.slice(0, MOST_TESTS).map((one) => said(one, values))) // prettier-ignore
  }
  return joined(filter, tests.map(holds)) // prettier-ignore
}

const joined = (of: Element | undefined, held: readonly boolean[]): boolean =>
  of?.attributes.get('test') === 'allof' ? held.every(Boolean) : held.some(Boolean)

function said(match: Element, values: readonly string[]): boolean {
  const wanted = match.text.slice(0, LONGEST).toLowerCase()
  const how = match.attributes.get('match-type') ?? 'contains'
  const held = values.some((value) => {
    const text = value.toLowerCase()
    if (how === 'equals') return text === wanted
    if (how === 'starts-with') return text.startsWith(wanted)
    return how === 'ends-with' ? text.endsWith(wanted) : text.includes(wanted)
  })
  return match.attributes.get('negate-condition') === 'yes' ? !held : held
}

/** What is asked of names and addresses, for the index. */
export function wordsIn(filter: Element | undefined): string[] {
  const tests = childrenOf(filter, 'card:prop-filter').slice(0, MOST_TESTS)
  const named = tests.filter((one) => /^(FN|N|EMAIL|NICKNAME)$/i.test(one.attributes.get('name') ?? ''))
  const texts = named.flatMap((one) =>
    childrenOf(one, 'card:text-match').map((each) => each.text.slice(0, LONGEST).trim()),
  )
  return [...new Set(texts)].filter(Boolean).slice(0, 5)
}

const tooMuch = () => new Problem('denied', 'filter-unsupported', 'Such a filter is not read here.')
