import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { addCategory, archiveCategory } from '../categories/categories.ts'
import { addHours, deleteHours } from '../hours/hours.ts'
import { addPolicy, deletePolicy } from '../sla/policies.ts'
import type { Condition, WantedRule } from './rules.api.ts'
import { addRule, deleteRule } from './rules.ts'

test(
  'what a rule names is not taken away, and it is said which rule; once the rule is gone it is',
  onDesk(async ({ ada }) => {
    const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
    const week = { ...closed, mon: [['09:00', '17:00'] as [string, string]] }
    const hours = await addHours(ada, { name: 'Office', timeZone: 'UTC', week, holidays: [] })
    const minutes = { urgent: 1, high: 1, normal: 1, low: 1 }
    const policy = await addPolicy(ada, { name: 'All', inboxIds: [], categoryIds: [], tags: [], hoursId: null, warnAt: null, isEnabled: true, steps: [], targets: [{ measure: 'resolution', counts: 'calendar', minutes, pausesWhile: [] }] }) // prettier-ignore
    const category = await addCategory(ada, { name: 'Money', description: '' })
    const rule = (name: string, condition: Condition, actions: WantedRule['actions']) =>
      addRule(ada, { name, inboxId: null, occasion: 'conversation.changed', condition, actions, isEnabled: true })
    const rules = [
      await rule('By night', { field: 'businessHours', operator: 'outside', hoursId: hours.id }, [{ do: 'addTags', tags: ['night'] }]), // prettier-ignore
      await rule('Late', { field: 'tag', operator: 'has', value: 'late' }, [{ do: 'escalate', policyId: policy.id }]),
      await rule('Was money', { field: 'previousCategory', operator: 'is', value: category.id }, [{ do: 'addTags', tags: ['money'] }]), // prettier-ignore
    ]

    await expect(deleteHours(ada, hours.id)).rejects.toMatchObject({ code: 'hours-in-use', message: expect.stringContaining('“By night”') }) // prettier-ignore
    await expect(deletePolicy(ada, policy.id)).rejects.toMatchObject({ code: 'sla-policy-in-use', message: expect.stringContaining('“Late”') }) // prettier-ignore
    await expect(archiveCategory(ada, category.id)).rejects.toMatchObject({ code: 'category-in-use', message: expect.stringContaining('“Was money”') }) // prettier-ignore
    for (const { id } of rules) await deleteRule(ada, id)
    await deleteHours(ada, hours.id)
    await deletePolicy(ada, policy.id)
    await archiveCategory(ada, category.id)
  }),
)
