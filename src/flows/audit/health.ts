// The health of routing: what happened in a period, as far as one sees it, and the newest mails read once more by the rules as they are.
import type { Rule } from '../../desk/rules/rules.api.ts'
import { compileRules, withoutStop } from '../../desk/rules/evaluate.ts'
import { firstRuleOnly, loadNames } from '../../desk/rules/names.ts'
import { listRules } from '../../desk/rules/rules.ts'
import type { RawSource } from '../../desk/rules/stored-facts.ts'
import { maySeeRule } from '../../desk/rules/within.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Tx } from '../../store/tx.ts'
import { eachInTurn } from '../backtest/backtest.ts'
import { arrivalsFor, mailsOf } from '../backtest/mails.ts'
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
/** So long a rule has, as it stands, before it is said that it never held. */
const YOUNG = 7 * DAY

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
    repairs: repairsOf(rules, await youngRules(tx), { ...found, examined: held.routed }),
  }
}

async function youngRules(tx: Tx): Promise<Set<string>> {
  const young = await tx.query<{ id: string }>({
    name: 'young-rules',
    text: 'select id::text from rule where changed_at > $1',
    values: [new Date(tx.now.getTime() - YOUNG)],
  })
  return new Set(young.map(({ id }) => id))
}

/** The newest mails of the period, in the situation in which they came: as the set reads them now, and as it would if nothing stopped. */
async function readAgain(tx: Tx, actor: Actor, rules: Rule[], raw: RawSource, since: Date): Promise<Reading[]> {
  const enabled = rules.filter((rule) => rule.isEnabled && rule.occasion === 'message.received')
  if (enabled.length === 0) return []
  const { arrivals } = await arrivalsFor(
    tx,
    actor,
    { inboxId: null, since, until: null },
    { before: null, limit: READ },
  )
  const deliberation = { names: await loadNames(tx), firstOnly: await firstRuleOnly(tx) }
  const [real, free] = [compileRules(enabled), compileRules(enabled.map(withoutStop))]
  const readings: Reading[] = []
  await eachInTurn(await mailsOf(tx, arrivals, enabled, raw), ({ facts }) => {
    readings.push({
      real: real.evaluate(structuredClone(facts), deliberation),
      free: free.evaluate(structuredClone(facts), { ...deliberation, firstOnly: new Set() }),
    })
  })
  return readings
}
