import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsOf } from './words.ts'

const told = (text: string) => wordsOf(text, 100).map((word) => word.text)

test('words are what stands between anything else, in any script', () => {
  expect(told('Wo ist mein Paket? Где мой заказ №12? منتظرم… sifarişim')).toEqual([
    'wo', 'ist', 'mein', 'paket', 'где', 'мои', 'заказ', '12', 'منتظرم', 'sifarisim',
  ]) // prettier-ignore
  expect(told("don't l’article I’m")).toEqual(['dont', 'l', 'article', 'im'])
  expect(told('订单 A-1')).toEqual(['订单', '单', 'a', '1'])
  expect(told('order 2026-1234567, tel. 0123456')).toEqual(['order', '2026', '#7', 'tel', '#7'])
})

test('every word stands where it says, and nothing that is a letter is left out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const words = wordsOf(text, 1_000)
      const covered = words.map(({ start, end }) => text.slice(start, end)).join('')
      for (const { start, end } of words) expect(end).toBeGreaterThan(start)
      for (const [sign] of text.matchAll(/[\p{L}\p{N}]/gu)) expect(covered).toContain(sign)
    }),
  )
})

test('however long a text is, no more words are taken than were asked for, and none is longer than words are', () => {
  const floods = [
    '包'.repeat(100_000),
    '𠀀'.repeat(100_000),
    `a${"'s".repeat(100_000)}`,
    'x'.repeat(1_000_000),
    'ab 包裹'.repeat(50_000),
  ]

  const taken = floods.map((text) => wordsOf(text, 100))

  for (const words of taken) {
    expect(words.length).toBeLessThanOrEqual(100)
    expect(Math.max(...words.map(({ text }) => text.length))).toBeLessThanOrEqual(32)
  }
})
