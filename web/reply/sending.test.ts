// One press of Send, however often its answer is lost, is one mail.
import { expect, test } from 'vitest'
import { Refusal } from '../call.ts'
import { isAnswered, isOwed, sendingOf } from './sending.ts'

const letter = { to: [{ name: 'Dora', address: 'dora@acme.example' }], text: 'It left on Monday.' }

test('the same words carry the same key until their answer has come', () => {
  const first = sendingOf(null, letter)

  expect(sendingOf(first, structuredClone(letter))).toBe(first)
  expect(sendingOf(null, letter).key).not.toBe(first.key)
})

test('other words carry another key', () => {
  const first = sendingOf(null, letter)

  expect(sendingOf(first, { ...letter, text: 'It left on Tuesday.' }).key).not.toBe(first.key)
})

test.each([
  ['a refusal', new Refusal(422, 'invalid', ''), true],
  ['a lost line', new Refusal(0, 'unreachable', ''), false],
  ['a broken server', new Refusal(502, 'unexpected', ''), false],
  ['the first one still running', new Refusal(409, 'idempotency-running', ''), false],
  ['a mistake of the page', new TypeError('x'), false],
])('%s: answered or not', (_, error, answered) => {
  expect(isAnswered(error)).toBe(answered)
})

test('words whose answer is owed are not kept as a draft again; other words are', () => {
  const words = { text: 'It left on Monday.', subject: 'Re: Order' }
  const sending = sendingOf(null, words)

  expect(isOwed(sending, words)).toBe(true)
  expect(isOwed(sending, { ...words, text: 'It left on Tuesday.' })).toBe(false)
  expect(isOwed(null, words)).toBe(false)
})
