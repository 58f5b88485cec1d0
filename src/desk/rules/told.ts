// A rule, and how two differ, as English sentences: for the command line, for programs and for the log. The screen tells it in the
// language of its reader.
import { dealInWords, taskInWords } from './deed-words.ts'
import { nameOf, type Names } from './plain-question.ts'
import { compileTest } from './question.ts'
import type { Action, Condition, WantedRule } from './rules.api.ts'
import { inOrder } from './same.ts'
import type { RuleDifference } from './versions.api.ts'

export function differenceTold(difference: Omit<RuleDifference, 'told'>, names: Names): string {
  const { what, name, before, after, placeBefore, placeAfter } = difference
  if (what === 'added' && after) return `new “${name}”, in place ${placeAfter}: ${ruleTold(after, names)}`
  if (what === 'deleted' && before) return `no longer “${name}”: ${ruleTold(before, names)}`
  const moved = placeAfter === null ? [] : [`moved from place ${placeBefore} to place ${placeAfter}`]
  const changes = before && after ? partsOf(before, after, names) : []
  return `“${before?.name ?? name}”: ${[...changes, ...moved].join('; ')}`
}

export function ruleTold(rule: WantedRule, names: Names): string {
  const where = rule.inboxId === null ? 'in any inbox' : `in ${nameOf(names, rule.inboxId)}`
  const others = otherKeys(rule).map((key) => saidOf(key, rule[key as keyof WantedRule], names))
  const what = [...rule.actions.map((action) => actionTold(action, names)), ...others].join(', ')
  const state = rule.isEnabled ? '' : ' (off)'
  return `${occasionTold(rule.occasion)} ${where}, if ${conditionTold(rule.condition, names)}: ${what}${state}`
}

/** Keys that are told in a way of their own. */
const ownWords = ['name', 'inboxId', 'occasion', 'condition', 'actions', 'isEnabled']
const otherKeys = (rule: WantedRule) => Object.keys(rule).filter((key) => !ownWords.includes(key))

function partsOf(before: WantedRule, after: WantedRule, names: Names): string[] {
  const parts: string[] = []
  const changed = (was: string, is: string, label: string) => {
    if (was !== is) parts.push(`${label}: ${was} → ${is}`)
  }
  if (before.name !== after.name) parts.push(`now called “${after.name}”`)
  const inbox = ({ inboxId }: WantedRule) => (inboxId === null ? 'any inbox' : nameOf(names, inboxId))
  changed(inbox(before), inbox(after), 'inbox')
  changed(occasionTold(before.occasion), occasionTold(after.occasion), 'when')
  if (inOrder(before.condition) !== inOrder(after.condition))
    changed(conditionTold(before.condition, names), conditionTold(after.condition, names), 'if')
  const then = ({ actions }: WantedRule) => actions.map((action) => actionTold(action, names)).join(', ')
  if (inOrder(before.actions) !== inOrder(after.actions)) changed(then(before), then(after), 'then')
  for (const key of new Set([...otherKeys(before), ...otherKeys(after)]))
    changed(...both((rule) => saidOf('', rule[key as keyof WantedRule], names), before, after), spaced(key))
  if (before.isEnabled !== after.isEnabled) parts.push(after.isEnabled ? 'switched on' : 'switched off')
  return parts
}

const both = (say: (rule: WantedRule) => string, before: WantedRule, after: WantedRule): [string, string] => [say(before), say(after)] // prettier-ignore
const occasionTold = (occasion: string) => `when ${occasion.replace('.', ' ')}`

function conditionTold(condition: Condition, names: Names, isInside = false): string {
  if ('field' in condition) return compileTest(condition, false).wanted(names)
  if ('not' in condition)
    return 'field' in condition.not
      ? compileTest(condition.not, true).wanted(names)
      : `not (${conditionTold(condition.not, names)})`
  const [mode, parts] = 'all' in condition ? ['and', condition.all] : ['or', condition.any]
  if (parts.length === 0) return 'in every case'
  const said = parts.map((part) => conditionTold(part, names, parts.length > 1)).join(` ${mode} `)
  return isInside && parts.length > 1 ? `(${said})` : said
}

/** `set priority high`, `move to inbox “Billing”`: the action’s own name, and its values by their names. */
export function actionTold(action: Action, names: Names): string {
  if (action.do === 'task') return taskInWords(action, names).because
  if (action.do === 'deal') return dealInWords(action, names).because
  const { do: deed, ...values } = action
  const said = Object.entries(values).map(([key, value]) => saidOf(key, value, names))
  return [spaced(deed), ...said.filter(Boolean)].join(' ')
}

function saidOf(key: string, value: unknown, names: Names): string {
  if (value === null) return key.endsWith('Id') ? 'nobody' : ''
  if (value === '' || value === undefined) return ''
  if (Array.isArray(value)) return value.map((one) => saidOf(key, one, names)).join(', ')
  if (typeof value === 'object') return Object.entries(value).map(([inner, one]) => `${spaced(inner)} ${saidOf(inner, one, names)}`).join(', ') // prettier-ignore
  if (typeof value !== 'string') return `${key ? `${spaced(key)} ` : ''}${JSON.stringify(value)}`
  if (/^https?:\/\//i.test(value)) return URL.parse(value)?.host ?? '' // the rest of an address may be a secret
  if (/Ids?$/.test(key)) return nameOf(names, value)
  const line = value.replace(/\s+/g, ' ').trim()
  return /^[\w.]+$/.test(line) && line.length < 30 ? line : `“${line.length > 60 ? `${line.slice(0, 59)}…` : line}”`
}

/** `moveToInbox` → move to inbox */
const spaced = (name: string) => name.replace(/Ids?$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
