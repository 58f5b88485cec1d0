import { expect, test } from 'vitest'
import { type Rule, WantedRule } from '../../../src/desk/rules/rules.api.ts'
import { wantedOf } from './wanted.ts'

test('a rule that is switched off and on again keeps all it has, its wait too', () => {
  const rule: Required<Rule> = {
    id: '1',
    position: 65_536,
    name: 'Late',
    inboxId: null,
    occasion: 'message.received',
    condition: { all: [] },
    actions: [{ do: 'addTags', tags: ['late'] }],
    after: { minutes: 240, counts: 'calendar', unless: [] },
    isEnabled: true,
    version: 3,
    changedAt: '2026-05-04T09:00:00.000Z',
  }

  const again = WantedRule.parse({ ...wantedOf(rule), isEnabled: false })

  expect(again).toEqual({ ...wantedOf(rule), isEnabled: false })
  expect(Object.keys(again).toSorted()).toEqual(Object.keys(WantedRule.shape).toSorted())
})
