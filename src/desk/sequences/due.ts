// When a letter of a sequence is due. Pure: hours and instants are given.
import type { BusinessHours } from '../hours/hours.api.ts'
import { nextOpening } from '../hours/open.ts'
import { isTimeZone } from '../hours/zone.ts'
import { endOf } from '../rules/wait.ts'
import type { SequenceStep } from './sequences.api.ts'

/** Null: these hours never have so much time, or none at all. */
export function dueAfter(
  { wait }: Pick<SequenceStep, 'wait'>,
  from: Date,
  hours: BusinessHours | null,
  isInHours: boolean,
): Date | null {
  const end = wait.minutes === 0 ? from : endOf(wait, from, hours)
  return end === null ? null : leavesAt(end, hours, isInHours)
}

/** Now, or when the inbox opens next. */
export function leavesAt(at: Date, hours: BusinessHours | null, isInHours: boolean): Date | null {
  if (!isInHours || hours === null || !isTimeZone(hours.timeZone)) return at
  return nextOpening(hours, at)
}

/** The next step for whoever is at `place`: none twice, whatever was moved since. */
export function nextStep<S extends Pick<SequenceStep, 'key'>>(
  steps: readonly S[],
  place: number,
  had: ReadonlySet<string>,
): { step: S; place: number } | null {
  const at = steps.findIndex((one, index) => index >= place && !had.has(one.key))
  const step = steps[at]
  return step ? { step, place: at } : null
}
