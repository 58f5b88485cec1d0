import { expect, test } from 'vitest'
import { complete, type Names } from './complete.ts'

const names: Names = {
  inbox: ['Support'],
  team: ['Billing', 'Back office'],
  user: ['Ada', 'Ben', 'Cleo'],
  category: [],
  status: [],
  tag: ['vip', 'v2'],
}
const labels = (text: string, caret = text.length) => complete(text, caret, names)?.options.map((one) => one.label)

test('keys come by their first letters, values by any, those that begin so first', () => {
  expect(labels('refund te')).toEqual(['team'])
  expect(labels('is:')).toContain('overdue')
  expect(labels('team:b')).toEqual(['Billing', 'Back office'])
  expect(labels('assigned:e')).toEqual(['me', 'none', 'Ben', 'Cleo'])
  expect(labels('tag:v2')).toBeUndefined()
  expect(labels('hello,')).toBeUndefined()
})

test('what is chosen takes the place of what was typed, with quotes where it needs them', () => {
  const chosen = complete('is:open -team:Billing,bac', 25, names)

  expect(chosen).toMatchObject({ from: 8, key: 'team', options: [{ insert: '-team:Billing,"Back office" ' }] })
  expect(complete('team:"Back of', 13, names)?.options).toEqual([
    { insert: 'team:"Back office" ', label: 'Back office' },
  ])
})
