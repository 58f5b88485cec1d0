import { expect, test } from 'vitest'
import type { Condition } from '../../../src/desk/rules/rules.api.ts'
import { changed, conditionOf, testsOf, treeOf } from './tree.ts'

const invoice: Condition = { field: 'subject', operator: 'contains', value: 'invoice' }
const acme: Condition = { field: 'senderDomain', operator: 'is', value: 'acme.example' }
const isNew: Condition = { field: 'isNew', operator: 'is', value: true }
const nowhere = () => undefined

test('a condition comes out of the editor as it went in', () => {
  const conditions: Condition[] = [
    { all: [] },
    { all: [invoice, { any: [acme, { not: isNew }] }] },
    { not: { any: [invoice, { all: [acme] }] } },
    { not: { all: [acme, { field: 'businessHours', operator: 'outside' }] } },
    { any: [{ field: 'header', name: 'X-Priority', operator: 'exists', value: '' }] },
    { all: [{ field: 'assignee', operator: 'isNobody', value: '' }] },
    {
      all: [
        { field: 'businessHours', operator: 'inside', hoursId: '7' },
        { field: 'contact', operator: 'isKnown' },
      ],
    },
    { all: [{ field: 'mailsOfSender', operator: 'atLeast', value: 3, withinHours: 24 }] },
    { all: [{ field: 'clock', measure: 'any', operator: 'leftLessThan', value: 30 }] },
    {
      all: [{ field: 'held', operator: 'is', value: false }, { not: { field: 'size', operator: 'atLeast', value: 9 } }],
    },
  ]
  for (const condition of conditions) expect(conditionOf(treeOf(condition), nowhere)).toEqual(condition)
})

test('a lone test becomes a group of one, and not of not is nothing', () => {
  expect(conditionOf(treeOf(invoice), nowhere)).toEqual({ all: [invoice] })
  expect(conditionOf(treeOf({ not: { not: { all: [acme] } } }), nowhere)).toEqual({ all: [acme] })
})

test('every test knows its place as the server names it', () => {
  const tree = treeOf({ not: { any: [invoice, { not: acme }] } })
  const places = new Map<string, string>()

  conditionOf(tree, (path, key) => places.set(path, key))

  const [first, second] = [...testsOf(tree)]
  expect(places.get('condition.not.any.0')).toBe(first?.key)
  expect(places.get('condition.not.any.1.not')).toBe(second?.key)
})

test('one part is changed or taken away however deep it lies', () => {
  const tree = treeOf({ all: [invoice, { any: [acme, isNew] }] })
  const [, deep] = [...testsOf(tree)]
  if (!deep) throw new Error('expected a second test')

  const other = changed(tree, deep.key, (node) => ({ ...node, value: 'desk.example' }) as typeof node)
  const without = changed(tree, deep.key, () => null)

  expect(conditionOf(other, nowhere)).toEqual({ all: [invoice, { any: [{ ...acme, value: 'desk.example' }, isNew] }] })
  expect(conditionOf(without, nowhere)).toEqual({ all: [invoice, { any: [isNew] }] })
})
