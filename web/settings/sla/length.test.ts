import { expect, test } from 'vitest'
import { lengthOf, minutesIn } from './length.ts'

test('hours, and hours with minutes, are lengths; nothing is no promise; anything else is a mistake', () => {
  expect(['4', '4:00', '0:30', ' 24:5 ', '', 'soon', '4:75', '0', '-1'].map(minutesIn)).toEqual([
    240,
    240,
    30,
    1445,
    null,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect([240, 30, 1445, null].map(lengthOf)).toEqual(['4:00', '0:30', '24:05', ''])
})
