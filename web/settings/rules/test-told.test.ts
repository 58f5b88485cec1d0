import { readFileSync } from 'node:fs'
import path from 'node:path'
import { i18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { expect, test } from 'vitest'
import { evaluate } from '../../../src/desk/rules/evaluate.ts'
import type { Condition, Rule } from '../../../src/desk/rules/rules.api.ts'
import type { Facts } from '../../../src/desk/rules/facts.ts'
import { wordsOf } from '../../words.ts'
import { testTold } from './test-told.ts'

function speaking(language: string) {
  const parts = ['desk', 'settings', 'reasons'].map(
    (part) =>
      JSON.parse(
        readFileSync(path.join(import.meta.dirname, `../../locales/${language}/${part}.json`), 'utf8'),
      ) as Record<string, string>,
  )
  const messages = Object.entries(Object.assign({}, ...parts) as Record<string, string>)
  i18n.loadAndActivate({ locale: language, messages: Object.fromEntries(messages.map(([key, one]) => [key, compileMessage(one)])) }) // prettier-ignore
  return wordsOf()
}

const facts: Facts = {
  occasion: 'message.received',
  sender: 'dora@acme.example',
  senderDomain: 'acme.example',
  recipients: ['support@desk.example'],
  subject: 'Rechnung 4711',
  body: { reply: 'Hallo', whole: 'Hallo' },
  headers: [],
  attachments: [],
  language: 'de',
  kind: 'message',
  authentication: 'none',
  isNew: true,
  conversation: {
    inboxId: '1',
    status: 'open',
    priority: 'normal',
    categoryId: null,
    tags: [],
    assigneeId: null,
    teamId: null,
  },
  now: new Date('2026-03-02T10:00:00Z'),
  hours: null,
}

function linesOf(condition: Condition) {
  const rule: Rule = { id: '1', position: 0, name: 'Invoices', inboxId: null, occasion: 'message.received', condition, actions: [{ do: 'stop' }], isEnabled: true, version: 1, changedAt: '2026-03-02T09:00:00Z' } // prettier-ignore
  const { traces } = evaluate([rule], facts, { names: new Map([['7', 'Rechnungen']]) })
  return traces[0]?.tests ?? []
}

test('a test that was asked reads in the words of the rule editor, with what was found, in the reader’s language', () => {
  const lines = linesOf({
    all: [
      { field: 'subject', operator: 'contains', value: 'Rechnung' },
      { not: { field: 'kind', operator: 'is', value: 'list' } },
      { field: 'category', operator: 'is', value: '7' },
    ],
  })

  const told = lines.map((line) => testTold(line, speaking('nl')))

  expect(told).toEqual([
    { test: 'Het onderwerp bevat “Rechnung”', found: '“Rechnung 4711”' },
    { test: expect.stringContaining('aan velen gestuurd'), found: 'door een mens geschreven' },
    { test: 'De categorie is Rechnungen', found: 'geen' },
  ])
})

test('every kind of test has its words in every language, and what it finds has too', () => {
  const lines = [
    { field: 'businessHours', operator: 'inside' },
    { field: 'clock', measure: 'any', operator: 'isLate', value: 0 },
    { field: 'mailsOfSender', operator: 'atLeast', value: 3, withinHours: 24 },
    { field: 'attachment', operator: 'exists', value: '' },
    { field: 'tag', operator: 'has', value: 'vip' },
    { field: 'assignee', operator: 'isNobody', value: '' },
    { field: 'reading', operator: 'isFrustrated', value: '' },
    { field: 'language', operator: 'is', value: 'nl' },
    { field: 'custom', of: 'contact', key: 'tier', operator: 'is', value: 'gold' },
  ].flatMap((condition) => linesOf(condition as Condition))

  for (const language of ['de', 'az', 'tr'])
    for (const line of lines) {
      const { test: asked, found } = testTold(line, speaking(language))
      expect(asked, `${language} ${line.test}`).not.toBe(line.test)
      if (line.answer[0]?.code !== 'found') expect(found, `${language} ${line.found}`).not.toBe(line.found)
    }
})

test('what was kept before there were codes is told as it was', () => {
  const kept = { test: 'subject contains “x”', found: 'nothing', held: false, isNot: false, named: {}, answer: [] }

  expect(testTold(kept, speaking('de'))).toEqual({ test: 'subject contains “x”', found: 'nothing' })
})
