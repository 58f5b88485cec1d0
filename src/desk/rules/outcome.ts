// What a routing came to, as data beside its words: what a mail was given, and which rule gave it. Audits and reports count by it.
import type { Id } from '../../kit/id.ts'
import type { Deed } from './deed.ts'
import type { Situation } from './facts.ts'
import type { Action } from './rules.api.ts'

type Given = Pick<Situation, 'inboxId' | 'categoryId' | 'priority' | 'teamId' | 'assigneeId'>
export type Decided = keyof Given

export interface Outcome extends Given {
  /** The rule that set each of them last. What no rule set is not named. */
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

export function outcomeOf({ situation, actions }: { situation: Situation; actions: readonly Deed[] }): Outcome {
  const { inboxId, categoryId, priority, teamId, assigneeId } = situation
  const by: Outcome['by'] = {}
  for (const { rule, action } of actions) {
    const decided = sets[action.do]
    if (decided) by[decided] = rule.id
  }
  return { inboxId, categoryId, priority, teamId, assigneeId, by }
}
