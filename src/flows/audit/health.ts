// The health of routing: what happened in a period, as far as one sees it, and the newest mails read once more by the rules as they are.
import type { Rule } from '../../desk/rules/rules.api.ts'
import { compileRules, withoutStop } from '../../desk/rules/evaluate.ts'
import { wantsOf } from '../../desk/rules/further-facts.ts'
import { firstRuleOnly, loadNames } from '../../desk/rules/names.ts'
import { listRules } from '../../desk/rules/rules.ts'
import { storedFacts, type RawSource } from '../../desk/rules/stored-facts.ts'
import { maySeeRule } from '../../desk/rules/within.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { corrections, heldRules } from './corrections.ts'
import { driftOf } from './drift.ts'
import { handoversSince } from './handovers.ts'
import type { RoutingHealth, RuleHealth } from './health.api.ts'
import { conflictsOf, shadowsOf, type Reading } from './overlaps.ts'
import { repairsOf } from './repairs.ts'
import { shareOf } from './shares.ts'

const DAY = 86_400_000
/** Mails that are read once more. */
const READ = 500

export async function routingHealth(tx: Tx, actor: Actor, raw: RawSource, days: number): Promise<RoutingHealth> {
  const since = new Date(tx.now.getTime() - days * DAY)
  const rules = (await listRules(tx)).filter((rule) => maySeeRule(actor, rule))
  const held = await heldRules(tx, actor, since)
  const fixes = Map.groupBy(await corrections(tx, actor, since), (one) => one.ruleId)
  const readings = await readAgain(tx, actor, rules, raw, since)
  const shadows = shadowsOf(readings)
  const health = rules.map((rule): RuleHealth => {
    const mine = fixes.get(rule.id) ?? []
    const worst = mine.toSorted((one, other) => other.corrected - one.corrected)[0]
    const [instead] = worst?.instead ?? []
    const last = held.byRule.get(rule.id)
    return {
      ruleId: rule.id,
      held: last?.held ?? 0,
      lastHeldAt: last?.lastAt.toISOString() ?? null,
      corrected: worst ? shareOf(worst.corrected, worst.given) : null,
      insteadOf: worst && instead ? { field: worst.field, ...instead } : null,
      shadowedBy: last ? null : (shadows.get(rule.id) ?? null),
    }
  })
  const found = { examined: readings.length, rules: health, conflicts: conflictsOf(rules, readings) }
  return {
    routed: held.routed,
    ...found,
    handovers: await handoversSince(tx, actor, since),
    drift: await driftOf(tx, actor),
    repairs: repairsOf(rules, { ...found, examined: held.routed }),
  }
}

/** The newest mails of the period: as the set reads them now, and as it would if nothing stopped. Private ones are left out. */
async function readAgain(tx: Tx, actor: Actor, rules: Rule[], raw: RawSource, since: Date): Promise<Reading[]> {
  const enabled = rules.filter((rule) => rule.isEnabled && rule.occasion === 'message.received')
  if (enabled.length === 0) return []
  const mails = await tx.query<{ conversationId: Id; messageId: Id }>({
    name: 'health-newest-mails',
    text: `select c.id as "conversationId", first.message_id as "messageId"
           from conversation c cross join lateral (select message_id from routing
             where conversation_id = c.id and message_id is not null order by id limit 1) first
           where c.id >= $1 and c.inbox_id = any($2::bigint[]) and c.deleted_at is null and c.private_at is null and c.merged_into is null
           order by c.id desc limit ${READ}`,
    values: [firstIdAt(since.getTime()), [...actor.inboxIds]],
  })
  const asked = mails.map((mail) => ({ ...mail, occasion: 'message.received' as const }))
  const deliberation = { names: await loadNames(tx), firstOnly: await firstRuleOnly(tx) }
  const [real, free] = [compileRules(enabled), compileRules(enabled.map(withoutStop))]
  return (await storedFacts(tx, asked, wantsOf(enabled), raw)).map(({ facts }) => ({
    real: real.evaluate(structuredClone(facts), deliberation),
    free: free.evaluate(structuredClone(facts), { ...deliberation, firstOnly: new Set() }),
  }))
}
