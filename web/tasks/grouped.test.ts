import { expect, test } from 'vitest'
import { grouped, groupOf } from './grouped.ts'

const now = new Date('2026-03-04T10:00:00Z') // a Wednesday
const due = (dueAt: string | null, dueOn: string | null) => groupOf({ dueAt, dueOn }, '2026-03-04', now)

test('a task is late from its very minute, and one of a day only when the day is over', () => {
  expect(due('2026-03-04T10:00:00Z', '2026-03-04')).toBe('overdue')
  expect(due('2026-03-04T10:01:00Z', '2026-03-04')).toBe('today')
  expect(due('2026-03-05T00:00:00Z', '2026-03-04')).toBe('today')
  expect(due('2026-03-04T00:00:00Z', '2026-03-03')).toBe('overdue')
})

test('the week ends on Sunday, what has no date comes last, and nothing is shown of a group without tasks', () => {
  expect(due('2026-03-09T00:00:00Z', '2026-03-08')).toBe('week')
  expect(due('2026-03-10T00:00:00Z', '2026-03-09')).toBe('later')
  const tasks = [
    { dueAt: null, dueOn: null },
    { dueAt: '2026-03-10T00:00:00Z', dueOn: '2026-03-09' },
  ]

  expect(grouped(tasks, '2026-03-04', now).map((one) => one.group)).toEqual(['later', 'undated'])
})
