// What a routing came to, as data beside its words: what a mail was given, and who gave it. Audits and reports count by it.
import type { Id } from '../../kit/id.ts'
import type { Deed } from './deed.ts'
import type { Situation } from './facts.ts'
import type { Action } from './rules.api.ts'

type Given = Pick<Situation, 'inboxId' | 'categoryId' | 'priority' | 'teamId' | 'assigneeId'>
export type Decided = keyof Given

export const CLASSIFIER = 'classifier'

export interface Outcome extends Given {
  /** Who set each of them last: a rule, or `CLASSIFIER` before rules were read. What nothing set is not named. */
  by: Partial<Record<Decided, Id>>
  /** Which model, of what `CLASSIFIER` set; null: it went by the names of the categories alone. */
  models?: Partial<Record<Decided, Id | null>>
}

/** A field that the classifier set, and by which model. */
export interface Applied {
  field: 'category' | 'priority'
  modelId: Id | null
}

/** Which of these an action sets. */
export const sets: Partial<Record<Action['do'] | 'wait', Decided>> = {
  moveToInbox: 'inboxId',
  setCategory: 'categoryId',
  setPriority: 'priority',
  setTeam: 'teamId',
  assign: 'assigneeId',
}

/** `read`: what the classifier set. */
export function outcomeOf(
  { situation, actions }: { situation: Situation; actions: readonly Deed[] },
  read: readonly Applied[] = [],
): Outcome {
  const { inboxId, categoryId, priority, teamId, assigneeId } = situation
  const by: Outcome['by'] = {}
  const models: Outcome['models'] = {}
  for (const { field, modelId } of read) {
    const decided = field === 'category' ? 'categoryId' : 'priority'
    by[decided] = CLASSIFIER
    models[decided] = modelId
  }
  for (const { rule, action } of actions) {
    const decided = sets[action.do]
    if (decided) by[decided] = rule.id
  }
  return { inboxId, categoryId, priority, teamId, assigneeId, by, ...(read.length > 0 && { models }) }
}
