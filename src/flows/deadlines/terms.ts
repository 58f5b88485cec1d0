// By what a conversation is measured: the first policy that is for it, at its priority, and the hours that count.
import { openCalendar, always, type Calendar } from '../../desk/hours/calendar.ts'
import { listHours } from '../../desk/hours/hours.ts'
import { isTimeZone } from '../../desk/hours/zone.ts'
import type { Goal } from '../../desk/sla/clock.ts'
import type { Terms } from '../../desk/sla/follow.ts'
import { listPolicies, policyFor, type Placing } from '../../desk/sla/policies.ts'
import type { Measure } from '../../desk/conversations/conversations.api.ts'
import type { SlaPolicy } from '../../desk/sla/sla.api.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

/** Calendars from one batch to the next, by their schedule as it is; one for each process. */
export type Calendars = Map<string, Calendar>

export interface Placed extends Placing {
  priority: 'low' | 'normal' | 'high' | 'urgent'
  /** Of the inbox. */
  hoursId: Id | null
}

export interface Measures {
  policies: readonly SlaPolicy[]
  termsFor(conversation: Placed): Terms & { policyId: Id | null }
  /** Those that held before, as far as they are still known. */
  termsOf(was: { policyId: Id | null; hoursId: Id | null }, priority: Placed['priority']): Terms
}

const MINUTE = 60_000

export async function loadMeasures(tx: Tx, calendars: Calendars): Promise<Measures> {
  const policies = await listPolicies(tx)
  const hours = new Map((await listHours(tx)).map((one) => [one.id, one]))
  const calendarOf = (id: Id | null): Calendar => {
    const schedule = id === null ? undefined : hours.get(id)
    if (!schedule || !isTimeZone(schedule.timeZone)) return always
    const { timeZone, week, holidays } = schedule
    const key = JSON.stringify([timeZone, week, holidays])
    const known = calendars.get(key) ?? openCalendar(schedule)
    calendars.set(key, known)
    return known
  }
  const terms = (policy: SlaPolicy | null, hoursId: Id | null, priority: Placed['priority']): Terms => ({
    goals: policy ? goalsOf(policy, priority) : {},
    pausesWhile: Object.fromEntries(policy?.targets.map((one) => [one.measure, one.pausesWhile]) ?? []),
    hoursId,
    calendar: calendarOf(hoursId),
  })
  return {
    policies,
    termsFor: (conversation) => {
      const policy = policyFor(policies, conversation)
      return { ...terms(policy, policy?.hoursId ?? conversation.hoursId, conversation.priority), policyId: policy?.id ?? null } // prettier-ignore
    },
    termsOf: ({ policyId, hoursId }, priority) =>
      terms(policies.find((one) => one.id === policyId) ?? null, hoursId, priority),
  }
}

function goalsOf(policy: SlaPolicy, priority: Placed['priority']): Partial<Record<Measure, Goal>> {
  const goals = policy.targets.flatMap(({ measure, minutes, counts }): [Measure, Goal][] => {
    const length = minutes[priority]
    return length === null
      ? []
      : [[measure, { policyId: policy.id, length: length * MINUTE, counts, warnAt: policy.warnAt }]]
  })
  return Object.fromEntries(goals)
}
