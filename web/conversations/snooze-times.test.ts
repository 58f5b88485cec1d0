// When a snoozed conversation may come back.
import { expect, test } from 'vitest'
import { snoozeTimes } from './snooze-times.ts'

const names = (now: Date) => snoozeTimes(now).map((time) => time.name)

test('in the morning there is an evening to come', () => {
  expect(names(new Date(2026, 2, 4, 9, 30))).toEqual(['soon', 'evening', 'tomorrow', 'monday'])
})

test('in the evening it is tomorrow next', () => {
  expect(names(new Date(2026, 2, 4, 17, 0))).toEqual(['soon', 'tomorrow', 'monday'])
})

test('on a Sunday, Monday is tomorrow and is offered once', () => {
  expect(names(new Date(2026, 2, 8, 10, 0))).toEqual(['soon', 'evening', 'tomorrow'])
})

test('every time is still to come, in order', () => {
  for (let hour = 0; hour < 24 * 7; hour++) {
    const now = new Date(2026, 2, 2, hour, 59)
    const times = [now, ...snoozeTimes(now).map((time) => time.at)].map(Number)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  }
})
