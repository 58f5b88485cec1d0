import { expect, test } from 'vitest'
import { hear, HOUR, type Arrivals, type Wall } from './silence-formula.ts'

const monday = Date.UTC(2026, 2, 2)
const at = (week: number, day: number, hour: number) => new Date(monday + ((week * 7 + day) * 24 + hour) * HOUR)
const wall: Wall = {
  slotOf: (hour) => hour.getUTCDay() * 24 + hour.getUTCHours(),
  isHoliday: () => false,
}

/** Numbers that look like chance and are always the same. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

/** Working hours on working days, `rate` mails an hour on average. */
function office(weeks: number, rate: number, seed = 7): Arrivals[] {
  const chance = dice(seed)
  const arrivals: Arrivals[] = []
  for (let week = 0; week < weeks; week++)
    for (let day = 0; day < 5; day++)
      for (let hour = 9; hour < 17; hour++) {
        let count = 0
        for (let p = chance(), limit = Math.exp(-rate); p > limit; p *= chance()) count++
        if (count > 0) arrivals.push({ hour: at(week, day, hour), count })
      }
  return arrivals
}

test('nights and weekends are no silence; a working day without mail is', () => {
  const usual = office(8, 4)

  expect(hear(usual, at(8, 0, 8), wall)).toMatchObject({ isSilent: false })
  expect(hear(usual, at(8, 0, 10), wall)).toMatchObject({ isSilent: false })
  expect(hear(usual, at(8, 0, 15), wall)).toMatchObject({ isSilent: true })
})

test('an account with a few mails a week is given days', () => {
  const seldom = office(8, 0.2)

  expect(hear(seldom, at(8, 1, 12), wall)).toMatchObject({ isSilent: false })
  expect(hear(seldom, at(10, 4, 12), wall)).toMatchObject({ isSilent: true })
})

test('one week with a burst changes little of what is usual', () => {
  const usual = office(8, 1)
  const burst = usual.map((one) => (one.hour >= at(4, 0, 0) && one.hour < at(4, 1, 0) ? { ...one, count: 500 } : one))
  const [calm, excited] = [hear(usual, at(8, 1, 12), wall), hear(burst, at(8, 1, 12), wall)]

  expect(excited?.expected ?? 0).toBeLessThan((calm?.expected ?? 0) * 1.5)
})

test('nothing is expected on a holiday', () => {
  const closed: Wall = { ...wall, isHoliday: (hour) => hour >= at(8, 0, 0) && hour < at(8, 2, 0) }

  expect(hear(office(8, 4), at(8, 1, 16), wall)).toMatchObject({ isSilent: true })
  expect(hear(office(8, 4), at(8, 1, 16), closed)).toMatchObject({ isSilent: false })
})

test('of an account that is new, or hardly used, nothing is usual yet', () => {
  expect(hear([], at(8, 0, 0), wall)).toBeNull()
  expect(hear(office(2, 4), at(4, 0, 0), wall)).toBeNull()
  expect(hear(office(8, 0.02), at(20, 0, 0), wall)).toBeNull()
})

test('over years of ordinary mail there is hardly a false alarm', () => {
  let alarms = 0
  for (let year = 0; year < 6; year++) {
    const mails = office(60, [0.3, 1, 4][year % 3] ?? 1, year + 1)
    for (let week = 8; week < 60; week += 2) {
      const known = mails.filter((one) => one.hour >= at(week - 8, 0, 0) && one.hour < at(week, 0, 0))
      const next = mails.find((one) => one.hour >= at(week, 0, 0))
      if (next && hear(known, next.hour, wall)?.isSilent) alarms++
    }
  }

  expect(alarms).toBeLessThanOrEqual(1)
})
