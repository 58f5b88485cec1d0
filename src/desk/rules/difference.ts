// How two sets of rules differ, rule by rule. Pure.
import type { Id } from '../../kit/id.ts'
import { movedAmong } from './order.ts'
import type { Names } from './plain-question.ts'
import type { WantedRule } from './rules.api.ts'
import { isSame } from './same.ts'
import { differenceTold } from './told.ts'
import type { RuleDifference } from './versions.api.ts'
import type { Standing } from './versions.ts'

/** In the order of the later set; what was deleted comes last. */
export function differencesBetween(
  before: readonly Standing[],
  after: readonly Standing[],
  names: Names,
): RuleDifference[] {
  const was = new Map(before.map(({ id, rule }, at) => [id, { rule, place: at + 1 }]))
  const is = new Set(after.map((one) => one.id))
  const moved = movedAmong([...was.keys()], after.map((one) => one.id)) // prettier-ignore
  const told = (one: Omit<RuleDifference, 'told'>): RuleDifference => ({ ...one, told: differenceTold(one, names) })
  const found: RuleDifference[] = []
  for (const [at, { id, rule }] of after.entries()) {
    const old = was.get(id)
    const isMoved = moved.has(id)
    if (old && !isMoved && isSame(old.rule, rule)) continue
    const what = !old ? 'added' : isSame(old.rule, rule) ? 'moved' : 'changed'
    const places = { placeBefore: isMoved && old ? old.place : null, placeAfter: isMoved || !old ? at + 1 : null }
    found.push(told({ ruleId: id, name: rule.name, what, before: old?.rule ?? null, after: rule, ...places }))
  }
  for (const { id, rule } of before) {
    if (is.has(id)) continue
    const places = { placeBefore: was.get(id)?.place ?? null, placeAfter: null }
    found.push(told({ ruleId: id, name: rule.name, what: 'deleted', before: rule, after: null, ...places }))
  }
  return found
}

/** What one has to be allowed to change for it. */
export function touchedBy(difference: Pick<RuleDifference, 'before' | 'after'>): WantedRule[] {
  return [difference.before, difference.after].filter((one) => one !== null)
}

/** The set with the rules of one inbox replaced: others keep their places, and what is new comes after the last of the inbox. */
export function withinInbox(current: readonly Standing[], wanted: readonly Standing[], inboxId: Id): Standing[] {
  const isOf = ({ rule }: Standing) => rule.inboxId === inboxId
  const fresh = wanted.filter(isOf)
  const last = current.findLastIndex(isOf)
  let next = 0
  const found: Standing[] = []
  for (const [at, one] of current.entries()) {
    const own = isOf(one) ? fresh[next++] : one
    if (own) found.push(own)
    if (at === last) found.push(...fresh.slice(next))
  }
  return last < 0 ? [...found, ...fresh] : found
}
