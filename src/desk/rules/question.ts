// One test of a rule, made ready to be asked: what is wanted, as words; what was found, as words; whether it holds.
import type { Id } from '../../kit/id.ts'
import { why } from '../reasons.ts'
import type { Evidence, Text } from './evidence.ts'
import { ofCustom } from './custom-question.ts'
import { fold } from './fold.ts'
import { furtherQuestion, isFurther } from './further-question.ts'
import { both, nameOf, ofDomain, ofText, simple, named, type Names, type PlainQuestion } from './plain-question.ts'
import { ofReading } from './reading-question.ts'
import type { Test } from './rules.api.ts'
import { showAll } from './text.ts'
import { shown, shownOr, verdict, type Verdict } from './verdict.ts'

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
      const plainly = plain.ask(evidence, names)
      return negated ? { ...plainly, held: !plainly.held } : plainly
    },
  }
}

function compilePlain(test: Test): PlainQuestion {
  if (isFurther(test)) return furtherQuestion(test)
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
          return verdict(texts.length > 0, showAll(texts, 'foundNoHeader'))
        })
      }
      return ofText(`header ${test.name}`, test.operator, test.value, (evidence) => evidence.header(test.name))
    case 'senderDomain':
      return ofDomain(test.operator, test.value, 'sender’s domain', ({ facts }) => [facts.senderDomain])
    case 'attachment':
      return ofAttachment(test.operator, test.value)
    case 'language':
      return simple([`language is ${test.value}`, `language is not ${test.value}`], ({ facts: { language } }) =>
        language === null
          ? verdict(false, why('foundNotKnown'))
          : verdict(isLanguage(language, test.value), why('foundLanguage', { language })),
      )
    case 'kind':
      return simple([`kind is ${test.value}`, `kind is not ${test.value}`], ({ facts: { kind } }) =>
        verdict(kind === test.value, why('foundKind', { kind })),
      )
    case 'authentication':
      return simple([`sender’s proof is ${test.value}`, `sender’s proof is not ${test.value}`], ({ facts }) =>
        verdict(facts.authentication === test.value, why('foundProof', { proof: facts.authentication })),
      )
    case 'custom':
      return ofCustom(test)
    case 'customStatus':
      return {
        wanted: (names) => both((verb) => `status ${verb} ${nameOf(names, test.value)}`),
        ask: ({ situation: { status, statusId } }, names) =>
          verdict(statusId === test.value, statusId ? named(names, statusId) : why('foundStatus', { status })),
      }
    case 'reading':
      return ofReading(test.operator, test.value)
    case 'businessHours':
      return ofHours(test.operator === 'inside', test.hoursId)
    case 'isNew': {
      const ways: [string, string] = ['begins a conversation', 'continues a conversation']
      return simple(test.value ? ways : [ways[1], ways[0]], ({ facts: { isNew } }) =>
        verdict(isNew === test.value, why(isNew ? 'foundNew' : 'foundContinued')),
      )
    }
    case 'status':
      return simple([`status is ${test.value}`, `status is not ${test.value}`], ({ situation: { status } }) =>
        verdict(status === test.value, why('foundStatus', { status })),
      )
    case 'priority':
      return simple([`priority is ${test.value}`, `priority is not ${test.value}`], ({ situation: { priority } }) =>
        verdict(priority === test.value, why('foundPriority', { priority })),
      )
    case 'category':
      return {
        wanted: (names) => both((verb) => `category ${verb} ${nameOf(names, test.value)}`),
        ask: ({ situation: { categoryId } }, names) =>
          verdict(categoryId === test.value, categoryId === null ? why('foundNone') : named(names, categoryId)),
      }
    case 'tag': {
      const wanted = fold(test.value)
      return simple([`has the tag “${test.value}”`, `does not have the tag “${test.value}”`], ({ situation }) =>
        verdict(
          situation.tags.some((tag) => fold(tag) === wanted),
          shownOr(situation.tags.map((tag) => `“${tag}”`).join(', '), 'foundNoTags'),
        ),
      )
    }
    case 'assignee':
    case 'team': {
      const { field } = test
      const wantedId = test.operator === 'isNobody' ? null : test.value
      const none = field === 'team' ? 'none' : 'nobody'
      const idOf = ({ situation }: Evidence) => (field === 'team' ? situation.teamId : situation.assigneeId)
      return {
        wanted: (names) => both((verb) => `${field} ${verb} ${wantedId === null ? none : nameOf(names, wantedId)}`),
        ask: (evidence, names) => {
          const id = idOf(evidence)
          const found = id === null ? why(field === 'team' ? 'foundNone' : 'foundNobody') : named(names, id)
          return verdict(id === wantedId, found)
        },
      }
    }
  }
}

/** Of the inbox, or of a schedule by name. */
function ofHours(wantsOpen: boolean, hoursId: Id | undefined): PlainQuestion {
  const ways: [string, string] = ['within business hours', 'outside business hours']
  const ask = (evidence: Evidence): Verdict => {
    const isOpen = evidence.isOpen(hoursId)
    const isUnset = hoursId === undefined ? evidence.facts.hours === null : !evidence.facts.further?.hours?.has(hoursId)
    return verdict(isOpen === wantsOpen, why(isUnset ? 'foundAlwaysOpen' : isOpen ? 'foundOpen' : 'foundClosed'))
  }
  const ordered: [string, string] = wantsOpen ? ways : [ways[1], ways[0]]
  if (hoursId === undefined) return simple(ordered, ask)
  return { wanted: (names) => [`${ordered[0]} ${nameOf(names, hoursId)}`, `${ordered[1]} ${nameOf(names, hoursId)}`], ask } // prettier-ignore
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
  const said = (file: { name: string; type: string }): string => (operator === 'typeIs' ? file.type : `“${file.name}”`)
  return simple(wants[operator], ({ facts }) => {
    const file = facts.attachments.find(holds[operator])
    if (file) return verdict(true, shown(said(file)))
    return verdict(false, shownOr(facts.attachments.slice(0, 3).map(said).join(', '), 'foundNoAttachments'))
  })
}

/** A rule about `pt` holds for pt-BR; one about `pt-BR` not for pt. */
function isLanguage(found: string, wanted: string): boolean {
  const [is, want] = [found.toLowerCase(), wanted.toLowerCase()]
  return is === want || is.startsWith(`${want}-`)
}
