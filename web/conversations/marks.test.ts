import { expect, test } from 'vitest'
import { marked, soughtIn } from './marks.tsx'

test('words are marked as the search finds them: whole or from their beginning, whatever their accents, and not those left out', () => {
  const sought = soughtIn('is:open Rücksen "late order" -refund is')

  const found = marked('Rucksendung: orders are late, refund is not', sought).filter((part) => part.isFound)

  expect(sought).toEqual(['rucksen', 'late', 'order', 'is'])
  expect(found.map((part) => part.text)).toEqual(['Rucksendung', 'orders', 'late', 'is'])
  expect(marked('我的订单还没有到', ['订单']).some((part) => part.isFound)).toBe(true)
})
