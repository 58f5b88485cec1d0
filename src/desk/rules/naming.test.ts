import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { addCategory, archiveCategory } from '../categories/categories.ts'
import { addHours, deleteHours } from '../hours/hours.ts'
import { addPolicy, deletePolicy } from '../sla/policies.ts'
import type { Condition, WantedRule } from './rules.api.ts'
import { AssignmentRules } from '../assignment/assignment.api.ts'
import { changeAssignment } from '../assignment/policies.ts'
import { addTeam, archiveTeam } from '../teams/teams.ts'
import { changeUser } from '../users/users.ts'
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

test(
  'a team and a person that rules, escalations or an assignment name are not taken away unnoticed; a person can be all the same',
  onDesk(async ({ ada, ben, cleo, inboxes }) => {
    const team = await addTeam(ada, { name: 'Lamps', memberIds: [ben.id] })
    const rule = await addRule(ada, { name: 'To lamps', inboxId: null, occasion: 'message.received', condition: { all: [] }, actions: [{ do: 'setTeam', teamId: team.id }], isEnabled: false }) // prettier-ignore
    const minutes = { urgent: 1, high: 1, normal: 1, low: 1 }
    const action = { do: 'assign' as const, userId: cleo.id }
    await addPolicy(ada, { name: 'Fast', inboxIds: [], categoryIds: [], tags: [], hoursId: null, warnAt: null, isEnabled: true, steps: [{ when: 'breach', measure: null, afterMinutes: 0, action }], targets: [{ measure: 'resolution', counts: 'calendar', minutes, pausesWhile: [] }] }) // prettier-ignore
    const territories = [{ name: 'Dutch', countries: ['NL'], userIds: [cleo.id] }]
    await changeAssignment(ada, inboxes.billing, 0, AssignmentRules.parse({ territories }))
    const actor = await ada.actor()

    await expect(archiveTeam(ada, team.id)).rejects.toMatchObject({
      code: 'team-in-use',
      detail: { names: '“To lamps”' },
    })
    await expect(changeUser(ada, actor, cleo.id, { isDisabled: true })).rejects.toMatchObject({ code: 'user-in-use', detail: { names: '“Fast”, “Billing”' } }) // prettier-ignore
    expect(await changeUser(ada, actor, cleo.id, { isDisabled: true, evenIfNamed: true })).toMatchObject({ isDisabled: true }) // prettier-ignore
    expect(await changeUser(ada, actor, ben.id, { isDisabled: true })).toMatchObject({ isDisabled: true })
    await deleteRule(ada, rule.id)
    await archiveTeam(ada, team.id)
  }),
)
