// A rule told as a sentence: words, and the values in it, which the page shows stronger.
import type { Action, Rule } from '../../../src/desk/rules/rules.api.ts'
import type { FieldValue } from '../../../src/desk/fields/fields.api.ts'
import type { Language } from '../../languages.ts'
import type { WordKey, Words } from '../../words.ts'
import { wayOf } from './fields.ts'
import { isNamed, treeOf, type GroupNode, type Node, type TestNode } from './tree.ts'

/** What ids are called. */
export interface Named {
  inbox: (id: string) => string
  team: (id: string) => string
  user: (id: string) => string
  category: (id: string) => string
  hours: (id: string) => string
  policy: (id: string) => string
  status: (id: string) => string
  /** Of the desk's own, by `contact.tier`. */
  field: (name: string) => string
  fieldValue: (name: string, value: string) => string
  macro: (id: string) => string
  stage: (id: string) => string
  sequence: (id: string) => string
}
export type Piece = { text: string; isValue: boolean }
export interface Telling {
  t: Words['t']
  language: Language
  named: Named
}

const OPEN = '\uE000'
const CLOSE = '\uE001'

/** A template with its places filled by anything: the words between come as text. */
export function weave<T>(t: Words['t'], key: WordKey, fillings: Record<string, T>, word: (text: string) => T): T[] {
  const marks = Object.fromEntries(Object.keys(fillings).map((name) => [name, OPEN + name + CLOSE]))
  return split(t(key, marks), fillings, word)
}

function split<T>(text: string, fillings: Record<string, T>, word: (text: string) => T): T[] {
  return text.split(new RegExp(`${OPEN}(.*?)${CLOSE}`)).flatMap((part, at) => {
    if (at % 2 === 0) return part === '' ? [] : [word(part)]
    const filling = fillings[part]
    return filling === undefined ? [] : [filling]
  })
}

const word = (text: string): Piece[] => [{ text, isValue: false }]
const value = (text: string): Piece[] => [{ text, isValue: true }]

function told(telling: Telling, key: WordKey, fillings: Record<string, Piece[]>): Piece[] {
  return weave(telling.t, key, fillings, word).flat()
}

/** "a, b and c". By our own words: not every browser knows how every language of ours writes a list. */
function listed(parts: Piece[][], joint: 'rule.and' | 'rule.or', telling: Telling): Piece[] {
  const last = parts.at(-1) ?? []
  const first = parts.slice(0, -1).flatMap((part, at) => (at === 0 ? part : [...word(', '), ...part]))
  return first.length === 0 ? last : told(telling, joint, { first, last })
}

export function ruleInWords(
  rule: Pick<Rule, 'occasion' | 'inboxId' | 'condition' | 'actions' | 'after'>,
  telling: Telling,
): Piece[] {
  const tree = treeOf(rule.condition)
  const occasion = word(telling.t(`occasion.${rule.occasion}`))
  const when = rule.inboxId
    ? told(telling, 'rule.whenIn', { occasion, inbox: value(telling.named.inbox(rule.inboxId)) })
    : told(telling, 'rule.when', { occasion })
  const done = listed(
    rule.actions.map((action) => actionInWords(action, telling)),
    'rule.and',
    telling,
  )
  const actions = rule.after
    ? told(telling, 'rule.afterwards', { length: value(lengthInWords(rule.after, telling)), actions: done })
    : done
  const said =
    tree.parts.length === 0
      ? told(telling, 'rule.sentenceAlways', { when, actions })
      : told(telling, 'rule.sentence', { when, condition: nodeInWords(tree, telling, true), actions })
  return said.map((piece, at) =>
    at === 0 && !piece.isValue ? { ...piece, text: capital(piece.text, telling) } : piece,
  )
}

function capital(text: string, { language }: Telling): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1)
}

function nodeInWords(node: Node, telling: Telling, isWhole = false): Piece[] {
  return node.kind === 'test' ? testInWords(node, telling) : groupInWords(node, telling, isWhole)
}

function groupInWords({ mode, parts }: GroupNode, telling: Telling, isWhole: boolean): Piece[] {
  if (parts.length === 0) return word(telling.t('rule.always'))
  const joint = mode === 'any' || mode === 'none' ? 'rule.or' : 'rule.and'
  const all = listed(
    parts.map((part) => nodeInWords(part, telling)),
    joint,
    telling,
  )
  if (mode === 'none' || mode === 'notAll') return told(telling, 'rule.not', { parts: all })
  return isWhole || parts.length === 1 ? all : told(telling, 'rule.group', { parts: all })
}

export function testInWords(node: TestNode, telling: Telling): Piece[] {
  const { t } = telling
  const way = wayOf(node)
  const field =
    isNamed(node.field) && node.name !== ''
      ? told(telling, `rule.of.${node.field}`, { name: value(nameInWords(node, telling)) })
      : word(t(`about.${node.field}`))
  const operator = word(t(way.word))
  if (way.wanted === 'nothing') return told(telling, 'rule.testBare', { field, operator })
  return told(telling, 'rule.test', { field, operator, value: value(valueInWords(node, telling)) })
}

function valueInWords(node: TestNode, { t, language, named }: Telling): string {
  if (node.value === '') return '…' // still to be said
  switch (wayOf(node).wanted) {
    case 'language':
      return languageName(node.value, language)
    case 'kind':
      return t(`kind.${node.value}` as WordKey)
    case 'proof':
      return t(`proof.${node.value}` as WordKey)
    case 'intent':
      return t(`intent.${node.value}` as WordKey)
    case 'origin':
      return t(`origin.${node.value}` as WordKey)
    case 'status':
      return t(`status.${node.value}` as WordKey)
    case 'priority':
      return t(`priority.${node.value}` as WordKey)
    case 'own':
      return named.fieldValue(node.name, node.value)
    case 'ownStatus':
      return named.status(node.value)
    case 'stage':
      return named.stage(node.value)
    case 'category':
      return named.category(node.value)
    case 'user':
      return named.user(node.value)
    case 'team':
      return named.team(node.value)
    case 'place':
      return t(`place.${node.value}` as WordKey)
    case 'number':
      return node.value
    case 'text':
    case 'tag':
    case 'nothing':
      return t('rule.quoted', { text: node.value })
  }
}

/** Which header, which clock, which hours. */
function nameInWords({ field, name }: TestNode, { t, named }: Telling): string {
  if (field === 'custom') return named.field(name)
  if (field === 'contactField') return t(`contactField.${name}` as WordKey)
  if (field === 'clock') return t((name === 'any' ? 'clock.any' : `measure.${name}`) as WordKey)
  return field === 'businessHours' ? named.hours(name) : name
}

/** “4 hours”, “2 days of business hours”. */
export function lengthInWords(
  { minutes, counts }: { minutes: number; counts: 'business' | 'calendar' },
  { t }: Pick<Telling, 't'>,
): string {
  const { count, unit } = inUnits(minutes)
  const length = t(`length.${unit}`, { count })
  return counts === 'business' ? t('length.business', { length }) : length
}

const units = { days: 1440, hours: 60, minutes: 1 } as const
export type Unit = keyof typeof units
export const minutesIn = (unit: Unit): number => units[unit]

/** In the largest unit of which it is a whole number. */
export function inUnits(minutes: number): { count: number; unit: Unit } {
  const unit = (Object.keys(units) as Unit[]).find((one) => minutes % units[one] === 0) ?? 'minutes'
  return { count: minutes / units[unit], unit }
}

export function languageName(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code
  } catch {
    return code // no code at all
  }
}

export function actionInWords(action: Action, telling: Telling): Piece[] {
  const verb = word(telling.t(`act.${action.do}`))
  const what = whatInWords(action, telling)
  return what ? told(telling, 'act.order', { do: verb, what }) : verb
}

function whatInWords(action: Action, telling: Telling): Piece[] | null {
  const { t, named } = telling
  switch (action.do) {
    case 'moveToInbox':
      return value(named.inbox(action.inboxId))
    case 'setTeam':
      return value(action.teamId === null ? t('field.noTeam') : named.team(action.teamId))
    case 'assign':
      return value(action.userId === null ? t('field.nobody') : named.user(action.userId))
    case 'assignBy':
      return told(telling, 'act.assignBy.what', {
        strategy: value(t(`strategy.${action.strategy}`)),
        team: value(action.teamId === null ? t('strategy.everybody') : named.team(action.teamId)),
      })
    case 'setCategory':
      return value(action.categoryId === null ? t('field.noCategory') : named.category(action.categoryId))
    case 'setPriority':
      return value(t(`priority.${action.priority}`))
    case 'setStatus':
      return value(action.statusId === undefined ? t(`status.${action.status}`) : named.status(action.statusId))
    case 'setField': {
      const name = `conversation.${action.key}`
      const shown = action.userId === undefined ? asWritten(action.value) : named.user(action.userId)
      return told(telling, 'act.setField.what', {
        field: value(named.field(name)),
        value: value(shown === '' ? t('own.none') : named.fieldValue(name, shown)),
      })
    }
    case 'addTags':
    case 'removeTags':
      return value(action.tags.join(', '))
    case 'autoReply':
    case 'reply':
    case 'note':
      return value(t('rule.quoted', { text: shortened(action.text) }))
    case 'notify':
      return value(
        [...action.to.map((one) => t(`whom.${one}`)), ...action.userIds.map((id) => named.user(id))].join(', '),
      )
    case 'addFollower':
      return value(action.userIds.map((id) => named.user(id)).join(', '))
    case 'task': {
      const what = value(t('rule.quoted', { text: shortened(action.title) }))
      const owner = value(ownerInWords(action, telling))
      if (action.minutes === null) return told(telling, 'act.task.what', { what, owner })
      const length = value(lengthInWords({ minutes: action.minutes, counts: action.counts }, telling))
      return told(telling, 'act.task.due', { what, owner, length })
    }
    case 'deal': {
      const what = value(t('rule.quoted', { text: shortened(action.name) }))
      const owner = value(action.userId === null ? t('whom.assignee') : named.user(action.userId))
      const stage = value(named.stage(action.stageId))
      if (action.days === null) return told(telling, 'act.deal.what', { what, stage, owner })
      const length = value(t('length.days', { count: action.days }))
      return told(telling, 'act.deal.due', { what, stage, owner, length })
    }
    case 'forward':
      return value(action.to)
    case 'draft':
      return value(named.macro(action.macroId))
    case 'enrol':
      return value(named.sequence(action.sequenceId))
    case 'macro':
      return told(telling, 'act.macro.what', {
        macro: value(named.macro(action.macroId)),
        use: word(t(`act.macro.${action.use}`)),
      })
    case 'webhook':
      return value(URL.parse(action.url)?.host ?? action.url)
    case 'escalate':
      return value(action.policyId === null ? t('act.escalate.raise') : named.policy(action.policyId))
    case 'snooze':
      return value(lengthInWords(action, telling))
    case 'stop':
      return null
  }
}

function ownerInWords({ userId, teamId }: Extract<Action, { do: 'task' }>, { t, named }: Telling): string {
  if (userId !== null) return named.user(userId)
  return teamId === null ? t('whom.assignee') : named.team(teamId)
}

function asWritten(given: FieldValue | null): string {
  if (given === null) return ''
  if (typeof given === 'boolean') return given ? 'yes' : 'no'
  if (Array.isArray(given)) return given.join(', ')
  return typeof given === 'object' ? `${given.amount} ${given.currency}` : String(given)
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 48 ? `${line.slice(0, 47)}…` : line
}
