import { expect, test } from 'vitest'
import { weekInWords } from './week.ts'

const none = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }

test('days with the same hours are told together, days without any not at all', () => {
  const office: [string, string][] = [['09:00', '17:00']]
  const week = { ...none, mon: office, tue: office, wed: office, thu: office, fri: office, sat: [['10:00', '13:00']] }

  expect(weekInWords(week as never, 'en')).toBe('Mon–Fri 09:00–17:00, Sat 10:00–13:00')
  expect(weekInWords(none, 'en')).toBe('')
})

test('a free day between parts them', () => {
  const office: [string, string][] = [['09:00', '17:00']]

  expect(weekInWords({ ...none, mon: office, wed: office }, 'en')).toBe('Mon 09:00–17:00, Wed 09:00–17:00')
})
