// What could be done about rules that fare badly. Pure; each suggestion can be back-tested before anybody follows it.
import type { Rule } from '../../desk/rules/rules.api.ts'
import type { Repair, RoutingHealth } from './health.api.ts'

/** A rule that never held is only called dead when so much was looked at. */
const LOOKED = 200
/** Corrections are believed when even the lower end of their share is above this, and so many people chose the same. */
const OFTEN = 0.3
const SAME = 0.7
/** Contradictions that are worth a word. */
const CLASHES = 5

/** `young`: rules that are not older than a few days as they stand, and have had no chance to hold. */
export function repairsOf(
  rules: readonly Pick<Rule, 'id' | 'isEnabled'>[],
  young: ReadonlySet<string>,
  { examined, rules: health, conflicts }: Pick<RoutingHealth, 'examined' | 'rules' | 'conflicts'>,
): Repair[] {
  const isOn = new Set(rules.filter((rule) => rule.isEnabled).map((rule) => rule.id))
  const found: Repair[] = []
  for (const { ruleId, held, shadowedBy, corrected, insteadOf } of health) {
    if (!isOn.has(ruleId)) continue
    if (shadowedBy !== null) found.push({ kind: 'moveBefore', ruleId, beforeId: shadowedBy })
    else if (held === 0 && examined >= LOOKED && !young.has(ruleId)) found.push({ kind: 'switchOff', ruleId })
    if (corrected && insteadOf && corrected.low > OFTEN && insteadOf.count >= SAME * corrected.count)
      found.push({ kind: 'setInstead', ruleId, field: insteadOf.field, to: insteadOf.to })
  }
  for (const { firstId, secondId, field, mails } of conflicts)
    if (mails >= CLASHES) found.push({ kind: 'narrow', ruleId: firstId, otherId: secondId, field })
  return found
}
