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
  named: { inbox: () => 'Support', team: () => 'Billing', user: () => 'Ben', category: () => 'Invoices' },
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
