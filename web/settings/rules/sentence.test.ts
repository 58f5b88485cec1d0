import { expect, test } from 'vitest'
import type { Condition, Rule } from '../../../src/desk/rules/rules.api.ts'
import type { Words } from '../../words.ts'
import desk from '../../locales/en/desk.json' with { type: 'json' }
import settings from '../../locales/en/settings.json' with { type: 'json' }
import { ruleInWords, type Telling } from './sentence.ts'

const english: Record<string, string> = { ...desk, ...settings }
const t: Words['t'] = (key, values = {}) =>
  (english[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
const telling: Telling = {
  t,
  language: 'en',
  named: {
    inbox: () => 'Support',
    team: () => 'Billing',
    user: () => 'Ben',
    category: () => 'Invoices',
    hours: () => 'Night shift',
    policy: () => 'Gold',
    status: () => 'Waiting for parts',
    field: () => 'Product',
    fieldValue: (_, value) => value,
    macro: () => 'Thanks',
    stage: () => 'Sales: New',
    sequence: () => 'Follow up',
  },
}
const tell = (condition: Condition, actions: Rule['actions'], inboxId: string | null = null) =>
  ruleInWords({ occasion: 'message.received', inboxId, condition, actions }, telling)
    .map((piece) => piece.text)
    .join('')

test('a rule reads as a sentence', () => {
  const acme: Condition = { field: 'senderDomain', operator: 'is', value: 'acme.example' }

  const said = tell({ all: [acme] }, [{ do: 'assignBy', strategy: 'leastLoaded', teamId: '1' }, { do: 'stop' }], '7')

  expect(said).toBe(
    'When a message arrives in Support and the sender’s domain is “acme.example”: hand it out to whoever has least to do among Billing and read no further rules.',
  )
})

test('groups within a group are kept apart, and what must not be is said so', () => {
  const said = tell(
    {
      all: [
        {
          any: [
            { field: 'subject', operator: 'contains', value: 'a' },
            { field: 'tag', operator: 'has', value: 'b' },
          ],
        },
        { not: { field: 'businessHours', operator: 'inside' } },
        { not: { field: 'assignee', operator: 'isNobody', value: '' } },
      ],
    },
    [{ do: 'setPriority', priority: 'high' }],
  )

  expect(said).toBe(
    'When a message arrives and (the subject contains “a” or the conversation has the tag “b”), it is outside business hours and the assignee is somebody: set the priority to High.',
  )
})

test('a rule that waits says how long, and what it is that has to be so still', () => {
  const said = ruleInWords(
    {
      occasion: 'conversation.changed',
      inboxId: null,
      condition: {
        all: [
          { field: 'clock', measure: 'nextResponse', operator: 'isLate', value: 0 },
          { not: { field: 'mailsOfSender', operator: 'atLeast', value: 3, withinHours: 48 } },
          { field: 'businessHours', operator: 'outside', hoursId: '9' },
        ],
      },
      after: { minutes: 240, counts: 'calendar', unless: [] },
      actions: [
        { do: 'escalate', policyId: null },
        { do: 'snooze', minutes: 1440, counts: 'calendar' },
      ],
    },
    telling,
  )

  expect(said.map((piece) => piece.text).join('')).toBe(
    'When a conversation changes and the clock Next response is late, mails of this contact in 48 hours are fewer than 3 and it, by “Night shift”, is outside business hours: after {count, plural, one {# hour} other {# hours}}, if that still holds, escalate it as in one priority higher and snooze it for {count, plural, one {# day} other {# days}}.',
  )
})

test('a rule without a condition holds always', () => {
  expect(tell({ all: [] }, [{ do: 'addTags', tags: ['x', 'y'] }])).toBe('When a message arrives: add the tags x, y.')
})

test('what was named and is filled in is told apart from the words around it', () => {
  const pieces = ruleInWords(
    { occasion: 'message.received', inboxId: null, condition: { all: [] }, actions: [{ do: 'assign', userId: '2' }] },
    telling,
  )

  expect(pieces.filter((piece) => piece.isValue)).toEqual([{ text: 'Ben', isValue: true }])
})
