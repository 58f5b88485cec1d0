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
  read: readonly ('category' | 'priority')[] = [],
): Outcome {
  const { inboxId, categoryId, priority, teamId, assigneeId } = situation
  const by: Outcome['by'] = {}
  for (const field of read) by[field === 'category' ? 'categoryId' : 'priority'] = CLASSIFIER
  for (const { rule, action } of actions) {
    const decided = sets[action.do]
    if (decided) by[decided] = rule.id
  }
  return { inboxId, categoryId, priority, teamId, assigneeId, by }
}
