// Tests of what a message was read as. One that was not read (it came before readings were made, or hides its words) fails them all.
import type { Id } from '../../kit/id.ts'
import { why, type Why } from '../reasons.ts'
import type { Band } from '../readings/readings.api.ts'
import type { ReadingFacts } from './reading-facts.ts'
import type { Test } from './rules.api.ts'
import { shownOr, verdict, type Verdict } from './verdict.ts'

/** As in question.ts, which asks this file. */
type Names = Pick<ReadonlyMap<Id, string>, 'get'>
interface Question {
  wanted(names: Names): [yes: string, no: string]
  ask(evidence: { facts: { reading?: ReadingFacts | null } }, names: Names): Verdict
}

type Operator = Extract<Test, { field: 'reading' }>['operator']

interface Asked {
  wanted(value: string, names: Names): [yes: string, no: string]
  ask(reading: ReadingFacts, value: string, names: Names): Verdict
}

const unread = verdict(false, why('foundNotRead'))

const whether = (
  wanted: [string, string],
  holds: (reading: ReadingFacts) => boolean,
  found: (reading: ReadingFacts) => Why = (reading) => why(holds(reading) ? 'foundYes' : 'foundNo'),
): Asked => ({
  wanted: () => wanted,
  ask: (reading) => verdict(holds(reading), found(reading)),
})

/** As sure as this at least. */
const suggests = (bands: readonly Band[], how: string): Asked => ({
  wanted: (id, names) => [`${how} suggested: ${named(names, id)}`, `not ${how} suggested: ${named(names, id)}`],
  ask: ({ categories }, id, names) => {
    const [first] = categories
    if (!first) return verdict(false, why('foundNoGuess'))
    const { band } = first
    return verdict(first.id === id && bands.includes(band), why('foundGuess', { name: named(names, first.id), band }))
  },
})

const tests: Record<Operator, Asked> = {
  intentIs: {
    wanted: (value) => [`what is wanted is ${value}`, `what is wanted is not ${value}`],
    ask: ({ intents }, value) =>
      verdict(
        intents.some((one) => one === value),
        intents.length === 0 ? why('foundNoIntent') : why('foundIntents', { intents: intents.join(', ') }),
      ),
  },
  originIs: {
    wanted: (value) => [`origin is ${value}`, `origin is not ${value}`],
    ask: ({ origin }, value) => verdict(origin === value, why('foundOrigin', { origin })),
  },
  isFrustrated: whether(
    ['its writer is likely frustrated', 'its writer is not likely frustrated'],
    (one) => one.isFrustrated,
  ),
  needsReply: whether(['needs a reply', 'needs no reply'], (one) => one.needsReply),
  namesOrder: whether(
    ['names an order number', 'names no order number'],
    ({ orders }) => orders.length > 0,
    ({ orders }) => shownOr(orders.slice(0, 3).join(', '), 'foundNone'),
  ),
  hasTwin: whether(
    ['says nearly the same as an open conversation', 'says the same as no open conversation'],
    (one) => one.hasTwin,
  ),
  suggestsSurely: suggests(['sure'], 'surely'),
  suggestsLikely: suggests(['sure', 'likely'], 'likely'),
}

export function ofReading(operator: Operator, value: Id): Question {
  const test = tests[operator]
  return {
    wanted: (names) => test.wanted(value, names),
    ask: ({ facts: { reading } }, names) => (reading ? test.ask(reading, value, names) : unread),
  }
}

function named(names: Names, id: Id): string {
  const name = names.get(id)
  return name === undefined ? 'one that is gone' : `“${name}”`
}
