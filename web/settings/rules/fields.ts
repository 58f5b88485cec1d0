// What a test can be about, in which ways it can be asked, and what it has to be compared with.
import { Intent, Origin } from '../../../src/desk/readings/readings.api.ts'
import type { FieldType } from '../../../src/desk/fields/fields.api.ts'
import type { WordKey } from '../../words.ts'
import { isNamed, type Field, type Named, type TestNode } from './tree.ts'

export const fields: Field[] = [
  'sender',
  'senderDomain',
  'recipient',
  'subject',
  'body',
  'subjectOrBody',
  'attachment',
  'header',
  'language',
  'kind',
  'authentication',
  'reading',
  'isNew',
  'ownAddress',
  'recipientCount',
  'size',
  'suspicious',
  'contact',
  'contactField',
  'company',
  'companyDomain',
  'deal',
  'custom',
  'mailsOfSender',
  'unanswered',
  'waiting',
  'clock',
  'businessHours',
  'status',
  'customStatus',
  'snoozed',
  'held',
  'priority',
  'category',
  'previousCategory',
  'tag',
  'team',
  'assignee',
  'assigneeTeam',
  'assigneeAway',
]

/** What stands behind the operator: words to type, one of a list, or nothing. */
export type Wanted =
  | 'text'
  | 'language'
  | 'kind'
  | 'proof'
  | 'intent'
  | 'origin'
  | 'status'
  | 'priority'
  | 'category'
  | 'tag'
  | 'user'
  | 'team'
  | 'place'
  | 'own'
  | 'ownStatus'
  | 'stage'
  | 'number'
  | 'nothing'

/** One way to ask: an operator, perhaps turned round, perhaps with its only value. */
export interface Way {
  id: string
  word: WordKey
  operator: string
  isNegated: boolean
  value?: string
  wanted: Wanted
}

function both(operator: string, yes: WordKey, no: WordKey, wanted: Wanted): Way[] {
  return [
    { id: operator, word: yes, operator, isNegated: false, wanted },
    { id: `${operator}.not`, word: no, operator, isNegated: true, wanted },
  ]
}

const texts: Way[] = [
  ...both('contains', 'way.contains', 'way.contains.not', 'text'),
  ...both('words', 'way.words', 'way.words.not', 'text'),
  ...both('is', 'way.is', 'way.is.not', 'text'),
  ...both('startsWith', 'way.startsWith', 'way.startsWith.not', 'text'),
  ...both('endsWith', 'way.endsWith', 'way.endsWith.not', 'text'),
  ...both('matches', 'way.matches', 'way.matches.not', 'text'),
]
const exists = both('exists', 'way.exists', 'way.exists.not', 'nothing')
const oneOf = (wanted: Wanted): Way[] => both('is', 'way.is', 'way.is.not', wanted)

const yesOrNo = (yes: WordKey, no: WordKey): Way[] => [
  { id: 'yes', word: yes, operator: 'is', isNegated: false, value: 'true', wanted: 'nothing' },
  { id: 'no', word: no, operator: 'is', isNegated: false, value: 'false', wanted: 'nothing' },
]
const domains = [
  ...both('is', 'way.is', 'way.is.not', 'text'),
  ...both('endsWith', 'way.below', 'way.below.not', 'text'),
]
const atLeast = both('atLeast', 'way.atLeast', 'way.atLeast.not', 'number')

const ways: Record<Field, Way[]> = {
  sender: texts,
  recipient: texts,
  subject: texts,
  body: texts,
  subjectOrBody: texts,
  senderDomain: domains,
  contactField: [...exists, ...texts],
  company: [...exists, ...texts],
  companyDomain: domains,
  deal: [
    ...both('isOpen', 'way.dealOpen', 'way.dealOpen.not', 'nothing'),
    ...both('inStage', 'way.dealIn', 'way.dealIn.not', 'stage'),
    ...both('isWon', 'way.dealWon', 'way.dealWon.not', 'nothing'),
    ...both('isLost', 'way.dealLost', 'way.dealLost.not', 'nothing'),
  ],
  contact: [
    ...both('isKnown', 'way.isKnown', 'way.isKnown.not', 'nothing'),
    ...both('isFirstMail', 'way.isFirstMail', 'way.isFirstMail.not', 'nothing'),
  ],
  clock: [
    ...both('isRunning', 'way.isRunning', 'way.isRunning.not', 'nothing'),
    ...both('isPaused', 'way.isPaused', 'way.isPaused.not', 'nothing'),
    ...both('hasWarned', 'way.hasWarned', 'way.hasWarned.not', 'nothing'),
    ...both('isLate', 'way.isLate', 'way.isLate.not', 'nothing'),
    ...both('leftLessThan', 'way.leftLessThan', 'way.leftLessThan.not', 'number'),
  ],
  mailsOfSender: atLeast,
  unanswered: atLeast,
  size: atLeast,
  waiting: atLeast,
  recipientCount: atLeast,
  ownAddress: both('is', 'way.stands', 'way.stands.not', 'place'),
  previousCategory: oneOf('category'),
  team: [...oneOf('team'), ...both('isNobody', 'way.isNone', 'way.isNone.not', 'nothing')],
  assigneeTeam: both('is', 'way.include', 'way.include.not', 'team'),
  assigneeAway: yesOrNo('way.away', 'way.here'),
  snoozed: yesOrNo('way.snoozed', 'way.snoozed.not'),
  held: yesOrNo('way.held', 'way.held.not'),
  suspicious: yesOrNo('way.suspicious', 'way.suspicious.not'),
  header: [...exists, ...texts],
  attachment: [
    ...exists,
    ...both('nameContains', 'way.nameContains', 'way.nameContains.not', 'text'),
    ...both('typeIs', 'way.typeIs', 'way.typeIs.not', 'text'),
  ],
  language: oneOf('language'),
  kind: oneOf('kind'),
  authentication: oneOf('proof'),
  reading: [
    ...both('intentIs', 'way.intentIs', 'way.intentIs.not', 'intent'),
    ...both('suggestsSurely', 'way.suggestsSurely', 'way.suggestsSurely.not', 'category'),
    ...both('suggestsLikely', 'way.suggestsLikely', 'way.suggestsLikely.not', 'category'),
    ...both('isFrustrated', 'way.isFrustrated', 'way.isFrustrated.not', 'nothing'),
    ...both('needsReply', 'way.needsReply', 'way.needsReply.not', 'nothing'),
    ...both('namesOrder', 'way.namesOrder', 'way.namesOrder.not', 'nothing'),
    ...both('hasTwin', 'way.hasTwin', 'way.hasTwin.not', 'nothing'),
    ...both('originIs', 'way.originIs', 'way.originIs.not', 'origin'),
  ],
  status: oneOf('status'),
  customStatus: oneOf('ownStatus'),
  custom: [
    ...exists,
    ...both('is', 'way.is', 'way.is.not', 'own'),
    ...both('isUser', 'way.is', 'way.is.not', 'user'),
    ...texts.filter((way) => way.operator !== 'is'),
    ...both('atLeast', 'way.ownAtLeast', 'way.ownAtLeast.not', 'own'),
    ...both('atMost', 'way.ownAtMost', 'way.ownAtMost.not', 'own'),
  ],
  priority: oneOf('priority'),
  category: oneOf('category'),
  tag: both('has', 'way.has', 'way.has.not', 'tag'),
  assignee: [
    ...both('is', 'way.is', 'way.is.not', 'user'),
    ...both('isNobody', 'way.isNobody', 'way.isNobody.not', 'nothing'),
  ],
  businessHours: [
    { id: 'inside', word: 'way.inside', operator: 'inside', isNegated: false, wanted: 'nothing' },
    { id: 'outside', word: 'way.outside', operator: 'outside', isNegated: false, wanted: 'nothing' },
  ],
  isNew: [
    { id: 'begins', word: 'way.begins', operator: 'is', isNegated: false, value: 'true', wanted: 'nothing' },
    { id: 'continues', word: 'way.continues', operator: 'is', isNegated: false, value: 'false', wanted: 'nothing' },
  ],
}

export function waysOf(field: Field): Way[] {
  return ways[field]
}

const words = ['exists', 'is', 'contains', 'words', 'startsWith', 'endsWith', 'matches']
const ordered = ['exists', 'is', 'atLeast', 'atMost']
const plain = ['exists', 'is']
const ofType: Record<FieldType, string[]> = {
  text: words,
  longText: words,
  link: words,
  email: words,
  phone: words,
  number: ordered,
  money: ordered,
  date: ordered,
  dateTime: ['exists', 'atLeast', 'atMost'],
  yesNo: plain,
  choice: plain,
  choices: plain,
  user: ['exists', 'isUser'],
}

/** How a field of the desk's own can be asked, by its kind. */
export function waysOfType(type: FieldType): Way[] {
  return ways.custom.filter((way) => ofType[type].includes(way.operator))
}

/** Some fields have no turned-round way: not inside is outside. */
export function wayOf(node: TestNode): Way {
  const all = ways[node.field]
  const turned = node.isNegated && all.every((way) => !way.isNegated)
  const found = all.find(
    (way) =>
      way.operator === node.operator &&
      (turned || way.isNegated === node.isNegated) &&
      (way.value === undefined || way.value === node.value),
  )
  if (turned && found) return all.find((way) => way !== found) ?? found
  const [first] = all
  if (!first) throw new Error('expected every field to have a way')
  return found ?? first
}

export function inWay(node: TestNode, way: Way): TestNode {
  const { operator, isNegated, wanted } = way
  const isOther = wanted !== wayOf(node).wanted && wanted !== 'nothing'
  return { ...node, operator, isNegated, value: way.value ?? (isOther ? '' : node.value) }
}

/** Keeps the way and what was typed, where the other field knows them. */
export function aboutField(node: TestNode, field: Field): TestNode {
  const was = wayOf(node)
  const same = ways[field].find((way) => way.id === was.id && way.wanted === was.wanted) ?? ways[field][0]
  if (!same) throw new Error('expected every field to have a way')
  const value = same.value ?? (same.wanted === was.wanted ? node.value : '')
  const name = field === node.field ? node.name : isNamed(field) ? firstNames[field] : ''
  return { ...node, field, operator: same.operator, isNegated: same.isNegated, name, value }
}

/** What a field that needs a name begins with. */
const firstNames: Record<Named, string> = {
  header: '',
  contactField: 'title',
  clock: 'any',
  mailsOfSender: '24',
  businessHours: '',
  custom: '',
}
export const contactFields = ['name', 'title', 'phone', 'language', 'website', 'postalAddress', 'stage', 'territory', 'timeZone', 'owner', 'companyOwner'] as const // prettier-ignore
export const clocks = ['any', 'firstResponse', 'nextResponse', 'update', 'resolution', 'ownership'] as const
export const places = ['to', 'cc', 'neither'] as const

export const proofs = ['pass', 'fail', 'none', 'unchecked'] as const
export const intents = Intent.options
export const origins = Origin.options
export const kinds = ['message', 'auto-reply', 'bounce', 'list', 'system'] as const

/** Offered by name; a rule may hold any other code. */
export const languageCodes =
  'ar az bg ca cs da de el en es et fa fi fr he hi hr hu hy id it ja ka kk ko lt lv nl no pl pt ro ru sk sl sr sv th tr uk uz vi zh'.split(
    ' ',
  )
