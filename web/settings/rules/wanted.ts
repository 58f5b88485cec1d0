// A rule as it would be written again: whatever it has, without what the desk gives it.
import type { Rule, WantedRule } from '../../../src/desk/rules/rules.api.ts'

export function wantedOf(rule: Rule): WantedRule {
  const { id: _, position: __, version: ___, changedAt: ____, ...wanted } = rule
  return wanted
}
