// One test of a rule, made ready to be asked: what is wanted, as words; what was found, as words; whether it holds.
import type { Id } from '../../kit/id.ts'
import type { Evidence, Text } from './evidence.ts'
import { fold } from './fold.ts'
import { ofReading } from './reading-question.ts'
import type { Test } from './rules.api.ts'
import { askText, showAll, verbs, type TextOperator } from './text.ts'

/** What ids are called: inboxes, teams, people and categories that are in use. */
export type Names = ReadonlyMap<Id, string>

export interface Verdict {
  held: boolean
  found: string
}
export interface Question {
  wanted(names: Names): string
  ask(evidence: Evidence, names: Names): Verdict
}

type TextTest = Extract<Test, { field: 'sender' | 'recipient' | 'subject' | 'body' | 'subjectOrBody' }>

const places: Record<TextTest['field'], string> = {
  sender: 'sender',
  recipient: 'a recipient',
  subject: 'subject',
  body: 'text',
  subjectOrBody: 'subject or text',
}
const evidenceOf: Record<TextTest['field'], (evidence: Evidence) => Text[]> = {
  sender: (evidence) => evidence.sender,
  recipient: (evidence) => evidence.recipients,
  subject: (evidence) => evidence.subject,
  body: (evidence) => evidence.body,
  subjectOrBody: (evidence) => evidence.subjectAndBody,
}

/** A negated test is asked and told the other way round: `is not`, and held where the plain one does not. */
export function compileTest(test: Test, negated: boolean): Question {
  const plain = compilePlain(test)
  return {
    wanted: (names) => plain.wanted(names)[negated ? 1 : 0],
    ask: (evidence, names) => {
      const verdict = plain.ask(evidence, names)
      return negated ? { held: !verdict.held, found: verdict.found } : verdict
    },
  }
}

interface PlainQuestion {
  wanted(names: Names): [yes: string, no: string]
  ask(evidence: Evidence, names: Names): Verdict
}

function compilePlain(test: Test): PlainQuestion {
  switch (test.field) {
    case 'sender':
    case 'recipient':
    case 'subject':
    case 'body':
    case 'subjectOrBody':
      return ofText(places[test.field], test.operator, test.value, evidenceOf[test.field])
    case 'header':
      if (test.operator === 'exists') {
        return simple([`there is a header ${test.name}`, `there is no header ${test.name}`], (evidence) => {
          const texts = evidence.header(test.name)
          return { held: texts.length > 0, found: showAll(texts, 'no such header') }
        })
      }
      return ofText(`header ${test.name}`, test.operator, test.value, (evidence) => evidence.header(test.name))
    case 'senderDomain':
      return ofDomain(test.operator, test.value)
    case 'attachment':
      return ofAttachment(test.operator, test.value)
    case 'language':
      return simple([`language is ${test.value}`, `language is not ${test.value}`], ({ facts }) => ({
        held: facts.language !== null && isLanguage(facts.language, test.value),
        found: facts.language ?? 'unknown',
      }))
    case 'kind':
      return simple([`kind is ${test.value}`, `kind is not ${test.value}`], ({ facts }) => ({
        held: facts.kind === test.value,
        found: facts.kind,
      }))
    case 'authentication':
      return simple([`sender’s proof is ${test.value}`, `sender’s proof is not ${test.value}`], ({ facts }) => ({
        held: facts.authentication === test.value,
        found: facts.authentication,
      }))
    case 'reading':
      return ofReading(test.operator, test.value)
    case 'businessHours': {
      const ways: [string, string] = ['within business hours', 'outside business hours']
      const wantsOpen = test.operator === 'inside'
      return simple(wantsOpen ? ways : [ways[1], ways[0]], (evidence) => {
        const found =
          evidence.facts.hours === null ? 'no business hours set: always open' : evidence.isOpen() ? 'open' : 'closed'
        return { held: evidence.isOpen() === wantsOpen, found }
      })
    }
    case 'isNew': {
      const ways: [string, string] = ['begins a conversation', 'continues a conversation']
      return simple(test.value ? ways : [ways[1], ways[0]], ({ facts }) => ({
        held: facts.isNew === test.value,
        found: facts.isNew ? 'new' : 'continued',
      }))
    }
    case 'status':
    case 'priority': {
      const { field, value } = test
      return simple([`${field} is ${value}`, `${field} is not ${value}`], ({ situation }) => ({
        held: situation[field] === value,
        found: situation[field],
      }))
    }
    case 'category':
      return {
        wanted: (names) => both((verb) => `category ${verb} ${nameOf(names, test.value)}`),
        ask: ({ situation }, names) => ({
          held: situation.categoryId === test.value,
          found: situation.categoryId === null ? 'none' : nameOf(names, situation.categoryId),
        }),
      }
    case 'tag': {
      const wanted = fold(test.value)
      return simple([`has the tag “${test.value}”`, `does not have the tag “${test.value}”`], ({ situation }) => ({
        held: situation.tags.some((tag) => fold(tag) === wanted),
        found: situation.tags.length === 0 ? 'no tags' : situation.tags.map((tag) => `“${tag}”`).join(', '),
      }))
    }
    case 'assignee': {
      const wantedId = test.operator === 'isNobody' ? null : test.value
      return {
        wanted: (names) => both((verb) => `assignee ${verb} ${wantedId === null ? 'nobody' : nameOf(names, wantedId)}`),
        ask: ({ situation }, names) => ({
          held: situation.assigneeId === wantedId,
          found: situation.assigneeId === null ? 'nobody' : nameOf(names, situation.assigneeId),
        }),
      }
    }
  }
}

function ofText(
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

/** `endsWith` takes whole labels: acme.example holds for mail.acme.example, and not for notacme.example. */
function ofDomain(operator: 'is' | 'endsWith', value: string): PlainQuestion {
  const wanted = value.toLowerCase().replace(/^@/, '')
  const below = wanted.startsWith('.') ? wanted : `.${wanted}`
  const of = (domain: string): boolean => domain === wanted || (operator === 'endsWith' && domain.endsWith(below))
  return simple(
    both((_, no) => `sender’s domain ${verbs[operator][no]} “${value}”`),
    ({ facts }) => ({
      held: of(facts.senderDomain),
      found: facts.senderDomain ? `“${facts.senderDomain}”` : 'nothing',
    }),
  )
}

/** `typeIs` also takes a whole family: image/*. */
function ofAttachment(operator: 'exists' | 'nameContains' | 'typeIs', value: string): PlainQuestion {
  const wanted = fold(value)
  const family = wanted.endsWith('/*') ? wanted.slice(0, -1) : null
  const holds: Record<typeof operator, (file: { name: string; type: string }) => boolean> = {
    exists: () => true,
    nameContains: (file) => fold(file.name).includes(wanted),
    typeIs: (file) => (family ? file.type.toLowerCase().startsWith(family) : file.type.toLowerCase() === wanted),
  }
  const wants: Record<typeof operator, [string, string]> = {
    exists: ['has an attachment', 'has no attachment'],
    nameContains: [`has an attachment named “${value}”`, `has no attachment named “${value}”`],
    typeIs: [`has an attachment of type “${value}”`, `has no attachment of type “${value}”`],
  }
  const shown = (file: { name: string; type: string }): string => (operator === 'typeIs' ? file.type : `“${file.name}”`)
  return simple(wants[operator], ({ facts }) => {
    const file = facts.attachments.find(holds[operator])
    if (file) return { held: true, found: shown(file) }
    return { held: false, found: facts.attachments.slice(0, 3).map(shown).join(', ') || 'no attachments' }
  })
}

function simple(wanted: [yes: string, no: string], ask: (evidence: Evidence) => Verdict): PlainQuestion {
  return { wanted: () => wanted, ask }
}

function both(say: (verb: 'is' | 'is not', no: 0 | 1) => string): [string, string] {
  return [say('is', 0), say('is not', 1)]
}

export function nameOf(names: Names, id: Id): string {
  const name = names.get(id)
  return name === undefined ? 'one that is gone' : `“${name}”`
}

/** A rule about `pt` holds for pt-BR; one about `pt-BR` not for pt. */
function isLanguage(found: string, wanted: string): boolean {
  const [is, want] = [found.toLowerCase(), wanted.toLowerCase()]
  return is === want || is.startsWith(`${want}-`)
}
