// Reasons are told in the reader's language; what has no code is shown as it was kept.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { i18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { expect, test } from 'vitest'
import { sentences } from '../src/desk/reason-sentences.ts'
import { joined, why } from '../src/desk/reasons.ts'
import { passedOverInWords, reasonInWords, routingInWords } from './reasons.ts'
import { wordsOf } from './words.ts'

const read = (language: string, part: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'locales', language, `${part}.json`), 'utf8'))

function speaking(language: string) {
  const messages = Object.entries({ ...read(language, 'desk'), ...read(language, 'reasons') })
  i18n.loadAndActivate({ locale: language, messages: Object.fromEntries(messages.map(([key, one]) => [key, compileMessage(one)])) }) // prettier-ignore
  return wordsOf()
}

test('every reason that the desk gives has its sentence on the screen, and the English ones are the same', () => {
  const english = read('en', 'reasons')
  const { policy: _, ...others } = sentences
  for (const [code, sentence] of Object.entries(others)) expect(english[`reason.${code}`], code).toBe(sentence)
})

test('a rule’s choice reads as one sentence in the reader’s language', () => {
  const { because, reason } = joined(
    [why('rule', { name: 'Invoices' }), why('leastLoaded', { open: 2, capacity: 6 })],
    ': ',
  )

  expect(because).toBe('rule “Invoices”: least loaded: 2 of 6')
  expect(reasonInWords(reason, because, speaking('en'))).toBe('rule “Invoices”: least loaded: 2 of 6')
  expect(reasonInWords(reason, because, speaking('nl'))).toBe('regel “Invoices”: minst belast: 2 van 6')
  expect(reasonInWords(reason, because, speaking('tr'))).toBe('“Invoices” kuralı: en az işi olan: 2 / 6')
})

test('what was kept before there were codes, and what nobody knows, is shown as it was', () => {
  const words = speaking('de')

  expect(reasonInWords(undefined, 'least loaded: 2 of 6', words)).toBe('least loaded: 2 of 6')
  expect(reasonInWords([{ code: 'ofTomorrow' }], 'by lot', words)).toBe('by lot')
  const old = [
    {
      ruleId: '1',
      name: 'Invoices',
      held: true,
      tests: [],
      did: ['priority high'],
      done: [],
      passedOver: [],
      stopped: false,
    },
  ]
  expect(routingInWords('Rule “Invoices”: priority high.', old, words)).toBe('Rule “Invoices”: priority high.')
})

test('what the rules did is told line by line', () => {
  const done = [why('didPriority', { priority: 'high' }).reason, why('didMoved', { name: '“Billing”' }).reason]
  const trace = {
    ruleId: '1',
    name: 'Invoices',
    held: true,
    tests: [],
    did: ['priority high', 'moved'],
    done,
    passedOver: [],
    stopped: true,
  }

  expect(routingInWords('Rule “Invoices”: priority high, moved, no further rules.', [trace], speaking('de'))).toBe(
    'Regel „Invoices“: Priorität Hoch, verschoben in den Posteingang “Billing”, keine weiteren Regeln.',
  )
  expect(routingInWords('None of 12 rules held.', [], speaking('nl'))).toBe('Geen van 12 regels ging op.')
})

test('an escalation is told deed by deed, each with its own reason, in the reader’s language', () => {
  const reason = [
    ...why('didEscalatedBy', { name: 'Gold' }).reason,
    ...why('didPriority', { priority: 'urgent' }).reason,
    ...why('didNotAssigned').reason,
    ...why('allAway', { all: 3 }).reason,
    ...why('didTold', { names: 'the leads, “Ada”' }, { whom: 'leads', people: '“Ada”' }).reason,
  ]

  expect(reasonInWords(reason, '', speaking('de'))).toBe(
    'eskaliert, wie „Gold“ es sagt: Priorität Dringend; nicht zugewiesen: alle 3 sind abwesend; Bescheid gegeben: die Leitung, “Ada”',
  )
})

test('whom a choice passed over is told in one sentence', () => {
  const passed = [
    ...why('overFull', { name: 'Ada', open: 6, capacity: 6 }).reason,
    ...why('overHours', { name: 'Ben' }).reason,
    ...why('overMore', { count: 4 }).reason,
  ]

  expect(passedOverInWords(passed, speaking('nl'))).toBe(
    'Overgeslagen: Ada heeft er 6 van 6; buiten de uren van Ben; en nog 4.',
  )
})

test('what the inbox’s own reply came to is told behind the rules', () => {
  const kept = 'None of 2 rules held. The inbox’s automatic reply was not sent: it was a bounce.'
  const acknowledged = joined([why('ackNotSent'), why('noBounce')], ': ').reason

  expect(routingInWords(kept, [], speaking('nl'), acknowledged)).toBe(
    'Geen van 2 regels ging op. Het automatische antwoord van de inbox is niet verstuurd: het was een bounce.',
  )
})
