// Tests of what a message was read as. One that was not read (it came before readings were made, or hides its words) fails them all.
import type { Id } from '../../kit/id.ts'
import type { Band } from '../readings/readings.api.ts'
import type { ReadingFacts } from './reading-facts.ts'
import type { Test } from './rules.api.ts'

/** As in question.ts, which asks this file. */
type Names = Pick<ReadonlyMap<Id, string>, 'get'>
interface Verdict {
  held: boolean
  found: string
}
interface Question {
  wanted(names: Names): [yes: string, no: string]
  ask(evidence: { facts: { reading?: ReadingFacts | null } }, names: Names): Verdict
}

type Operator = Extract<Test, { field: 'reading' }>['operator']

interface Asked {
  wanted(value: string, names: Names): [yes: string, no: string]
  ask(reading: ReadingFacts, value: string, names: Names): Verdict
}

const unread: Verdict = { held: false, found: 'not read' }

const whether = (
  wanted: [string, string],
  holds: (reading: ReadingFacts) => boolean,
  found: (reading: ReadingFacts) => string = (reading) => (holds(reading) ? 'yes' : 'no'),
): Asked => ({
  wanted: () => wanted,
  ask: (reading) => ({ held: holds(reading), found: found(reading) }),
})

/** As sure as this at least. */
const suggests = (bands: readonly Band[], how: string): Asked => ({
  wanted: (id, names) => [`${how} suggested: ${named(names, id)}`, `not ${how} suggested: ${named(names, id)}`],
  ask: ({ categories }, id, names) => {
    const [first] = categories
    return {
      held: first?.id === id && bands.includes(first.band),
      found: first ? `${named(names, first.id)}, ${first.band}` : 'no suggestion',
    }
  },
})

const tests: Record<Operator, Asked> = {
  intentIs: {
    wanted: (value) => [`what is wanted is ${value}`, `what is wanted is not ${value}`],
    ask: ({ intents }, value) => ({
      held: intents.some((one) => one === value),
      found: intents.join(', ') || 'nothing of the list',
    }),
  },
  originIs: {
    wanted: (value) => [`origin is ${value}`, `origin is not ${value}`],
    ask: ({ origin }, value) => ({ held: origin === value, found: origin }),
  },
  isFrustrated: whether(
    ['its writer is likely frustrated', 'its writer is not likely frustrated'],
    (one) => one.isFrustrated,
  ),
  needsReply: whether(['needs a reply', 'needs no reply'], (one) => one.needsReply),
  namesOrder: whether(
    ['names an order number', 'names no order number'],
    ({ orders }) => orders.length > 0,
    ({ orders }) => orders.slice(0, 3).join(', ') || 'none',
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
