import { expect, test } from 'vitest'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { addCategory } from '../categories/categories.ts'
import { addHours } from '../hours/hours.ts'
import { system } from '../users/permissions.ts'
import { applyCode, exportCode } from './apply.ts'
import { nearest } from './nearest.ts'
import { addRule, listRules } from './rules.ts'

const given = { inboxId: null, isDry: false, base: undefined, note: '' }

async function someRules({ ada, cleo, inboxes }: Desk) {
  const refund = await addCategory(ada, { name: 'Refund', description: '' })
  const common = { occasion: 'message.received', isEnabled: true } as const
  await addRule(ada, {
    ...common,
    name: 'Refunds: "now"',
    inboxId: inboxes.support,
    condition: {
      all: [
        { field: 'subject', operator: 'words', value: 'money back' },
        { not: { any: [{ field: 'category', operator: 'is', value: refund.id }, { field: 'isNew', operator: 'is', value: true }] } },
      ],
    }, // prettier-ignore
    actions: [
      { do: 'setCategory', categoryId: refund.id },
      { do: 'moveToInbox', inboxId: inboxes.billing },
      { do: 'assign', userId: cleo.id },
      { do: 'assignBy', strategy: 'leastLoaded', teamId: null },
      { do: 'autoReply', subject: '', text: 'Dear customer,\n\n  we look into it: soon.' },
    ],
  })
  await addRule(ada, { ...common, name: 'Off', isEnabled: false, inboxId: null, condition: { all: [] }, actions: [{ do: 'addTags', tags: ['no', '1.0'] }] }) // prettier-ignore
  return refund
}

test(
  'what is exported is readable, has names instead of ids, and changes nothing when it is applied',
  onDesk(async (desk) => {
    await someRules(desk)

    const code = await exportCode(desk.ada, system, undefined)
    const applied = await applyCode(desk.ada, system, { ...given, code })

    expect(code).toBe(`# The rules of a desk, first to last. Put to work by: postroom rules apply FILE

format: 1
rules:
  - name: 'Refunds: "now"'
    inbox: Support
    condition:
      all:
        - { field: subject, operator: words, value: money back }
        - not:
            any:
              - { field: category, operator: is, value: Refund }
              - { field: isNew, operator: is, value: true }
    actions:
      - { do: setCategory, category: Refund }
      - { do: moveToInbox, inbox: Billing }
      - { do: assign, user: cleo@people.example }
      - { do: assignBy, strategy: leastLoaded }
      - do: autoReply
        text: |-
          Dear customer,

            we look into it: soon.

  - name: Off
    condition:
      all: []
    actions:
      - { do: addTags, tags: [ no, "1.0" ] }
    isEnabled: false
`)
    expect(applied).toEqual({ version: null, differences: [] })
  }),
)

test(
  'whatever a rule names, by whichever key, stands there by its name, and is found again',
  onDesk(async ({ ada, ben, cleo }) => {
    const week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
    const hours = await addHours(ada, { name: 'Office', timeZone: 'UTC', week: { ...week, mon: [['09:00', '17:00']] }, holidays: [] }) // prettier-ignore
    await addRule(ada, {
      name: 'Late',
      inboxId: null,
      occasion: 'message.received',
      isEnabled: true,
      condition: {
        all: [
          { field: 'businessHours', operator: 'outside', hoursId: hours.id },
          { field: 'assignee', operator: 'is', value: ben.id },
        ],
      },
      actions: [
        { do: 'notify', to: ['leads'], userIds: [ben.id, cleo.id], text: '' },
        { do: 'assign', userId: null },
      ],
      after: { minutes: 30, counts: 'business', unless: ['resolved'] },
    })

    const code = await exportCode(ada, system, undefined)
    const wrong = code.replace('cleo@', 'cloe@').replace('hours: Office', 'hours: Ofice')
    const refused = await applyCode(ada, system, { ...given, code: wrong }).catch((error: unknown) => error)

    expect(code).toContain('- { field: businessHours, operator: outside, hours: Office }')
    expect(code).toContain('- { do: notify, to: [ leads ], users: [ ben@people.example, cleo@people.example ] }')
    expect(code).toContain('- { do: assign, user: null }')
    expect(await applyCode(ada, system, { ...given, code })).toEqual({ version: null, differences: [] })
    expect(refused).toMatchObject({
      detail: {
        mistakes: [
          { line: 8, message: expect.stringContaining('Did you mean “Office”?') as string },
          { line: 11, column: 67, message: 'There is no colleague “cloe@people.example”. Did you mean “cleo@people.example”?' },
        ],
      },
    }) // prettier-ignore
  }),
)

test(
  'a file makes the set what it says in one version; renamed rules stay the same rules',
  onDesk(async (desk) => {
    const { ada, history } = desk
    await someRules(desk)
    const [first, second] = await listRules(ada)
    const code = (await exportCode(ada, system, undefined))
      .replace('name: Off', 'name: Out')
      .replace('setCategory, category: Refund', 'setPriority, priority: low')
      .concat(
        '  - { name: Third, condition: { field: subject, operator: is, value: hi }, actions: [ { do: stop } ] }\n',
      )

    const dry = await applyCode(ada, system, { ...given, code, isDry: true })
    const applied = await applyCode(ada, system, { ...given, code, note: 'From the file' })

    expect(dry).toEqual({ ...applied, version: null, differences: dry.differences })
    expect(applied).toMatchObject({
      version: 3,
      differences: [{ what: 'changed' }, { what: 'changed' }, { what: 'added' }],
    })
    expect(applied.differences.map((one) => one.told)).toEqual([
      expect.stringContaining('“Refunds: "now"”: then: set category “Refund”, move to inbox “Billing”'),
      '“Off”: now called “Out”',
      'new “Third”, in place 3: when message received in any inbox, if subject is “hi”: stop',
    ])
    expect((await listRules(ada)).map((rule) => rule.id).slice(0, 2)).toEqual([first?.id, second?.id])
    expect(await history('3')).toMatchObject([{ name: 'ruleSet.applied', by: 'ada', data: { note: 'From the file' } }])
  }),
)

test(
  'everything that is wrong in a file is told with its place and what was probably meant, and nothing is changed',
  onDesk(async (desk) => {
    const { ada } = desk
    await someRules(desk)
    const code = `rules:
  - name: A
    inbox: Suport
    condition: { field: subjct, operator: is, value: x }
    actions:
      - { do: setCategory, category: Refnd }
  - name: B
    conditon: { all: [] }
    actions: [ { do: setPriority, priority: hihg } ]
  - name: C
    condition:
      any:
        - { field: category, operator: is, value: Refnd }
        - { field: subject, operator: matches, value: "(a" }
    actions: [ { do: assign, user: cloe@people.example } ]
`
    const refused = await applyCode(ada, system, { ...given, code }).catch((error: unknown) => error)

    expect(refused).toMatchObject({
      kind: 'invalid',
      code: 'rules-code-wrong',
      detail: {
        mistakes: [
          { line: 3, column: 12, message: 'There is no inbox “Suport”. Did you mean “Support”?' },
          { line: 4, column: 25, message: '“subjct” is no field that rules know. Did you mean “subject”?' },
          { line: 6, column: 38, message: 'There is no category “Refnd”. Did you mean “Refund”?' },
          { line: 7, column: 5, message: '“condition” is missing.' },
          { line: 8, column: 5, message: '“conditon” is nothing that is known here. Did you mean “condition”?' },
          { line: 9, column: 45, message: 'It must be one of low, normal, high, urgent. Did you mean “high”?' },
          { line: 13, column: 51, message: 'There is no category “Refnd”. Did you mean “Refund”?' },
          { line: 15, column: 36, message: 'There is no colleague “cloe@people.example”. Did you mean “cleo@people.example”?' },
        ],
      },
    }) // prettier-ignore
    expect(await listRules(ada)).toHaveLength(2)
  }),
)

test.each([
  ['rules: [', 1, /no YAML/],
  ['a: &x 1\nrules: []', 1, /Anchors/],
  ['rule: []', 1, /Did you mean “rules”/],
  [`rules: ${'['.repeat(10_000)}`, 1, /nested|YAML/],
  ['rules:\n  - name: A\n    name: B\n', 3, /no YAML/],
  [`{ ${Array.from({ length: 5_000 }, (_, at) => `k${at}: 1`).join(', ')} }`, 1, /So many keys/],
])('a file that is none is refused: %#', (code, line, message) =>
  onDesk(async ({ ada }) => {
    const refused = await applyCode(ada, system, { ...given, code }).catch((error: unknown) => error)

    const expected = { line, message: expect.stringMatching(message) as string }
    expect(refused).toMatchObject({
      code: 'rules-code-wrong',
      detail: { mistakes: expect.arrayContaining([expect.objectContaining(expected)]) as unknown },
    })
  })(),
)

test(
  'a file in which everything is wrong is not read to its end: whoever sends one takes nobody’s time',
  onDesk(async ({ ada }) => {
    const code = `rules:\n${'  - { name: A, condition: { all: [] }, actions: [ { do: assign, user: nobdy } ] }\n'.repeat(2_000)}`
    const refused = await applyCode(ada, system, { ...given, code }).catch((error: unknown) => error)

    expect(refused).toMatchObject({ message: expect.stringMatching(/ \(and 199 more\)$/) as string })
  }),
)

test(
  'whoever does not write the rules of an inbox applies none to it, and is suggested no name of what they do not see',
  onDesk(async (desk) => {
    const { store, tx, ada, ben, inboxes } = desk
    await someRules(desk)
    const { ask, signedIn } = openWebDoor(store)
    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', '=', ben.id).execute()
    const as = await signedIn(ben.id)

    const exported = await ask('GET', '/rules-code', { as })
    const all = await ask('POST', '/rules-code', { as, body: { code: 'rules: []' } })
    const billing = await ask('POST', '/rules-code', { as, body: { code: 'rules: [ { name: A, inbox: Biling, condition: { all: [] }, actions: [ { do: stop } ] } ]' } }) // prettier-ignore
    const own = await ask('POST', '/rules-code', { as, body: { code: 'rules: [ { name: A, inbox: Support, condition: { all: [] }, actions: [ { do: stop } ] } ]', inboxId: inboxes.support } }) // prettier-ignore

    expect(exported.body.code).not.toContain('Billing')
    expect(all).toMatchObject({ status: 403, body: { code: 'rule-beyond' } })
    expect(JSON.stringify(billing.body)).not.toContain('Billing')
    expect(own).toMatchObject({ status: 403, body: { code: 'rule-beyond' } }) // the rule there is reaches into billing
    expect(await listRules(ada)).toHaveLength(2)
  }),
)

test('a mistyped word is near to what was meant, and a strange one to nothing', () => {
  const known = ['Refund', 'Complaint', 'Order status']

  expect(['Refnd', 'refunds', 'Ordre status', 'Comlpaint', 'Zebra'].map((word) => nearest(word, known))).toEqual([
    'Refund', 'Refund', 'Order status', 'Complaint', null,
  ]) // prettier-ignore
})
