// Rules in each other's way, found by reading mails once as the set is and once as if no rule stopped. Pure.
import type { Evaluation } from '../../desk/rules/evaluate.ts'
import { sets } from '../../desk/rules/outcome.ts'
import type { Action, Rule } from '../../desk/rules/rules.api.ts'
import type { Id } from '../../kit/id.ts'
import type { RuleConflict } from './health.api.ts'

type Field = RuleConflict['field']

export interface Reading {
  real: Pick<Evaluation, 'traces'>
  free: Pick<Evaluation, 'traces'>
}

/** Rules that never held though they would have, by the rule that stopped before them most often. */
export function shadowsOf(readings: readonly Reading[]): Map<Id, Id> {
  const really = new Set<Id>()
  const would = new Map<Id, Map<Id, number>>()
  for (const { real, free } of readings) {
    for (const trace of real.traces) if (trace.held) really.add(trace.ruleId)
    const stopper = real.traces.find((trace) => trace.stopped)
    if (!stopper) continue
    const looked = new Set(real.traces.map((trace) => trace.ruleId))
    for (const trace of free.traces) {
      if (!trace.held || looked.has(trace.ruleId)) continue
      const counts = would.get(trace.ruleId) ?? new Map<Id, number>()
      would.set(trace.ruleId, counts.set(stopper.ruleId, (counts.get(stopper.ruleId) ?? 0) + 1))
    }
  }
  const shadows = new Map<Id, Id>()
  for (const [ruleId, counts] of would) {
    const [most] = [...counts].toSorted((one, other) => other[1] - one[1])
    if (most && !really.has(ruleId)) shadows.set(ruleId, most[0])
  }
  return shadows
}

/** Pairs that held for one mail and set one field to different values. */
export function conflictsOf(rules: readonly Rule[], readings: readonly Reading[]): RuleConflict[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const found = new Map<string, RuleConflict>()
  for (const { real } of readings) {
    const last = new Map<Field, { ruleId: Id; value: string }>()
    for (const trace of real.traces) {
      const rule = trace.held ? byId.get(trace.ruleId) : undefined
      if (!rule || rule.after) continue // what waits first means to change what others set
      for (const action of rule.actions) {
        const given = givenBy(action)
        if (!given) continue
        const before = last.get(given.field)
        last.set(given.field, { ruleId: trace.ruleId, value: given.value })
        if (!before || before.value === given.value || before.ruleId === trace.ruleId) continue
        const key = `${before.ruleId} ${trace.ruleId} ${given.field}`
        const known = found.get(key)
        if (known) known.mails++
        else found.set(key, { firstId: before.ruleId, secondId: trace.ruleId, field: given.field, mails: 1 })
      }
    }
  }
  return [...found.values()].toSorted((one, other) => other.mails - one.mails)
}

function givenBy(action: Action): { field: Field; value: string } | null {
  const field = sets[action.do]
  if (field === undefined || field === 'assigneeId') return null
  const { do: _, ...value } = action
  return { field, value: JSON.stringify(value) }
}
