import { expect, test } from 'vitest'
import { openZone } from '../../desk/hours/zone.ts'
import { partsOf, previousOf, spanOf } from './period.ts'

const amsterdam = openZone('Europe/Amsterdam')

test('a day is as long as it is: 23 hours when the clocks go forward, 25 when they go back', () => {
  const hours = (date: string) => {
    const { start, end } = spanOf(amsterdam, { from: date, until: date })
    return (end.getTime() - start.getTime()) / 3_600_000
  }

  expect([hours('2026-03-28'), hours('2026-03-29'), hours('2026-10-25')]).toEqual([24, 23, 25])
  expect(spanOf(amsterdam, { from: '2026-03-29', until: '2026-03-29' }).start.toISOString()).toBe('2026-03-28T23:00:00.000Z') // prettier-ignore
})

test('where midnight does not exist the day begins with the first instant after it', () => {
  const { start } = spanOf(openZone('America/Sao_Paulo'), { from: '2018-11-04', until: '2018-11-04' })

  expect(start.toISOString()).toBe('2018-11-04T03:00:00.000Z')
})

test('whole months are set beside whole months, other days beside as many days', () => {
  expect(previousOf({ from: '2026-03-01', until: '2026-03-31' })).toEqual({ from: '2026-02-01', until: '2026-02-28' })
  expect(previousOf({ from: '2026-01-01', until: '2026-03-31' })).toEqual({ from: '2025-10-01', until: '2025-12-31' })
  expect(previousOf({ from: '2026-03-02', until: '2026-03-31' })).toEqual({ from: '2026-01-31', until: '2026-03-01' })
})

test('weeks begin on Monday, and what does not fit is cut', () => {
  expect(partsOf({ from: '2026-06-03', until: '2026-06-16' }, 'week')).toEqual([
    { from: '2026-06-03', until: '2026-06-07' },
    { from: '2026-06-08', until: '2026-06-14' },
    { from: '2026-06-15', until: '2026-06-16' },
  ])
  expect(partsOf({ from: '2026-01-31', until: '2026-03-01' }, 'month')).toEqual([
    { from: '2026-01-31', until: '2026-01-31' },
    { from: '2026-02-01', until: '2026-02-28' },
    { from: '2026-03-01', until: '2026-03-01' },
  ])
})
