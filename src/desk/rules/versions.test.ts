import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import type { WantedRule } from './rules.api.ts'
import { addRule, changeRule, deleteRule, listRules, orderRules } from './rules.ts'
import { setAt } from './versions.ts'

const wanted = (name: string, changes: Partial<WantedRule> = {}): WantedRule => ({
  name,
  inboxId: null,
  occasion: 'message.received',
  isEnabled: true,
  condition: { field: 'subject', operator: 'contains', value: name.toLowerCase() },
  actions: [{ do: 'setPriority', priority: 'high' }],
  ...changes,
})
const names = (set: { rule: WantedRule }[]) => set.map(({ rule }) => rule.name)

test(
  'every saved change makes a version, and each version is the whole set as it was',
  onDesk(async ({ ada }) => {
    const bills = await addRule(ada, wanted('Bills'))
    const returns = await addRule(ada, wanted('Returns'))
    await orderRules(ada, [returns.id, bills.id])
    await changeRule(ada, bills.id, 1, wanted('Invoices'))
    await deleteRule(ada, returns.id)

    const sets = await Promise.all([1, 2, 3, 4, 5].map((number) => setAt(ada, number)))

    expect(sets.map(names)).toEqual([
      ['Bills'],
      ['Bills', 'Returns'],
      ['Returns', 'Bills'],
      ['Returns', 'Invoices'],
      ['Invoices'],
    ])
  }),
)

test(
  'one of ten that is moved is one row, not ten',
  onDesk(async ({ ada, tx }) => {
    const ids: string[] = []
    for (let n = 0; n < 10; n++) ids.push((await addRule(ada, wanted(`R${n}`))).id)

    await orderRules(ada, [...ids.slice(9), ...ids.slice(0, 9)])

    const written = await tx.db.selectFrom('rule_state').select('rule_id').where('since', '=', 11).execute()
    expect(written).toEqual([{ rule_id: ids[9] }])
    expect((await listRules(ada)).map((rule) => rule.name).slice(0, 2)).toEqual(['R9', 'R0'])
  }),
)

test(
  'versions are listed with their author, note and differences; going back makes a new one',
  onDesk(async ({ store, ada, history }) => {
    const { ask, signedIn } = openWebDoor(store)
    const as = await signedIn(ada.id)
    const body = wanted('Bills')
    const added = await ask('POST', '/rules', { as, body: { ...body, note: 'Bills come late' } })
    await ask('POST', '/rules', { as, body: wanted('Returns') })
    const changed = { ...body, actions: [{ do: 'setPriority', priority: 'urgent' }], version: 1 }
    await ask('PUT', `/rules/${added.body.id}`, { as, body: changed })
    await ask('DELETE', `/rules/${added.body.id}`, { as })

    const listed = await ask('GET', '/rule-versions', { as })
    const third = await ask('GET', '/rule-versions/3', { as })
    const since = await ask('GET', '/rule-versions/2/differences', { as })
    const stale = await ask('POST', '/rule-versions/2/rollback', { as, body: { base: 3 } })
    const back = await ask('POST', '/rule-versions/2/rollback', { as, body: { base: 4, note: 'Too hasty' } })
    const rules = await ask('GET', '/rules', { as })

    expect(listed.body).toMatchObject({
      current: 4,
      versions: [
        { number: 4, deed: 'deleted', rules: [{ name: 'Bills', what: 'deleted' }] },
        { number: 3, deed: 'changed', rules: [{ name: 'Bills', what: 'changed' }] },
        { number: 2, deed: 'added' },
        { number: 1, deed: 'added', authorId: ada.id, note: 'Bills come late' },
      ],
    })
    expect(third.body.differences).toMatchObject([
      { what: 'changed', name: 'Bills', told: '“Bills”: then: set priority high → set priority urgent' },
    ])
    expect(third.body.rules.map((rule: WantedRule) => rule.name)).toEqual(['Bills', 'Returns'])
    expect(since.body.differences).toMatchObject([{ what: 'deleted', name: 'Bills' }])
    expect(stale).toMatchObject({ status: 409, body: { code: 'rules-changed', version: 4 } })
    expect(back.body).toMatchObject({ version: 5, differences: [{ what: 'added', name: 'Bills' }] })
    expect(rules.body).toMatchObject([
      { id: added.body.id, name: 'Bills', actions: [{ priority: 'high' }] },
      { name: 'Returns' },
    ])
    expect(rules.body[0].version).toBeGreaterThan(2)
    expect(await history('5')).toMatchObject([{ name: 'ruleSet.rolledBack', by: 'ada', data: { backTo: 2 } }])
  }),
)

test(
  'a lead sees the versions of their rules and no note on others, and goes back only where they may write',
  onDesk(async ({ store, tx, ada, ben, inboxes }) => {
    const { ask, signedIn } = openWebDoor(store)
    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', '=', ben.id).execute()
    const [asAda, asBen] = [await signedIn(ada.id), await signedIn(ben.id)]
    const add = (name: string, inboxId: string | null, note: string) =>
      ask('POST', '/rules', { as: asAda, body: { ...wanted(name), inboxId, note } })
    await add('Mine', inboxes.support, 'seen')
    await add('Closed', inboxes.billing, 'canary')
    const mine = (await ask('GET', '/rules', { as: asBen })).body[0]
    const { id, version } = mine
    await ask('PUT', `/rules/${id}`, { as: asAda, body: { ...wanted('Yours'), inboxId: inboxes.support, version } })

    const listed = await ask('GET', '/rule-versions', { as: asBen })
    const hidden = await ask('GET', '/rule-versions/2', { as: asBen })
    const third = await ask('GET', '/rule-versions/3', { as: asBen })
    const all = await ask('POST', '/rule-versions/1/rollback', { as: asBen, body: {} })
    const own = await ask('POST', '/rule-versions/1/rollback', { as: asBen, body: { inboxId: inboxes.support } })

    expect(listed.body.versions.map((one: { number: number }) => one.number)).toEqual([3, 1])
    expect(JSON.stringify([listed.body, third.body])).not.toMatch(/canary|Closed/)
    expect(hidden.status).toBe(404)
    expect(all).toMatchObject({ status: 403, body: { code: 'rule-beyond' } })
    expect(own.body).toMatchObject({ version: 4, differences: [{ name: 'Mine', what: 'changed' }] })
    expect((await listRules(ada)).map((rule) => rule.name)).toEqual(['Mine', 'Closed'])
  }),
)
