// Tests of fields of the desk's own, made ready to be asked. What a field means is in the value itself: a number is compared as a number, a
// day as a day. Whether the test fits the field was looked at when the rule was written (fit-fields.ts).
import { why } from '../reasons.ts'
import type { FieldNoun, FieldValue } from '../fields/fields.api.ts'
import { pointOf, textsOf } from '../fields/marks.ts'
import { textOf, type Evidence } from './evidence.ts'
import { fold } from './fold.ts'
import { nameOf, type Names, type PlainQuestion } from './plain-question.ts'
import type { Test } from './rules.api.ts'
import { askText, verbs } from './text.ts'
import { shown, verdict, type Verdict } from './verdict.ts'

type CustomTest = Extract<Test, { field: 'custom' }>

const DAY = 86_400_000

export function ofCustom(test: CustomTest): PlainQuestion {
  const { of, key, operator, value, userId } = test
  const find = finderOf(test)
  return {
    wanted: (names) => {
      const place = placeOf(names, of, key)
      if (operator === 'exists') return [`there is a ${place}`, `there is no ${place}`]
      if (userId !== undefined)
        return [`${place} is ${nameOf(names, userId)}`, `${place} is not ${nameOf(names, userId)}`]
      if (operator === 'atLeast') return [`${place} is ${value} or more`, `${place} is less than ${value}`]
      if (operator === 'atMost') return [`${place} is ${value} or less`, `${place} is more than ${value}`]
      const shown = names.get(`${of}.${key}=${value}`) ?? value
      return [`${place} ${verbs[operator][0]} “${shown}”`, `${place} ${verbs[operator][1]} “${shown}”`]
    },
    ask: (evidence, names) => {
      const found = ownOf(evidence, of)?.[key]
      if (found === undefined) return verdict(false, why('foundNothing'))
      return find(found, evidence, names)
    },
  }
}

/** `the field “Order number”`, `the contact’s field “Tier”`. */
function placeOf(names: Names, of: FieldNoun, key: string): string {
  const name = names.get(`${of}.${key}`) ?? key
  return of === 'conversation' ? `field “${name}”` : `${of}’s field “${name}”`
}

export function ownOf({ situation, facts }: Evidence, of: FieldNoun): Record<string, FieldValue> | undefined {
  if (of === 'conversation') return situation.fields
  return of === 'contact' ? facts.further?.contact?.own : facts.further?.company?.own
}

type Find = (found: FieldValue, evidence: Evidence, names: Names) => Verdict

function finderOf({ of, key, operator, value, userId }: CustomTest): Find {
  const told = (found: FieldValue, names: Names) =>
    shown(textsOf(found).map((text) => `“${names.get(`${of}.${key}=${text}`) ?? names.get(text) ?? text}”`).slice(0, 5).join(', ')) // prettier-ignore
  switch (operator) {
    case 'exists':
      return (found, _, names) => verdict(true, told(found, names))
    case 'is':
      return (found, { facts }, names) => verdict(isIt(found, userId ?? value, facts.now), told(found, names))
    case 'atLeast':
    case 'atMost':
      return (found, { facts }, names) => {
        const [is, wanted] = compared(found, value, facts.now) ?? [0, NaN]
        return verdict(operator === 'atLeast' ? is >= wanted : is <= wanted, told(found, names))
      }
    case 'contains':
    case 'words':
    case 'startsWith':
    case 'endsWith':
    case 'matches': {
      const ask = askText(operator, value, (evidence) => textsOf(ownOf(evidence, of)?.[key] ?? []).map(textOf))
      return (_, evidence) => ask(evidence)
    }
  }
}

function isIt(found: FieldValue, wanted: string, now: Date): boolean {
  if (typeof found === 'string' || Array.isArray(found)) {
    if (typeof found === 'string' && wanted.startsWith('today')) {
      const both = compared(found, wanted, now)
      return both !== null && both[0] === both[1]
    }
    return textsOf(found).some((text) => fold(text) === fold(wanted))
  }
  if (typeof found === 'boolean') return textsOf(found)[0] === fold(wanted)
  const both = compared(found, wanted, now)
  return both !== null && both[0] === both[1]
}

/** What the field has and what is wanted as numbers; null where one has nothing to do with the other: another currency, no number. */
function compared(found: FieldValue, wanted: string, now: Date): [number, number] | null {
  if (typeof found === 'number') return [found, Number(wanted)]
  if (typeof found === 'object' && !Array.isArray(found)) {
    const [amount = '', currency] = wanted.trim().split(/\s+/)
    return currency === undefined || currency.toUpperCase() === found.currency ? [found.amount, Number(amount)] : null
  }
  if (typeof found !== 'string') return null
  // An instant lies on a day: of the calendar in UTC, as days are.
  const day = pointOf('', 'date', found.slice(0, 10))?.value ?? NaN
  return [day, dayOf(wanted, now)]
}

/** `2026-12-31`, or `today`, `today+7`, `today-3`. */
export function dayOf(text: string, now: Date): number {
  const relative = /^today\s*(?:([+-])\s*(\d{1,4}))?$/.exec(text.trim())
  if (!relative) return Date.parse(`${text.trim().slice(0, 10)}T00:00:00Z`) / DAY
  const days = Number(relative[2] ?? 0) * (relative[1] === '-' ? -1 : 1)
  return Math.floor(now.getTime() / DAY) + days
}
