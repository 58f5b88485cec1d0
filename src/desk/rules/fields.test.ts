import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Person } from '../../../test/desk.ts'
import { triage } from '../../flows/triage/triage.ts'
import { must } from '../../kit/must.ts'
import { changeContact } from '../contacts/change.ts'
import { addField as addRoute, changeField as changeRoute } from '../fields/fields.api.ts'
import { addField, archiveField, changeField } from '../fields/fields.ts'
import { addStatus } from '../statuses/statuses.ts'
import { codeNames } from './code-names.ts'
import { rulesAsCode } from './code.ts'
import { compileRules, evaluate } from './evaluate.ts'
import type { Facts } from './facts.ts'
import { readCode } from './read-code.ts'
import type { Condition, Rule, WantedRule } from './rules.api.ts'
import { addRule, deleteRule } from './rules.ts'

const add = async (who: Person, wanted: object) => await addField(who, await who.actor(), addRoute.input.parse(wanted))
const common: Omit<WantedRule, 'name' | 'actions'> = { inboxId: null, occasion: 'message.received', isEnabled: true, condition: { all: [] } } // prettier-ignore
const custom = (
  key: string,
  operator: 'is' | 'exists' | 'atLeast' | 'atMost' | 'contains',
  value = '',
  of: 'conversation' | 'contact' = 'conversation',
) => ({ field: 'custom', of, key, operator, value }) as const
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => ['fine'],
    (thrown: { code?: string; message: string; detail?: { where?: string } }) => [thrown.detail?.where, thrown.message],
  )

const facts: Facts = {
  occasion: 'message.received',
  sender: 'dora@acme.example',
  senderDomain: 'acme.example',
  recipients: [],
  subject: 'x',
  body: { reply: 'x', whole: 'x' },
  headers: [],
  attachments: [],
  language: null,
  kind: 'message',
  authentication: 'none',
  isNew: true,
  conversation: {
    inboxId: '1',
    status: 'waiting',
    statusId: '17',
    priority: 'normal',
    categoryId: null,
    tags: [],
    assigneeId: null,
    teamId: null,
    fields: {
      order: 'Ä-17 b',
      product: 'kettle',
      things: ['iron', 'toaster'],
      weight: 5,
      price: { amount: 12.5, currency: 'EUR' },
      due: '2026-05-06',
      seen: '2026-05-04T09:00:00.000Z',
      vip: true,
      manager: '42',
    },
  },
  now: new Date('2026-05-04T12:00:00Z'),
  hours: null,
}

test('each kind of field is compared as what it is, by the index as without it', () => {
  const held: Condition[] = [
    custom('order', 'is', 'a-17 B'),
    custom('order', 'contains', '17'),
    custom('product', 'is', 'kettle'),
    custom('things', 'is', 'toaster'),
    custom('weight', 'is', '5.0'),
    custom('weight', 'atLeast', '5'),
    custom('price', 'atMost', '12.50 EUR'),
    custom('due', 'is', 'today+2'),
    custom('due', 'atMost', '2026-05-06'),
    custom('seen', 'atLeast', 'today'),
    custom('vip', 'is', 'yes'),
    custom('vip', 'exists'),
    { ...custom('manager', 'is'), userId: '42' },
    { field: 'customStatus', operator: 'is', value: '17' },
    { not: custom('price', 'atLeast', '10 USD') },
    { not: custom('nothing', 'exists') },
    { not: custom('product', 'is', 'toaster') },
  ]
  const rules = held.flatMap((condition, at): Rule[] =>
    [condition, { not: condition }].map((one, turned) => ({
      ...common,
      id: String(at * 2 + turned + 1),
      position: at * 2 + turned,
      name: `${turned === 0 ? '' : 'not '}${JSON.stringify(condition)}`,
      condition: one,
      actions: [{ do: 'stop' }],
      version: 1,
      changedAt: '2026-01-01T00:00:00.000Z',
    })),
  )
  for (const rule of rules) {
    const wanted = !rule.name.startsWith('not ')
    expect(evaluate([rule], facts).traces[0]?.held, rule.name).toBe(wanted)
    expect(compileRules([rule]).evaluate(facts, undefined, { failures: 0 }).traces, rule.name).toHaveLength(
      wanted ? 1 : 0,
    )
  }
})

test(
  'rules ask for fields and set them, and a rule after sees what was set; what the inbox does not have is not set, and said',
  onDesk(async (desk) => {
    const { tx, ada, cleo, dora, store, inboxes } = desk
    await add(ada, { noun: 'contact', name: 'Tier', type: 'choice', choices: [{ name: 'Gold' }] })
    await add(ada, { noun: 'conversation', name: 'Manager', type: 'user' })
    await add(ada, { noun: 'conversation', name: 'Weight', type: 'number', defaultValue: 3 })
    await add(ada, { noun: 'conversation', name: 'Account', type: 'text', inboxIds: [inboxes.billing] })
    const parts = await addStatus(ada, await ada.actor(), {
      status: 'waiting',
      name: 'Parts',
      colour: 'red',
      inboxIds: [],
    })
    await changeContact(ada, dora.id, { fields: { tier: 'gold' } })
    const set = { do: 'setField', value: null } as const
    await addRule(ada, { ...common, name: 'Gold', condition: { all: [custom('tier', 'is', 'gold', 'contact'), custom('weight', 'is', '3')] }, actions: [{ ...set, key: 'manager', userId: cleo.id }, { ...set, key: 'account', value: 'NL00' }] }) // prettier-ignore
    await addRule(ada, { ...common, name: 'Managed', condition: { ...custom('manager', 'is'), userId: cleo.id }, actions: [{ do: 'setStatus', status: 'waiting', statusId: parts.id }] }) // prettier-ignore

    await receive(tx, testMeans(store), { recipients: ['support@desk.example'] })
    const message = await tx.db.selectFrom('message').select(['id', 'conversation_id']).executeTakeFirstOrThrow()
    await triage(tx, [{ conversationId: message.conversation_id, messageId: message.id, occasion: 'message.received' }], { ...testMeans(store), queueAutomatic: async () => undefined }) // prettier-ignore

    const row = must((await deskNow(tx))[0], 'it')
    expect(row).toMatchObject({ fields: { manager: cleo.id, weight: 3 }, status: 'waiting', status_id: parts.id })
    const { because } = await tx.db.selectFrom('routing').select('because').executeTakeFirstOrThrow()
    expect(because).toBe('Rule “Gold”: “Manager”: Cleo, field not set: “Account”: is not asked for in this inbox. Rule “Managed”: status “Parts”.') // prettier-ignore
    expect(await desk.history(row.id)).toContainEqual(expect.objectContaining({ name: 'conversation.fieldsChanged', by: null, data: expect.objectContaining({ because: 'rule “Gold”' }) })) // prettier-ignore
  }),
)

test(
  'what a rule cannot ask or set is refused with its place and what was probably meant; what it names is not taken out of use',
  onDesk(async ({ ada, ben }) => {
    const product = await add(ada, { noun: 'conversation', name: 'Product', type: 'choice', choices: [{ name: 'Kettle' }, { name: 'Iron' }] }) // prettier-ignore
    await add(ada, { noun: 'conversation', name: 'Manager', type: 'user' })
    await add(ada, { noun: 'conversation', name: 'Due', type: 'date' })
    const old = await add(ada, { noun: 'conversation', name: 'Old', type: 'text' })
    await archiveField(ada, await ada.actor(), old.id)
    const saved = (condition: Condition, ...actions: WantedRule['actions']) => addRule(ada, { ...common, name: 'R', condition, actions: actions.length > 0 ? actions : [{ do: 'stop' }] }) // prettier-ignore
    const all = { all: [] }
    const wrong: [() => Promise<unknown>, string, string][] = [
      [() => saved({ all: [custom('prodct', 'is', 'kettle')] }), 'condition.all.0.key', 'Did you mean “product”?'],
      [() => saved(custom('old', 'exists')), 'condition.key', 'is in use no more'],
      [() => saved(custom('product', 'contains', 'k')), 'condition.operator', 'Use one of: is, exists.'],
      [() => saved(custom('product', 'is', 'ketle')), 'condition.value', 'Did you mean “kettle”?'],
      [() => saved(custom('manager', 'is', 'Ben')), 'condition.userId', 'name them'],
      [() => saved(custom('due', 'atLeast', 'tomorrow')), 'condition.value', 'is no day'],
      [() => saved(all, { do: 'setField', key: 'product', value: 'boat' }), 'actions.0.value', 'none of its choices'],
      [
        () => saved(all, { do: 'setField', key: 'manager', value: null, userId: '17' }),
        'actions.0.userId',
        'no such colleague',
      ],
      [() => saved(all, { do: 'setField', key: 'nothing', value: 1 }), 'actions.0.key', 'There is no field “nothing”'],
    ]
    for (const [rule, where, message] of wrong) expect(await problemOf(rule())).toEqual([where, expect.stringContaining(message)]) // prettier-ignore

    const rule = await saved(custom('due', 'atMost', 'today+3'), { do: 'setField', key: 'product', value: 'iron' }, { do: 'setField', key: 'manager', value: null, userId: ben.id }) // prettier-ignore
    expect((await problemOf(archiveField(ada, await ada.actor(), product.id)))[1]).toContain('“R”')
    const less = changeRoute.input.parse({ id: product.id, version: 1, choices: [{ key: 'kettle', name: 'Kettle' }] })
    expect((await problemOf(changeField(ada, await ada.actor(), less)))[1]).toContain('the choice “Iron”: “R”')
    await deleteRule(ada, rule.id)
    expect(await problemOf(archiveField(ada, await ada.actor(), product.id))).toEqual(['fine'])
  }),
)

test(
  'a file of rules calls fields by their keys, colleagues and statuses by their names, and says the same when it is read again',
  onDesk(async ({ tx, ada, ben }) => {
    const parts = await addStatus(ada, await ada.actor(), {
      status: 'waiting',
      name: 'Parts',
      colour: 'red',
      inboxIds: [],
    })
    const rule: WantedRule = {
      ...common,
      name: 'R',
      condition: { all: [custom('product', 'is', 'kettle'), { ...custom('manager', 'is'), userId: ben.id }] },
      actions: [
        { do: 'setField', key: 'price', value: { amount: 5, currency: 'EUR' } },
        { do: 'setField', key: 'manager', value: null, userId: ben.id },
        { do: 'setStatus', status: 'waiting', statusId: parts.id },
      ],
    }
    const names = await codeNames(tx, await ada.actor())

    const code = rulesAsCode([rule], names)

    expect(code).toContain('{ field: custom, of: conversation, key: product, operator: is, value: kettle }')
    expect(code).toContain('{ do: setField, key: manager, user: ben@people.example }')
    expect(code).toContain('statusId: Parts')
    expect(readCode(code, names, () => false).rules).toEqual([rule])
  }),
)
