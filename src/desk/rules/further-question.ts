// The tests about further facts, made ready to be asked. What is not known of a message holds for no test, and says so.
import type { Id } from '../../kit/id.ts'
import { joined, why, type Why } from '../reasons.ts'
import type { Evidence } from './evidence.ts'
import type { RunningClock } from './further-facts.ts'
import { both, named, nameOf, ofDomain, ofText, simple, type PlainQuestion } from './plain-question.ts'
import type { Test } from './rules.api.ts'
import { showAll } from './text.ts'
import { shownOr, verdict, type Verdict } from './verdict.ts'

/** Those that are asked of something else than the message and its conversation. */
const furtherFields = [
  'assigneeTeam',
  'assigneeAway',
  'snoozed',
  'held',
  'suspicious',
  'previousCategory',
  'contact',
  'contactField',
  'company',
  'companyDomain',
  'deal',
  'clock',
  'mailsOfSender',
  'unanswered',
  'size',
  'waiting',
  'recipientCount',
  'ownAddress',
] as const
type FurtherTest = Extract<Test, { field: (typeof furtherFields)[number] }>

export function isFurther(test: Test): test is FurtherTest {
  return (furtherFields as readonly string[]).includes(test.field)
}

const unknown = verdict(false, why('foundNotKnown'))
const MINUTE = 60_000

export function furtherQuestion(test: FurtherTest): PlainQuestion {
  switch (test.field) {
    case 'assigneeTeam':
      return {
        wanted: (names) => [`assignee is in the team ${nameOf(names, test.value)}`, `assignee is not in the team ${nameOf(names, test.value)}`], // prettier-ignore
        ask: (evidence, names) => {
          const person = personOf(evidence)
          if (!person) return nobody(evidence)
          const teams = person.teamIds.map((id) => nameOf(names, id)).join(', ')
          return verdict(person.teamIds.includes(test.value), shownOr(teams, 'foundNoTeam'))
        },
      }
    case 'assigneeAway':
      return yesOrNo(['assignee is away', 'assignee is here'], test.value, ['foundAway', 'foundHere'], (evidence) => {
        const person = personOf(evidence)
        return person ? person.isAway : nobody(evidence)
      })
    case 'snoozed':
      return yesOrNo(['is snoozed', 'is not snoozed'], test.value, ['foundSnoozed', 'foundNotSnoozed'], ({ situation }) => situation.isSnoozed === true) // prettier-ignore
    case 'held':
      return yesOrNo(
        ['is held', 'is not held'],
        test.value,
        ['foundHeld', 'foundNotHeld'],
        ({ facts }) => facts.isHeld === true,
      )
    case 'suspicious':
      return yesOrNo(['sender looks like somebody else', 'sender does not look like somebody else'], test.value, ['foundSigns', 'foundNoSigns'], ({ facts }) => facts.further?.isSuspicious ?? unknown) // prettier-ignore
    case 'previousCategory':
      return {
        wanted: (names) => both((verb) => `previous category ${verb} ${nameOf(names, test.value)}`),
        ask: ({ facts }, names) => {
          const id = facts.further?.previousCategoryId ?? null
          return verdict(id === test.value, id === null ? why('foundNone') : named(names, id))
        },
      }
    case 'contact': {
      const isKnown = test.operator === 'isKnown'
      const says: [string, string] = isKnown ? ['contact was known before', 'contact was not known before'] : ['first mail of this contact', 'not the first mail of this contact'] // prettier-ignore
      return yesOrNo(says, true, ['foundSo', 'foundNotSo'], ({ facts, scope }) => {
        const contact = facts.further?.contact
        if (!contact) return unknown
        return isKnown ? contact.knownIn.has(scope) : !contact.wroteIn.has(scope)
      })
    }
    case 'contactField': {
      const place = `contact’s ${test.name}`
      const { name, operator, value } = test
      if (operator !== 'exists') return ofText(place, operator, value, (evidence) => evidence.contactField(name))
      return thereIs(place, (evidence) => evidence.contactField(name))
    }
    case 'company':
      if (test.operator === 'exists') return thereIs('company', (evidence) => evidence.company)
      return ofText('company', test.operator, test.value, (evidence) => evidence.company)
    case 'companyDomain':
      return ofDomain(test.operator, test.value, 'company’s domain', ({ facts }) => facts.further?.company?.domains ?? []) // prettier-ignore
    case 'deal':
      return ofDeal(test)
    case 'clock':
      return ofClock(test)
    case 'mailsOfSender':
      return atLeast(`mails of this contact in ${test.withinHours} hours`, test.value, ({ facts, scope }) => mailsWithin(facts.further?.mailsOfSender?.get(test.withinHours), scope)) // prettier-ignore
    case 'unanswered':
      return atLeast('mails without an answer', test.value, ({ facts }) => facts.further?.unanswered)
    case 'size':
      return atLeast('kilobytes', test.value, ({ facts }) => inUnits(facts.further?.size, 1000))
    case 'waiting':
      return atLeast('minutes that the customer waits', test.value, ({ facts }) =>
        facts.waitingSince ? inUnits(facts.now.getTime() - facts.waitingSince.getTime(), MINUTE) : 0,
      )
    case 'recipientCount':
      return atLeast('recipients', test.value, ({ facts }) => facts.recipientCount)
    case 'ownAddress': {
      const places = { to: 'among To', cc: 'only among Cc', neither: 'neither among To nor Cc' }
      return simple([`we are ${places[test.value]}`, `we are not ${places[test.value]}`], ({ facts }) => {
        const place = facts.further?.ownAddress
        const found = { to: 'foundAmongTo', cc: 'foundOnlyCc', neither: 'foundNeither' } as const
        return place === undefined ? unknown : verdict(place === test.value, why(found[place]))
      })
    }
  }
}

const mailsWithin = (counts: ReadonlyMap<Id | null, number> | undefined, scope: Id | null) => counts && (counts.get(scope) ?? 0) // prettier-ignore
const personOf = ({ facts, situation }: Evidence) => facts.further?.people?.get(situation.assigneeId ?? '')
const nobody = ({ situation }: Evidence): Verdict => verdict(false, why(situation.assigneeId === null ? 'foundNobody' : 'foundNotKnown')) // prettier-ignore
const inUnits = (count: number | undefined, unit: number) =>
  count === undefined ? undefined : Math.floor(count / unit)

function yesOrNo(
  [yes, no]: [string, string],
  wants: boolean,
  [is, isNot]: [Parameters<typeof why>[0], Parameters<typeof why>[0]],
  ask: (evidence: Evidence) => boolean | Verdict,
): PlainQuestion {
  return simple(wants ? [yes, no] : [no, yes], (evidence) => {
    const found = ask(evidence)
    return typeof found === 'boolean' ? verdict(found === wants, why(found ? is : isNot)) : found
  })
}

function atLeast(what: string, least: number, count: (evidence: Evidence) => number | undefined): PlainQuestion {
  return simple([`${what}: at least ${least}`, `${what}: fewer than ${least}`], (evidence) => {
    const found = count(evidence)
    return found === undefined ? unknown : verdict(found >= least, shownOr(String(found), 'foundNone'))
  })
}

function thereIs(place: string, of: (evidence: Evidence) => ReturnType<Evidence['header']>): PlainQuestion {
  return simple([`there is a ${place}`, `there is no ${place}`], (evidence) => {
    const texts = of(evidence)
    return verdict(texts.length > 0, showAll(texts, 'foundNone'))
  })
}

const measures: Record<RunningClock['measure'], string> = {
  firstResponse: 'first response',
  nextResponse: 'next response',
  update: 'next update',
  resolution: 'resolution',
  ownership: 'time in team',
}

function ofClock({ measure, operator, value }: Extract<Test, { field: 'clock' }>): PlainQuestion {
  const name = measure === 'any' ? 'a clock' : `the clock “${measures[measure]}”`
  const ways: Record<typeof operator, [string, string]> = {
    isRunning: [`${name} runs`, `${name} does not run`],
    isPaused: [`${name} is paused`, `${name} is not paused`],
    hasWarned: [`${name} has warned`, `${name} has not warned`],
    isLate: [`${name} is late`, `${name} is not late`],
    leftLessThan: [`${name} has less than ${value} minutes left`, `${name} has ${value} minutes left or more`],
  }
  const holds: Record<typeof operator, (clock: RunningClock, now: number) => boolean> = {
    isRunning: (clock) => !clock.isPaused,
    isPaused: (clock) => clock.isPaused,
    hasWarned: (clock) => clock.hasWarned,
    isLate: (clock) => clock.isLate,
    leftLessThan: ({ dueAt }, now) => dueAt !== null && dueAt.getTime() - now < value * MINUTE,
  }
  return simple(ways[operator], ({ facts }) => {
    const clocks = facts.further?.clocks
    if (!clocks) return unknown
    const asked = clocks.filter((clock) => measure === 'any' || clock.measure === measure)
    const now = facts.now.getTime()
    const found = asked.find((clock) => holds[operator](clock, now))
    const told = (found ? [found] : asked).map((clock) => clockInWords(clock, now))
    return verdict(found !== undefined, told.length === 0 ? why('foundNone') : joined(told))
  })
}

function ofDeal({ operator, value }: Extract<Test, { field: 'deal' }>): PlainQuestion {
  const kinds = { isOpen: 'open', inStage: 'open', isWon: 'won', isLost: 'lost' } as const
  const kind = kinds[operator]
  return {
    wanted: (names) => {
      if (operator !== 'inStage') return [`belongs to a deal that is ${kind}`, `belongs to no deal that is ${kind}`]
      const stage = nameOf(names, value)
      return [`belongs to a deal in ${stage}`, `belongs to no deal in ${stage}`]
    },
    ask: ({ facts }, names) => {
      const deals = facts.further?.deals
      if (!deals) return unknown
      const held = deals.some((one) => one.kind === kind && (operator !== 'inStage' || one.stageId === value))
      return verdict(held, shownOr(deals.map((one) => nameOf(names, one.stageId)).join(', '), 'foundNoDeal'))
    },
  }
}

function clockInWords({ measure, isPaused, isLate, dueAt }: RunningClock, now: number): Why {
  const count = dueAt === null ? null : Math.round((dueAt.getTime() - now) / MINUTE)
  const told = [{ measure: measures[measure] }, { which: measure }] as const
  if (isLate) return why('foundClockLate', ...told)
  if (isPaused) return why('foundClockPaused', ...told)
  return count === null ? why('foundClockRunning', ...told) : why('foundClockLeft', { ...told[0], count }, told[1])
}
