// What some deeds of rules are called: the to-dos and deals they make, whom they tell, by what they choose.
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import { why, type Why } from '../reasons.ts'
import { nameOf, type Names } from './plain-question.ts'
import type { Action, Strategy } from './rules.api.ts'
import { lengthInWords } from './wait.ts'

/** The rest of an address of the web may be a secret. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'no address of the web'
}

export const whoms = { assignee: 'its assignee', team: 'its team', followers: 'its followers', leads: 'the leads' }
export const strategies: Record<z.infer<typeof Strategy>, string> = {
  roundRobin: 'turns',
  leastLoaded: 'load',
  weighted: 'room',
  lateBinding: 'late binding',
}

/** “task “Call Dora” for Ben, due in 4 hours of business”. */
export function taskInWords(
  { title, userId, teamId, minutes, counts }: Extract<Action, { do: 'task' }>,
  names: Names,
): Why {
  const whose = userId ?? teamId
  const [owner, exact] = ownerIn(whose, names)
  if (minutes === null) return why('didTask', { title, owner }, exact)
  return why('didTaskDue', { title, owner, length: lengthInWords({ minutes, counts }) }, { ...exact, minutes, counts })
}

/** Who has the conversation has no name yet, and is called so in the reader's language. */
const ownerIn = (id: Id | null, names: Names): [string, Record<string, string>] =>
  id === null ? [whoms.assignee, { whose: 'assignee' }] : [nameOf(names, id), {}]

/** “deal “Kettles for Dora” in “Sales: New” for Ben, expected in 30 days”. */
export function dealInWords({ name, stageId, userId, days }: Extract<Action, { do: 'deal' }>, names: Names): Why {
  const [owner, exact] = ownerIn(userId, names)
  const told = { title: name, stage: nameOf(names, stageId), owner }
  return days === null ? why('didDeal', told, exact) : why('didDealExpected', { ...told, days }, exact)
}
