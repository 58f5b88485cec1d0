// What the questions of rules are made of: what is wanted in both ways of asking, what was found, and the kinds that many tests share.
import type { Id } from '../../kit/id.ts'
import { why, type Why } from '../reasons.ts'
import type { Evidence, Text } from './evidence.ts'
import { askText, verbs, type TextOperator } from './text.ts'
import { shown, shownOr, verdict, type Verdict } from './verdict.ts'

/** What ids are called: inboxes, teams, people and categories that are in use. */
export type Names = ReadonlyMap<Id, string>

export interface PlainQuestion {
  wanted(names: Names): [yes: string, no: string]
  ask(evidence: Evidence, names: Names): Verdict
}

export function ofText(
  place: string,
  operator: TextOperator,
  value: string,
  of: (evidence: Evidence) => Text[],
): PlainQuestion {
  return simple(
    both((_, no) => `${place} ${verbs[operator][no]} “${value}”`),
    askText(operator, value, of),
  )
}

export function ofDomain(
  operator: 'is' | 'endsWith',
  value: string,
  place: string,
  of: (evidence: Evidence) => readonly string[],
): PlainQuestion {
  const isIt = domainTest(operator, value)
  return simple(
    both((_, no) => `${place} ${verbs[operator][no]} “${value}”`),
    (evidence) => {
      const domains = of(evidence)
      const found = domains.find(isIt)
      const told = found ?? domains.join(', ')
      return verdict(found !== undefined, shownOr(told && `“${told}”`, 'foundNothing'))
    },
  )
}

/** `endsWith` takes whole labels: acme.example holds for mail.acme.example, and not for notacme.example. */
function domainTest(operator: 'is' | 'endsWith', value: string): (domain: string) => boolean {
  const wanted = value.toLowerCase().replace(/^@/, '')
  const below = wanted.startsWith('.') ? wanted : `.${wanted}`
  return (domain) => domain === wanted || (operator === 'endsWith' && domain.endsWith(below))
}

export function simple(wanted: [yes: string, no: string], ask: (evidence: Evidence) => Verdict): PlainQuestion {
  return { wanted: () => wanted, ask }
}

export function both(say: (verb: 'is' | 'is not', no: 0 | 1) => string): [string, string] {
  return [say('is', 0), say('is not', 1)]
}

export function named(names: Names, id: Id): Why {
  return names.has(id) ? shown(nameOf(names, id)) : why('foundGone')
}

export function nameOf(names: Names, id: Id): string {
  const name = names.get(id)
  return name === undefined ? 'one that is gone' : `“${name}”`
}
