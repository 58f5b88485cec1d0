import { expect, test } from 'vitest'
import { fit, folded, ranked, withUse } from './rank.ts'

const entries = ['Reply', 'Reply to all', 'Go to all', 'Priority: High', 'Rəşid Əliyev', 'Zoë Çelik', 'Straße'].map(
  (label) => ({ id: label, label }),
)
const found = (typed: string, uses = {}) => ranked(typed, entries, uses, 20_000).map((one) => one.label)

test('accents, and letters that a keyboard lacks, need not be typed', () => {
  expect(folded('Əlı Żółć Straße')).toBe('eli zolc strasse')
  expect(found('resid el')).toEqual(['Rəşid Əliyev'])
  expect(found('zoe')).toEqual(['Zoë Çelik'])
  expect(found('STRASSE')).toEqual(['Straße'])
})

test('what begins so comes first, first letters will do, and what does not fit is not there', () => {
  expect(found('reply')).toEqual(['Reply', 'Reply to all'])
  expect(found('gta')).toEqual(['Go to all'])
  expect(found('high pri')).toEqual(['Priority: High'])
  expect(fit('xyz', 'Reply')).toBeNull()
})

test('what somebody uses comes sooner, and sinks again when they no longer do', () => {
  const uses = withUse('Reply to all', withUse('Reply to all', {}, 20_000), 20_000)

  expect(found('rep', uses)[0]).toBe('Reply to all')
  expect(ranked('rep', entries, uses, 20_400)[0]?.label).toBe('Reply')
  expect(found('', uses)[0]).toBe('Reply to all')
})
