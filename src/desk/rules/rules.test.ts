import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { addRule as addRuleRoute, type Condition, type WantedRule } from './rules.api.ts'
import { addRule, changeRule, deleteRule, enabledRules, listRules, orderRules } from './rules.ts'
import { compilePattern } from './pattern.ts'

const wanted = (changes: Partial<WantedRule> = {}): WantedRule => ({
  name: 'Invoices',
  inboxId: null,
  occasion: 'message.received',
  isEnabled: true,
  condition: { field: 'subject', operator: 'contains', value: 'invoice' },
  actions: [{ do: 'setPriority', priority: 'high' }],
  ...changes,
})

test(
  'a rule is added at the end, changed, and deleted, and it is remembered who did it',
  onDesk(async ({ ada, ben, history }) => {
    await addRule(ada, wanted())
    const rule = await addRule(ada, wanted({ name: 'Returns' }))

    const changed = await changeRule(ben, rule.id, 1, wanted({ name: 'Refunds', isEnabled: false }))

    expect(changed).toMatchObject({ version: 2, name: 'Refunds' })
    expect((await listRules(ada)).map((one) => one.name)).toEqual(['Invoices', 'Refunds'])
    expect((await enabledRules(ada)).map((one) => one.name)).toEqual(['Invoices'])
    await deleteRule(ada, rule.id)
    expect(await history(rule.id)).toMatchObject([
      { name: 'rule.added', by: 'ada', data: { version: 1 } },
      { name: 'rule.changed', by: 'ben', data: { version: 2, rule: { name: 'Refunds' } } },
      { name: 'rule.deleted', by: 'ada' },
    ])
  }),
)

test(
  'a rule that a colleague has changed meanwhile is not overwritten',
  onDesk(async ({ ada, ben }) => {
    const rule = await addRule(ada, wanted())
    await changeRule(ben, rule.id, 1, wanted({ name: 'Ben’s' }))

    await expect(changeRule(ada, rule.id, 1, wanted({ name: 'Ada’s' }))).rejects.toMatchObject({
      kind: 'conflict',
      detail: { version: 2 },
    })
    expect(await listRules(ada)).toMatchObject([{ name: 'Ben’s' }])
  }),
)

test(
  'an order names every rule exactly once',
  onDesk(async ({ ada }) => {
    const [first, second, third] = [
      await addRule(ada, wanted()),
      await addRule(ada, wanted()),
      await addRule(ada, wanted()),
    ]

    const ordered = await orderRules(ada, [third.id, first.id, second.id])

    expect(ordered.map((rule) => rule.id)).toEqual([third.id, first.id, second.id])
    await expect(orderRules(ada, [first.id, second.id])).rejects.toMatchObject({
      kind: 'conflict',
      detail: { missing: [third.id] },
    })
    await expect(orderRules(ada, [first.id, second.id, third.id, third.id])).rejects.toMatchObject({
      detail: { doubled: [third.id] },
    })
  }),
)

test.each([
  ['(invoice', 1, 'missing closing )'],
  ['in[voice', 3, 'missing closing ]'],
  ['invoice)', 8, 'unexpected )'],
  ['a**', 2, 'invalid nested repetition operator'],
  ['ok(?=no)', 3, 'invalid or unsupported Perl syntax'],
  ['end\\', 4, 'trailing backslash at end of expression'],
  ['(a?){500}b', 1, 'too many states (2003; at most 500): count less far, or say it shorter'],
])('the pattern %s is refused at character %i', (value, character, why) =>
  onDesk(async ({ ada }) => {
    const condition: Condition = { all: [{ not: { field: 'subject', operator: 'matches', value } }] }

    await expect(addRule(ada, wanted({ condition }))).rejects.toMatchObject({
      kind: 'invalid',
      message: `“${value}” is no pattern: ${why}, at character ${character}.`,
      detail: { where: 'condition.all.0.not.value' },
    })
  })(),
)

test('the more states a pattern has, the less of a long text it reads: no mail takes seconds', () => {
  const finds = (source: string, before: number) => {
    const pattern = compilePattern(source)
    return 'find' in pattern && pattern.find(`${'a'.repeat(before)}b`).found !== null
  }
  const large = `${'c?'.repeat(200)}b`

  expect([finds('b', 99_000), finds(large, 20_000), finds(large, 99_000)]).toEqual([true, true, false])
})

test(
  'a rule that names what is not there is refused with the place',
  onDesk(async ({ ada, inboxes }) => {
    await expect(
      addRule(ada, wanted({ actions: [{ do: 'stop' }, { do: 'assign', userId: inboxes.support }] })),
    ).rejects.toMatchObject({ code: 'user-missing', detail: { where: 'actions.1.userId' } })
    await expect(addRule(ada, wanted({ inboxId: 'nonsense' }))).rejects.toMatchObject({ code: 'inbox-missing' })
    await expect(
      addRule(ada, wanted({ condition: { field: 'category', operator: 'is', value: '1' } })),
    ).rejects.toMatchObject({ code: 'category-missing' })
    await expect(
      addRule(ada, wanted({ condition: { field: 'subject', operator: 'words', value: '!!!' } })),
    ).rejects.toMatchObject({ code: 'test-without-word' })
  }),
)

test(
  'groups are at most 8 deep, tests at most 100',
  onDesk(async ({ ada }) => {
    const leaf: Condition = { field: 'subject', operator: 'contains', value: 'x' }
    const nested = (depth: number): Condition => (depth === 0 ? leaf : { not: nested(depth - 1) })

    await expect(addRule(ada, wanted({ condition: nested(7) }))).resolves.toMatchObject({ version: 1 })
    await expect(addRule(ada, wanted({ condition: nested(8) }))).rejects.toMatchObject({ code: 'condition-too-deep' })
    const many: Condition = {
      any: [{ all: Array<Condition>(60).fill(leaf) }, { all: Array<Condition>(60).fill(leaf) }],
    }
    await expect(addRule(ada, wanted({ condition: many }))).rejects.toMatchObject({ code: 'condition-too-long' })
  }),
)

test('a condition nested a hundred thousand deep is refused, not walked through', () => {
  const condition: unknown = JSON.parse(`${'{"not":'.repeat(100_000)}{"all":[]}${'}'.repeat(100_000)}`)

  const parsed = addRuleRoute.input.safeParse({ ...wanted(), condition })

  expect(parsed.error?.issues[0]?.message).toContain('8 groups deep')
})

test(
  'a rule about changes that would follow itself is refused with the place, one that comes to rest is not',
  onDesk(async ({ ada }) => {
    const common = { name: 'Round', inboxId: null, occasion: 'conversation.changed' as const, isEnabled: true }
    const isWaiting = { field: 'status' as const, operator: 'is' as const, value: 'waiting' as const }

    await expect(
      addRule(ada, {
        ...common,
        condition: isWaiting,
        actions: [
          { do: 'setStatus', status: 'open' },
          { do: 'setStatus', status: 'waiting' },
        ],
      }),
    ).rejects.toMatchObject({ kind: 'invalid', code: 'rule-loops', detail: { where: 'actions.0' } })
    await addRule(ada, { ...common, condition: isWaiting, actions: [{ do: 'setStatus', status: 'open' }] })
    await addRule(ada, { ...common, condition: { all: [] }, actions: [{ do: 'addTags', tags: ['seen'] }] })
  }),
)
