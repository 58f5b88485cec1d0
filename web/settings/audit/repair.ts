// A suggested repair as the changed set of rules that it would make, so that it can be back-tested before anybody follows it.
import type { Draft } from '../../../src/desk/rules/code.api.ts'
import type { Rule, WantedRule } from '../../../src/desk/rules/rules.api.ts'
import type { Repair } from '../../../src/flows/audit/health.api.ts'
import { wantedOf } from '../rules/wanted.ts'

/** Null: it needs a person to think (or the rule is gone). */
export function draftOf(repair: Repair, rules: readonly Rule[]): Draft | null {
  const rule = rules.find((one) => one.id === repair.ruleId)
  if (!rule) return null
  switch (repair.kind) {
    case 'switchOff':
      return { changes: [{ change: 'replace', id: rule.id, rule: { ...wantedOf(rule), isEnabled: false } }] }
    case 'setInstead': {
      const actions = rule.actions.map((action): WantedRule['actions'][number] => instead(action, repair))
      return { changes: [{ change: 'replace', id: rule.id, rule: { ...wantedOf(rule), actions } }] }
    }
    case 'moveBefore': {
      const others = rules.map((one) => one.id).filter((id) => id !== rule.id)
      const at = others.indexOf(repair.beforeId)
      return at < 0 ? null : { changes: [{ change: 'order', ids: others.toSpliced(at, 0, rule.id) }] }
    }
    case 'narrow':
      return null
  }
}

type Action = WantedRule['actions'][number]

function instead(action: Action, { field, to }: Extract<Repair, { kind: 'setInstead' }>): Action {
  if (field === 'categoryId' && action.do === 'setCategory') return { ...action, categoryId: to }
  if (field === 'teamId' && action.do === 'setTeam') return { ...action, teamId: to }
  if (field === 'inboxId' && action.do === 'moveToInbox' && to !== null) return { ...action, inboxId: to }
  if (field === 'priority' && action.do === 'setPriority' && to !== null)
    return { ...action, priority: to as typeof action.priority }
  return action
}
