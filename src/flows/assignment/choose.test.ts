import { expect, test } from 'vitest'
import { choose, type Candidate } from './choose.ts'

const someone = (userId: string, changes: Partial<Candidate> = {}): Candidate => ({
  userId,
  isAway: false,
  open: 0,
  capacity: 10,
  turn: 0,
  ...changes,
})

test('in turns, whoever has waited longest is next', () => {
  const candidates = [someone('1', { turn: 7 }), someone('2', { turn: 3 }), someone('3', { turn: 9 })]

  expect(choose('roundRobin', candidates)).toMatchObject({ userId: '2', because: 'next in turn of 3' })
})

test('by load, whoever has the smallest share of what they can take; among equals whoever has waited longest', () => {
  const candidates = [
    someone('1', { open: 4, capacity: 20, turn: 9 }),
    someone('2', { open: 3, capacity: 10 }),
    someone('3', { open: 2, capacity: 10, turn: 1 }),
  ]

  expect(choose('leastLoaded', candidates)).toMatchObject({ userId: '3', because: 'least loaded: 2 of 10' })
})

test('who is away or full is passed over, and when nobody is left it says why', () => {
  const away = someone('1', { isAway: true })
  const full = someone('2', { open: 10 })

  expect(choose('roundRobin', [away, full, someone('3', { turn: 99 })])).toMatchObject({
    userId: '3',
    because: 'the only one free',
  })
  expect(choose('leastLoaded', [away, full])).toMatchObject({
    userId: null,
    because: '1 of 2 are away, the others at capacity',
  })
  expect(choose('leastLoaded', [full, someone('4', { capacity: 0 })])).toMatchObject({
    userId: null,
    because: 'all 2 are at capacity',
  })
  expect(choose('roundRobin', [away])).toMatchObject({ userId: null, because: 'the only one is away' })
  expect(choose('roundRobin', [])).toMatchObject({ userId: null, because: 'nobody here sees this inbox' })
})

test('by room, whoever can take most more', () => {
  const candidates = [someone('1', { open: 2, capacity: 10 }), someone('2', { open: 9, capacity: 30 })]

  expect(choose('weighted', candidates)).toMatchObject({ userId: '2', because: 'most room: 21 more' })
})

test('what shall wait until somebody is free is given to nobody', () => {
  expect(choose('lateBinding', [someone('1')]).userId).toBeNull()
})
