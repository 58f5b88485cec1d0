import { expect, test } from 'vitest'
import { queryOf, withTerm } from './query-of.ts'

test('a list is saved as the query that asks for it again', () => {
  expect(queryOf({ view: 'unread', inboxId: '7', tag: 'very important', q: 'parcel -late' })).toBe(
    'is:open is:unread inbox:#7 tag:"very important" parcel -late',
  )
  expect(queryOf({ view: 'open', q: 'is:resolved team:Billing' })).toBe('is:resolved team:Billing')
  expect(queryOf({ view: 'all' })).toBe('')
})

test('a facet that is chosen takes the place of what was said of it', () => {
  const term = { key: 'category', values: ['#3'], isNot: false } as const

  expect(withTerm('category:Refund -category:Spam parcel', { ...term, values: ['#3'] })).toBe(
    '-category:Spam category:#3 parcel',
  )
})
