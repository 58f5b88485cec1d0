// What a condition cannot hold without, as something that can be looked up: a text in a place, a plain fact of the message, a state of
// the conversation. Only necessary, never enough: whoever has what it needs is still asked the whole condition.
import { deepest } from './condition.ts'
import { fold, wordsOf } from './fold.ts'
import { compilePattern } from './pattern.ts'
import { requiredIn } from './required.ts'
import type { Condition, Test } from './rules.api.ts'

/** `text`: stands in one of the place's texts, folded. `fact` never changes while rules are read; `state` may. */
export type Atom = { is: 'text'; place: string; text: string } | { is: 'fact' | 'state'; key: string }

export interface Need {
  /** One of these at least; none at all: it can never hold. */
  anyOf: Atom[]
  /** Of how many mails in a thousand one is to be expected, roughly: of several needs the rarest is looked up. */
  share: number
}

const NEVER: Need = { anyOf: [], share: 0 }
const fact = (key: string, share: number): Need => ({ anyOf: [{ is: 'fact', key }], share })
const state = (key: string, share: number): Need => ({ anyOf: [{ is: 'state', key }], share })

/** Null: nothing is needed that could be looked up, so it is always asked. */
export function needOf(condition: Condition, negated = false, depth = 1): Need | null {
  if (depth > deepest) return null // whatever it says, it is for the one who asks
  if ('not' in condition) return needOf(condition.not, !negated, depth + 1)
  if ('field' in condition) return needOfTest(condition, negated)
  const isAll = 'all' in condition
  const parts = isAll ? condition.all : condition.any
  const needs = parts.map((part) => needOf(part, negated, depth + 1))
  return isAll !== negated ? rarest(needs) : either(needs)
}

/** Of parts that must all hold, what the rarest needs. */
export function rarest(needs: (Need | null)[]): Need | null {
  return needs.reduce((best, one) => (one !== null && (best === null || one.share < best.share) ? one : best), null)
}

/** Of parts of which one must hold, what any of them needs. */
function either(needs: (Need | null)[]): Need | null {
  const all = needs.filter((one) => one !== null)
  if (all.length < needs.length) return null
  return { anyOf: all.flatMap((one) => one.anyOf), share: all.reduce((sum, one) => sum + one.share, 0) }
}

export const keys = {
  whole: (place: string, folded: string) => `whole:${place}:${folded}`,
  domain: (domain: string) => `domain:${domain}`,
  belowDomain: (domain: string) => `below:${domain}`,
  language: (code: string) => `language:${code}`,
  header: (name: string) => `header:${name.toLowerCase()}`,
  type: (type: string) => `type:${type}`,
  attachment: 'attachment',
  kind: (kind: string) => `kind:${kind}`,
  proof: (proof: string) => `proof:${proof}`,
  isNew: (isNew: boolean) => `new:${isNew}`,
  inbox: (id: string) => `inbox:${id}`,
  status: (status: string) => `status:${status}`,
  priority: (priority: string) => `priority:${priority}`,
  category: (id: string) => `category:${id}`,
  tag: (folded: string) => `tag:${folded}`,
  assignee: (id: string | null) => `assignee:${id ?? ''}`,
  team: (id: string | null) => `team:${id ?? ''}`,
  customStatus: (id: string) => `customStatus:${id}`,
  custom: (key: string, folded: string) => `custom:${key}=${folded}`,
}

/** How rare a state or a fact is, where it does not depend on what exactly is asked. */
const shares = { domain: 2, language: 200, header: 30, attachment: 200, type: 30, proof: 300, isNew: 400 }

function needOfTest(test: Test, negated: boolean): Need | null {
  if (test.field === 'isNew') return fact(keys.isNew(test.value !== negated), shares.isNew)
  if (negated) return null
  switch (test.field) {
    case 'sender':
    case 'recipient':
    case 'subject':
    case 'body':
      return needOfText([test.field], test.operator, test.value)
    case 'subjectOrBody':
      return needOfText(['subject', 'body'], test.operator, test.value)
    case 'header':
      if (test.operator === 'exists') return fact(keys.header(test.name), shares.header)
      return needOfText([placeOfHeader(test.name)], test.operator, test.value)
    case 'senderDomain': {
      const wanted = test.value.toLowerCase().replace(/^@/, '')
      if (test.operator === 'is') return fact(keys.domain(wanted), shares.domain)
      return fact(keys.belowDomain(wanted.replace(/^\./, '')), shares.domain)
    }
    case 'attachment':
      return needOfAttachment(test.operator, test.value)
    case 'language':
      return fact(keys.language(test.value.toLowerCase()), shares.language)
    case 'kind':
      return fact(keys.kind(test.value), test.value === 'message' ? 900 : 30)
    case 'authentication':
      return fact(keys.proof(test.value), shares.proof)
    case 'status':
      return state(keys.status(test.value), test.value === 'open' ? 900 : 50)
    case 'priority':
      return state(keys.priority(test.value), test.value === 'normal' ? 900 : 50)
    case 'customStatus':
      return state(keys.customStatus(test.value), 30)
    case 'custom':
      return needOfCustom(test)
    case 'category':
      return state(keys.category(test.value), 50)
    case 'tag':
      return state(keys.tag(fold(test.value)), 20)
    case 'assignee':
      return test.operator === 'isNobody' ? state(keys.assignee(null), 700) : state(keys.assignee(test.value), 30)
    case 'team':
      return test.operator === 'isNobody' ? state(keys.team(null), 700) : state(keys.team(test.value), 100)
    // What these say is only known when they are asked.
    case 'reading':
    case 'businessHours':
    case 'assigneeTeam':
    case 'assigneeAway':
    case 'snoozed':
    case 'held':
    case 'suspicious':
    case 'previousCategory':
    case 'contact':
    case 'contactField':
    case 'company':
    case 'companyDomain':
    case 'deal':
    case 'clock':
    case 'mailsOfSender':
    case 'unanswered':
    case 'size':
    case 'waiting':
    case 'recipientCount':
    case 'ownAddress':
      return null
  }
}

/** Numbers and days are written in more ways than one, and contacts are only known when they are asked for. */
function needOfCustom({ of, key, operator, value, userId }: Extract<Test, { field: 'custom' }>): Need | null {
  const wanted = fold(userId ?? value)
  if (of !== 'conversation' || operator !== 'is') return null
  if (userId === undefined && (wanted === '' || /^today|^[-+\d]/.test(wanted))) return null
  return state(keys.custom(key, wanted), 20)
}

/** The words of a place alone, with one blank around each. */
export const placeOfWords = (place: string) => `words ${place}`
export const wordsOfPlace = (place: string) => (place.startsWith('words ') ? place.slice('words '.length) : null)
/** Where a header's values are looked up, among the places of texts. */
export const placeOfHeader = (name: string) => `header ${name.toLowerCase()}`
export const headerOfPlace = (place: string) => (place.startsWith('header ') ? place.slice('header '.length) : null)

type TextOperator = Extract<Test, { field: 'subject' }>['operator']

function needOfText(places: string[], operator: TextOperator, value: string): Need | null {
  const wanted = fold(value)
  const inAny = (text: string): Need => ({
    anyOf: places.map((place) => ({ is: 'text', place, text })),
    share: text.length >= 8 ? 1 : text.length >= 4 ? 10 : 300,
  })
  switch (operator) {
    case 'is':
      return { anyOf: places.map((place) => ({ is: 'fact', key: keys.whole(place, wanted) })), share: 0.5 }
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return wanted ? inAny(wanted) : NEVER
    case 'words': {
      const words = wordsOf(wanted)
      if (!words) return NEVER
      return { anyOf: places.map((place) => ({ is: 'text', place: placeOfWords(place), text: words })), share: 0.7 }
    }
    case 'matches': {
      if (!('find' in compilePattern(value))) return NEVER
      const required = requiredIn(value)
      return required === null ? null : inAny(required)
    }
  }
}

function needOfAttachment(operator: 'exists' | 'nameContains' | 'typeIs', value: string): Need {
  const wanted = fold(value)
  const isOdd = operator === 'typeIs' && wanted.split('/').length > 2
  if (operator === 'exists' || wanted === '' || isOdd) return fact(keys.attachment, shares.attachment)
  if (operator === 'typeIs') return fact(keys.type(wanted), shares.type)
  return { anyOf: [{ is: 'text', place: 'file', text: wanted }], share: 5 }
}
