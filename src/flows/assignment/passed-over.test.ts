import { expect, test } from 'vitest'
import { passedOver } from './passed-over.ts'
import type { Person } from './person.ts'

const person = (name: string, changes: Partial<Person> = {}): Person => ({
  userId: name,
  name,
  role: 'agent',
  isAway: false,
  presence: { absence: null, backAt: null },
  open: 0,
  capacity: 6,
  slots: 3,
  turn: 0,
  teamIds: [],
  seenAt: null,
  hours: null,
  timeOff: [],
  languages: [],
  categories: [],
  ...changes,
})

test('who was nearest to it is named first, with what kept them', () => {
  const backAt = new Date('2026-03-03T08:00:00Z')
  const people = [person('Cleo'), person('Ben', { presence: { absence: 'hours', backAt } }), person('Ada', { open: 6 })]
  const barriers = { Cleo: 'skill', Ben: 'hours', Ada: 'full' } as const

  const told = passedOver(
    people,
    ({ name }) => barriers[name as 'Ada'],
    ({ capacity }) => capacity,
  )

  expect(told).toEqual([
    { code: 'overFull', name: 'Ada', open: 6, capacity: 6, userId: 'Ada' },
    { code: 'overHours', name: 'Ben', userId: 'Ben', instant: backAt.toISOString() },
    { code: 'overSkill', name: 'Cleo', userId: 'Cleo' },
  ])
})

test('of a large team eight are named, and how many more there were', () => {
  const people = Array.from({ length: 1000 }, (_, n) => person(`P${n}`))

  const told = passedOver(
    people,
    ({ name }) => (name === 'P7' ? null : 'team'),
    () => 3,
  )

  expect(told).toHaveLength(9)
  expect(told.at(-1)).toEqual({ code: 'overMore', count: 991 })
})
