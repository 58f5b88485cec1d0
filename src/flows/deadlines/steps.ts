// Escalation: which steps of a policy a clock has come to. Pure.
import type { Clock } from '../../desk/sla/clock.ts'
import { nextRing } from '../../desk/sla/clock-rows.ts'
import type { SlaPolicy, Step } from '../../desk/sla/sla.api.ts'

export interface Stepping {
  clock: Clock
  /** Keys of the steps it has taken. */
  steps: readonly string[]
}

/** A step is taken once by a clock, also where the policy was edited since. */
export const keyOf = ({ when, afterMinutes, action }: Step) => `${when}+${afterMinutes} ${JSON.stringify(action)}`

export function stepsOf(
  { clock, steps }: Stepping,
  policies: readonly SlaPolicy[],
): { at: number; step: Step; policy: SlaPolicy }[] {
  const policy = policies.find((one) => one.id === clock.goal?.policyId)
  if (!policy || clock.stoppedAt !== null) return []
  return policy.steps.flatMap((step) => {
    const since = step.when === 'warning' ? clock.warnedAt : clock.breachedAt
    const isOfThis = step.measure === null || step.measure === clock.measure
    if (since === null || !isOfThis || steps.includes(keyOf(step))) return []
    return [{ at: since + step.afterMinutes * 60_000, step, policy }]
  })
}

/** When a conversation has to be looked at next, for its clocks or for their steps. */
export function ringFor(all: readonly Stepping[], policies: readonly SlaPolicy[]): number | null {
  const steps = all.flatMap((one) => stepsOf(one, policies).map(({ at }) => at))
  const clocks = nextRing(all.map(({ clock }) => clock))
  return steps.length === 0 ? clocks : Math.min(...steps, clocks ?? Infinity)
}
