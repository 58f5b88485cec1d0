// Places in a text for what is known when it is used: {{contact.firstName|there}}. What stands behind the bar is taken where nothing is
// known. Pure; values.ts knows where the values come from.
import { Problem } from '../../kit/problem.ts'
import { nearest } from '../rules/nearest.ts'

export type Values = ReadonlyMap<string, string>

/** Nothing between the braces may be a brace, so a value can never begin a place. */
const PLACE = /\{\{([^{}|\n]{0,80})(?:\|([^{}\n]{0,200}))?\}\}/g

export interface Filled {
  text: string
  /** What nothing is known of and that has no fallback: its place stands as it stood. */
  unfilled: string[]
}

export function fill(text: string, values: Values): Filled {
  const unfilled: string[] = []
  const filled = text.replace(PLACE, (place, written: string, fallback: string | undefined) => {
    const name = written.trim()
    const value = values.get(name) || fallback
    if (value !== undefined) return value
    unfilled.push(name)
    return place
  })
  return { text: filled, unfilled }
}

/** Every place that nothing fills goes. */
export const fillOrEmpty = (text: string, values: Values): string =>
  text.replace(PLACE, (_, name: string, fallback: string | undefined) => values.get(name.trim()) || (fallback ?? ''))

export const hasPlaces = (text: string): boolean => text.includes('{{')

/** A name that nobody knows, or braces that are no place: refused with the words around it. `where` is the field. */
export function refuseUnknownVariables(text: string, known: readonly string[], where: string): void {
  for (const [place, written = ''] of text.matchAll(PLACE)) {
    const name = written.trim()
    if (known.includes(name)) continue
    const near = nearest(name, known)
    const advice =
      near === null ? `Known are ${known.map((one) => `{{${one}}}`).join(', ')}.` : `Did you mean {{${near}}}?`
    throw unknown(`There is no {{${name}}} (in “${around(text, place)}”). ${advice}`, {
      where,
      name,
      place: `{{${name}}}`,
      ...(near !== null && { suggestion: `{{${near}}}` }),
    })
  }
  const rest = text.replace(PLACE, '')
  const open = /\{\{|\}\}/.exec(rest)
  if (open)
    throw unknown(
      `“${around(rest, open[0])}” has braces that are no variable. Write it as in {{contact.firstName|there}}.`,
      {
        where,
        name: '',
        place: around(rest, open[0]),
        suggestion: '{{contact.firstName|there}}',
      },
    )
}

function unknown(
  message: string,
  detail: { where: string; name: string; place: string; suggestion?: string },
): Problem {
  return new Problem('invalid', 'variable-unknown', message, { detail })
}

const ROUND = 24

function around(text: string, place: string): string {
  const at = text.indexOf(place)
  const from = Math.max(0, at - ROUND)
  const to = Math.min(text.length, at + place.length + ROUND)
  return `${from > 0 ? '…' : ''}${text.slice(from, to).replace(/\s+/g, ' ')}${to < text.length ? '…' : ''}`
}

const LONGEST = 200

/**
 * A value as it may stand in a text: what strangers call themselves is hostile. One line, nothing that turns the direction of writing,
 * and no braces that would look like a place.
 */
export function plain(value: string | null | undefined): string {
  const line = (value ?? '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
  return line
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, LONGEST)
    .replace(/([{}])(?=\1)/g, '$1 ')
}

/** “Vega, Dora” is Dora too; an address is nobody's name. */
export function namesOf(name: string): { first: string; last: string } {
  const whole = plain(name)
  if (whole.includes('@')) return { first: '', last: '' }
  const [family, given] = whole.split(/,\s*/, 2)
  if (given) return { first: given.split(' ')[0] ?? '', last: family ?? '' }
  const [first = '', ...rest] = whole.split(' ')
  return { first, last: rest.join(' ') }
}
