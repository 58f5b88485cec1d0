import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { addRule, deleteRule } from '../rules/rules.ts'
import { addCategory, archiveCategory, changeCategory, listCategories } from './categories.ts'
import { listTags } from './tags.ts'

test(
  'categories are listed by name, and renaming is remembered',
  onDesk(async ({ ada, history }) => {
    const returns = await addCategory(ada, { name: 'Returns', description: '' })
    const billing = await addCategory(ada, { name: 'Billing', description: 'Invoices' })

    await changeCategory(ada, returns.id, { name: 'Refunds' })

    expect(await listCategories(ada)).toEqual([billing, { ...returns, name: 'Refunds' }])
    expect(await history(returns.id)).toMatchObject([
      { name: 'category.added', by: 'ada' },
      { name: 'category.changed', data: { from: 'Returns', to: 'Refunds' } },
    ])
  }),
)

test(
  'two categories cannot have one name',
  onDesk(async ({ ada }) => {
    await addCategory(ada, { name: 'Billing', description: '' })
    const other = await addCategory(ada, { name: 'Returns', description: '' })

    await expect(addCategory(ada, { name: 'BILLING', description: '' })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'category-exists',
    })
    await expect(changeCategory(ada, other.id, { name: 'billing' })).rejects.toMatchObject({ code: 'category-exists' })
    await expect(changeCategory(ada, other.id, { name: 'returns' })).resolves.toMatchObject({ name: 'returns' })
  }),
)

test(
  'a category is archived once, and not while a rule names it',
  onDesk(async ({ ada }) => {
    const { id } = await addCategory(ada, { name: 'Billing', description: '' })
    const common = { inboxId: null, occasion: 'message.received' as const, isEnabled: true }
    const setting = await addRule(ada, {
      ...common,
      name: 'Sets',
      condition: { all: [] },
      actions: [{ do: 'setCategory', categoryId: id }],
    })
    const testing = await addRule(ada, {
      ...common,
      name: 'Tests',
      condition: { all: [{ not: { field: 'category', operator: 'is', value: id } }] },
      actions: [{ do: 'stop' }],
    })

    await expect(archiveCategory(ada, id)).rejects.toMatchObject({
      kind: 'conflict',
      message: 'There is something that names this category: rules “Sets”, “Tests”. Change it first.',
    })

    await deleteRule(ada, setting.id)
    await deleteRule(ada, testing.id)
    await archiveCategory(ada, id)
    expect(await listCategories(ada)).toEqual([])
    await expect(archiveCategory(ada, id)).rejects.toMatchObject({ kind: 'missing' })
  }),
)

test(
  'tags are listed by name, for each the tags of conversations they see',
  onDesk(async ({ tx, ada, ben, cleo, inboxes }) => {
    await tx.db
      .insertInto('tag')
      .values(['vip', 'fraud', 'broken'].map((name) => ({ name, created_at: tx.now })))
      .execute()

    for (const [number, inboxId, tags] of [
      ['1', inboxes.support, ['broken']],
      ['2', inboxes.billing, ['fraud', 'broken']],
    ] as const) {
      const row = { id: tx.mint(), number, inbox_id: inboxId, subject: 'x', tags: [...tags] }
      await tx.db
        .insertInto('conversation')
        .values({ ...row, last_message_at: tx.now, created_at: tx.now })
        .execute()
    }

    expect(await listTags(tx, await ada.actor())).toEqual(['broken', 'fraud', 'vip'])
    expect(await listTags(tx, await ben.actor())).toEqual(['broken'])
    expect(await listTags(tx, { ...(await cleo.actor()), seesAll: false })).toEqual(['broken', 'fraud'])
  }),
)
