import { expect, test } from 'vitest'
import { timesFor, ways, timed } from './ways.ts'

const names = (...asked: Parameters<typeof timesFor>) => timesFor(...asked).map((one) => one.name)

test('times are still to come, and none is offered twice', () => {
  const [monday, saturdayNight, sunday] = [new Date(2026, 2, 2, 9), new Date(2026, 2, 7, 22), new Date(2026, 2, 8, 9)]

  expect(names('later', monday)).toEqual(['evening', 'tomorrow', 'monday'])
  expect(names('later', saturdayNight)).toEqual(['tomorrow', 'monday'])
  expect(names('later', sunday)).toEqual(['evening', 'tomorrow'])
  for (const now of [monday, saturdayNight, sunday])
    for (const { what } of timed) expect(timesFor(what, now).every(({ at }) => at > now)).toBe(true)
})

test('no two ways to send have one key', () => {
  const keys = [...ways, ...timed].flatMap((one) => one.keys ?? [])

  expect(new Set(keys).size).toBe(keys.length)
})
