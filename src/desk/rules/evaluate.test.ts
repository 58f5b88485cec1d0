import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { gather } from './evidence.ts'
import { askText } from './text.ts'
import { evaluate } from './evaluate.ts'
import type { Facts } from './facts.ts'
import { Action, Condition, Occasion, Test, type Rule } from './rules.api.ts'

const [support, returns, ben, cleo, billing] = ['11', '12', '21', '22', '31']
const names = new Map([
  [support, 'Support'],
  [returns, 'Returns'],
  [ben, 'Ben'],
  [cleo, 'Cleo'],
  [billing, 'Billing'],
])

function mail(changes: Partial<Facts> = {}): Facts {
  return {
    occasion: 'message.received',
    sender: 'dora@mail.acme.example',
    senderDomain: 'mail.acme.example',
    recipients: ['support@desk.example'],
    subject: 'Invoice 4711 is overdue',
    body: {
      reply: 'Dear team,\n\nplease see my  Reklamatión about the invoice.',
      whole: 'Dear team,\n\nplease see my  Reklamatión about the invoice.\n> your parcel is on its way',
    },
    headers: [
      ['X-Shop', 'Amsterdam'],
      ['x-shop', 'Baku'],
    ],
    attachments: [{ name: 'Scan.PDF', type: 'application/pdf' }],
    language: 'pt-BR',
    kind: 'message',
    authentication: 'none',
    isNew: true,
    conversation: {
      inboxId: support,
      status: 'open',
      priority: 'normal',
      categoryId: null,
      tags: [],
      assigneeId: null,
      teamId: null,
    },
    now: new Date('2026-03-02T09:00:00Z'),
    hours: null,
    ...changes,
  }
}

let position = 0
function rule(condition: Condition, actions: z.input<typeof Action>[], changes: Partial<Rule> = {}): Rule {
  position++
  const id = String(1000 + position)
  return {
    id,
    position,
    name: `Rule ${position}`,
    inboxId: null,
    occasion: 'message.received',
    condition,
    actions: actions.map((action) => Action.parse(action)),
    isEnabled: true,
    version: 1,
    changedAt: '2026-03-02T09:00:00Z',
    ...changes,
  }
}

const holds = (wanted: Test | Condition, facts = mail()) =>
  evaluate([rule(wanted, [{ do: 'stop' }])], facts, { names }).traces[0]

test.each<[string, Test, boolean]>([
  ['case does not matter', { field: 'subject', operator: 'contains', value: 'INVOICE' }, true],
  ['nor do accents and doubled blanks', { field: 'body', operator: 'contains', value: 'my reklamation' }, true],
  ['a subject is what it is', { field: 'subject', operator: 'is', value: 'invoice 4711 is overdue' }, true],
  ['a beginning', { field: 'subject', operator: 'startsWith', value: 'invoice' }, true],
  ['an end', { field: 'subject', operator: 'endsWith', value: 'OVERDUE' }, true],
  ['words are whole words', { field: 'subject', operator: 'words', value: 'due' }, false],
  ['words may be several, whatever stands between', { field: 'body', operator: 'words', value: 'team please' }, true],
  ['a pattern', { field: 'subject', operator: 'matches', value: '^invoice \\d{4}\\b' }, true],
  ['a pattern that is none never holds', { field: 'subject', operator: 'matches', value: '(' }, false],
  ['subject or body', { field: 'subjectOrBody', operator: 'words', value: 'dear team' }, true],
  ['a domain takes whole labels', { field: 'senderDomain', operator: 'endsWith', value: 'acme.example' }, true],
  ['and not half ones', { field: 'senderDomain', operator: 'endsWith', value: 'me.example' }, false],
  ['any of the recipients', { field: 'recipient', operator: 'startsWith', value: 'support@' }, true],
  ['any of the headers of that name', { field: 'header', name: 'X-SHOP', operator: 'is', value: 'baku' }, true],
  ['a header that is not there', { field: 'header', name: 'List-Id', operator: 'exists', value: '' }, false],
  ['an attachment by name', { field: 'attachment', operator: 'nameContains', value: '.pdf' }, true],
  ['an attachment by family', { field: 'attachment', operator: 'typeIs', value: 'image/*' }, false],
  ['a language takes its regions', { field: 'language', operator: 'is', value: 'pt' }, true],
  ['no hours set is always open', { field: 'businessHours', operator: 'outside' }, false],
  ['nobody has it', { field: 'assignee', operator: 'isNobody', value: '' }, true],
])('%s', (_, wanted, held) => {
  expect(holds(wanted)?.held).toBe(held)
})

test('capitals and accents of Azerbaijani and Turkish, full width and hidden characters do not hide a word', () => {
  const wanted: Test = { field: 'subject', operator: 'words', value: 'satış qaiməsi' }

  expect(holds(wanted, mail({ subject: 'SATIŞ QAİMƏSİ №3' }))?.held).toBe(true)
  expect(
    holds({ field: 'subject', operator: 'contains', value: 'invoice' }, mail({ subject: 'ＩＮ\u00adＶＯＩＣＥ' }))
      ?.held,
  ).toBe(true)
  expect(holds({ field: 'subject', operator: 'words', value: '退款' }, mail({ subject: '我要退款' }))?.held).toBe(true)
})

test('what was quoted counts only in a mail that begins a conversation', () => {
  const quoted: Test = { field: 'body', operator: 'contains', value: 'your parcel' }

  expect(holds(quoted, mail({ isNew: true }))?.held).toBe(true)
  expect(holds(quoted, mail({ isNew: false }))?.held).toBe(false)
})

test('a trace says of each test what was wanted and what was found, in words', () => {
  const trace = holds({
    all: [
      { field: 'subject', operator: 'contains', value: 'overdue' },
      {
        not: {
          any: [
            { field: 'kind', operator: 'is', value: 'list' },
            { field: 'header', name: 'List-Id', operator: 'exists', value: '' },
          ],
        },
      },
      { field: 'category', operator: 'is', value: billing },
      { field: 'language', operator: 'is', value: 'nl' },
    ],
  })

  expect(trace?.held).toBe(false)
  expect(trace?.tests).toMatchObject([
    { test: 'subject contains “overdue”', found: '“Invoice 4711 is overdue”', held: true },
    { test: 'kind is not list', found: 'message', held: true },
    { test: 'there is no header List-Id', found: 'no such header', held: true },
    { test: 'category is “Billing”', found: 'none', held: false },
  ])
  // And as codes, for whoever reads another language: the test itself, what its ids are called, what was found.
  expect(trace?.tests[1]).toMatchObject({
    asked: { field: 'kind', operator: 'is', value: 'list' },
    isNot: true,
    answer: [{ code: 'foundKind', kind: 'message' }],
  })
  expect(trace?.tests[3]).toMatchObject({ named: { [billing]: 'Billing' }, answer: [{ code: 'foundNone' }] })
})

test('a find in a long text is shown as it was written, with its surroundings', () => {
  const whole = `${'½ Straße '.repeat(100)}Die REKLAMATIÓN  wegen Größe 44. ${'Bla. '.repeat(100)}`

  const trace = holds(
    { field: 'body', operator: 'words', value: 'reklamation wegen' },
    mail({ body: { reply: whole, whole } }),
  )

  expect(trace?.tests[0]?.found).toContain('Die REKLAMATIÓN wegen Größe 44')
  expect(trace?.tests[0]?.found.length).toBeLessThan(100)
})

test('later rules see what earlier ones set, and stop ends it', () => {
  const rules = [
    rule({ all: [] }, [
      { do: 'setCategory', categoryId: billing },
      { do: 'addTags', tags: ['invoice'] },
    ]),
    rule(
      {
        all: [
          { field: 'category', operator: 'is', value: billing },
          { field: 'tag', operator: 'has', value: 'Invoice' },
        ],
      },
      [{ do: 'assign', userId: ben }, { do: 'stop' }],
    ),
    rule({ all: [] }, [{ do: 'setPriority', priority: 'urgent' }]),
  ]

  const { actions, traces, because } = evaluate(rules.toReversed(), mail(), { names })

  expect(actions.map(({ action }) => action.do)).toEqual(['setCategory', 'addTags', 'assign'])
  expect(traces.map(({ name, stopped }) => [name, stopped])).toEqual([
    [rules[0]?.name, false],
    [rules[1]?.name, true],
  ])
  expect(because).toBe(
    `Rule “${rules[0]?.name}”: category “Billing”, tagged “invoice”. Rule “${rules[1]?.name}”: assigned to Ben (named by the rule), no further rules.`,
  )
})

test('rules of an inbox are read where the conversation is by then', () => {
  const rules = [
    rule({ all: [] }, [{ do: 'setPriority', priority: 'low' }], { inboxId: returns }),
    rule({ field: 'subject', operator: 'contains', value: 'invoice' }, [{ do: 'moveToInbox', inboxId: returns }]),
    rule({ all: [] }, [{ do: 'setPriority', priority: 'high' }], { inboxId: returns }),
    rule({ all: [] }, [{ do: 'setPriority', priority: 'urgent' }], { inboxId: support }),
  ]

  expect(evaluate(rules, mail(), { names }).situation).toMatchObject({ inboxId: returns, priority: 'high' })
})

test('what a rule names and is gone is left out and said, and the rest is done', () => {
  const { actions, traces } = evaluate(
    [
      rule({ all: [] }, [
        { do: 'assign', userId: '99' },
        { do: 'setPriority', priority: 'high' },
      ]),
    ],
    mail(),
    { names },
  )

  expect(actions.map(({ action }) => action.do)).toEqual(['setPriority'])
  expect(traces[0]?.did).toEqual(['not assigned: that person is gone', 'priority high'])
})

test('turns give away only what nobody has', () => {
  const give = rule({ all: [] }, [{ do: 'assignBy', strategy: 'roundRobin' }])
  const deliberation = { names, choose: () => ({ userId: ben, because: 'next in turn of 2' }) }

  expect(evaluate([give], mail(), deliberation).traces[0]?.did).toEqual(['assigned to Ben (next in turn of 2)'])
  const taken = mail({ conversation: { ...mail().conversation, assigneeId: cleo } })
  expect(evaluate([give], taken, deliberation).traces[0]?.did).toEqual(['stays with Cleo'])
})

test('what shall wait until somebody is free is given to nobody, and is for the team that is named', () => {
  const wait = (teamId: string | null) => rule({ all: [] }, [{ do: 'assignBy', strategy: 'lateBinding', teamId }])
  const deliberation = { names: new Map([...names, ['41', 'Lamps']]), choose: () => ({ userId: ben, because: '' }) }

  const { traces, situation } = evaluate([wait(null), wait('41')], mail(), deliberation)

  expect(traces.map((one) => one.did)).toEqual([
    ['waits until somebody suitable is free'],
    ['waits until somebody suitable of “Lamps” is free'],
  ])
  expect([situation.assigneeId, situation.teamId]).toEqual([null, '41'])
})

// Any rule that the schema lets in: values are drawn for each kind of test and action from the schema itself.
const text = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
    fc.constantFrom('(a+)+$', '(', '[', '\\', '(?i', 'x{2,1}', '\u00ad', 'İ'),
  )
  .filter((one) => one.trim().length > 0)

function drawn(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodObject)
    return fc.record(
      Object.fromEntries(
        Object.entries(schema.shape).map(([key, part]) => [
          key,
          key === 'name' && part instanceof z.ZodString
            ? fc.constantFrom('List-Id', '__proto__', 'X')
            : drawn(part as z.ZodType),
        ]),
      ),
    )
  if (schema instanceof z.ZodDefault) return drawn(schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodOptional) return drawn(schema.unwrap() as z.ZodType)
  if (schema instanceof z.ZodNumber) return fc.integer({ min: 1, max: 700 })
  if (schema instanceof z.ZodNullable) return fc.option(drawn(schema.unwrap() as z.ZodType))
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map((part) => drawn(part as z.ZodType)))
  if (schema instanceof z.ZodArray) return fc.array(drawn(schema.element as z.ZodType), { minLength: 1, maxLength: 3 })
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodString) return text.map((one) => one.slice(0, 10).trim() || 'x')
  throw new Error(`no way to draw ${schema.constructor.name}`)
}

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 12, withCrossShrink: true },
    drawn(Test) as fc.Arbitrary<Condition>,
    fc.record({ all: fc.array(tie('condition'), { maxLength: 4 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 4 }) }),
    fc.record({ not: tie('condition') }),
  ),
}))
const anyRule = fc
  .record({
    condition,
    actions: fc.array(drawn(Action), { minLength: 1, maxLength: 5 }),
    occasion: fc.constantFrom(...Occasion.options),
    inboxId: fc.option(fc.constantFrom(support, 'x')),
  })
  .map((one) =>
    rule(Condition.parse(one.condition), one.actions as Action[], { occasion: one.occasion, inboxId: one.inboxId }),
  )
const anyText = fc.string({ maxLength: 200, unit: 'binary' })
const anyFacts = fc
  .record({
    sender: anyText,
    senderDomain: anyText,
    subject: anyText,
    recipients: fc.array(anyText, { maxLength: 3 }),
    body: fc.record({ reply: anyText, whole: anyText }),
    headers: fc.array(fc.tuple(anyText, anyText), { maxLength: 3 }),
    attachments: fc.array(fc.record({ name: anyText, type: anyText }), { maxLength: 3 }),
    language: fc.option(anyText),
    isNew: fc.boolean(),
    hours: fc.option(
      fc.constantFrom('Europe/Amsterdam', 'Nowhere/At all', '').map((timeZone) => ({
        id: '1',
        name: 'x',
        timeZone,
        week: { mon: [['09:00', '17:00'] as [string, string]], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] },
        holidays: [],
      })),
    ),
  })
  .map((one) => mail(one))

test('reading never throws, for any rules the schema lets in and any mail', () => {
  fc.assert(
    fc.property(fc.array(anyRule, { maxLength: 6 }), anyFacts, (rules, facts) => {
      const { actions, because } = evaluate(rules, facts, { names })

      expect(because.length).toBeGreaterThan(0)
      for (const deed of actions) expect(deed.trace.did[deed.line]).toBeTypeOf('string')
    }),
    { numRuns: 300 },
  )
})

test('however many patterns rules have, one mail is read by them for a bounded time, and what was not read is told', () => {
  const text = `${'a '.repeat(4_000)}needle`
  const evidence = gather(mail({ body: { reply: text, whole: text } }))
  evidence.budget.left = 100_000
  const asked = (pattern: string) => askText('matches', pattern, ({ body }) => body)(evidence)

  const answers = ['need.e', 'q.', 'nee.le', 'ne.dle'].map(asked)

  expect(answers.map(({ held }) => held)).toEqual([true, false, false, false])
  expect(answers[3]?.found).toMatch(/of 8006 characters the patterns of the rules could read 0$/)
  expect(gather(mail()).budget.left).toBeGreaterThan(1_000_000)
})
