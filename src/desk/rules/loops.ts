// A rule about changes that would make the change it waits for, for ever: refused while it is written. Pure: the rule is carried out
// twice on a conversation made up so that it holds; what changes something both times, and holds all the while, never comes to rest.
import { Problem } from '../../kit/problem.ts'
import { textsOf } from '../fields/marks.ts'
import { deedsOf } from './deed.ts'
import type { Situation } from './facts.ts'
import { fold } from './fold.ts'
import type { Names } from './plain-question.ts'
import type { Action, Condition, Occasion, Test } from './rules.api.ts'
import type { z } from 'zod'

interface Wanted {
  occasion: z.infer<typeof Occasion>
  condition: Condition
  actions: Action[]
}

/** What a rule about changes hears of, and so could set off again. */
const heard = new Set(['setStatus', 'assign', 'addTags', 'removeTags', 'setPriority', 'setCategory', 'setField'])

export function refuseLoop({ occasion, condition, actions }: Wanted): void {
  if (occasion !== 'conversation.changed') return
  const situation = madeFor(condition)
  if (!mayHold(condition, situation)) return
  changesOf(actions, situation)
  if (!mayHold(condition, situation)) return
  const [again] = changesOf(actions, situation)
  if (again === undefined) return
  throw new Problem(
    'invalid',
    'rule-loops',
    'This rule changes the conversation each time, also when it has just done so, and would follow itself for ever. Take out the action that undoes another, or add a condition that no longer holds afterwards.',
    { detail: { where: `actions.${again}` } },
  )
}

/** Places of the actions that change something; the situation is as they leave it. */
function changesOf(actions: Action[], situation: Situation): number[] {
  return actions.flatMap((action, at) => {
    if (action.do === 'stop') return []
    const { actions: settled } = deedsOf(action, situation, { names: namesIn(actions) })
    return settled.some((one) => heard.has(one.do)) ? [at] : []
  })
}

/** Whatever it names is there. */
const namesIn = (actions: Action[]): Names =>
  new Map(
    actions.flatMap((action) => Object.values(action)).flatMap((one) => (typeof one === 'string' ? [[one, one]] : [])),
  )

/** As each test that is not turned round wants it, the first where several differ. */
function madeFor(condition: Condition): Situation {
  const situation: Situation = { inboxId: '', status: 'open', priority: 'normal', categoryId: null, tags: [], assigneeId: null, teamId: null } // prettier-ignore
  const seen = new Set<Test['field']>()
  for (const test of wantedBy(condition)) {
    if (test.field === 'tag') situation.tags.push(test.value)
    if (seen.has(test.field)) continue
    seen.add(test.field)
    if (test.field === 'status') situation.status = test.value
    if (test.field === 'priority') situation.priority = test.value
    if (test.field === 'category') situation.categoryId = test.value
    if (test.field === 'customStatus') situation.statusId = test.value
    if (test.field === 'custom' && test.of === 'conversation')
      situation.fields = { ...situation.fields, [test.key]: test.userId ?? test.value }
    if (test.field === 'assignee' && test.operator === 'is') situation.assigneeId = test.value
  }
  return situation
}

function wantedBy(condition: Condition): Test[] {
  if ('field' in condition) return [condition]
  if ('not' in condition) return []
  const [first] = 'any' in condition ? condition.any : []
  return 'all' in condition ? condition.all.flatMap(wantedBy) : first ? wantedBy(first) : []
}

/** As far as the conversation's state decides; everything else is taken to be as the rule wants it. */
function mayHold(condition: Condition, situation: Situation, negated = false): boolean {
  if ('not' in condition) return mayHold(condition.not, situation, !negated)
  if (!('field' in condition)) {
    const isAll = 'all' in condition
    const parts = isAll ? condition.all : condition.any
    const holds = (part: Condition) => mayHold(part, situation, negated)
    return isAll !== negated ? parts.every(holds) : parts.some(holds)
  }
  const held = isSo(condition, situation)
  return held === null || held !== negated
}

function isSo(
  test: Test,
  { status, statusId, priority, categoryId, tags, assigneeId, fields }: Situation,
): boolean | null {
  if (test.field === 'customStatus') return statusId === test.value
  if (test.field === 'custom') return isFieldSo(test, fields)
  if (test.field === 'status') return status === test.value
  if (test.field === 'priority') return priority === test.value
  if (test.field === 'category') return categoryId === test.value
  if (test.field === 'tag') return tags.some((tag) => fold(tag) === fold(test.value))
  if (test.field === 'assignee') return assigneeId === (test.operator === 'isNobody' ? null : test.value)
  return null
}

/** Only whether it is this very value, or none at all. */
function isFieldSo(
  { of, key, operator, value, userId }: Extract<Test, { field: 'custom' }>,
  fields: Situation['fields'],
): boolean | null {
  const has = fields?.[key]
  if (of !== 'conversation') return null
  if (operator === 'exists') return has !== undefined && has !== ''
  return operator === 'is' ? has !== undefined && textsOf(has).some((one) => fold(one) === fold(userId ?? value)) : null
}
