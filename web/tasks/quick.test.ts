import { expect, test } from 'vitest'
import { readQuick } from './quick.ts'

/** A Wednesday, ten in the morning where the reader is. */
const now = new Date(2026, 2, 4, 10, 0)
const read = (line: string, language = 'en') => {
  const { title, due } = readQuick(line, language, now)
  const at = due && 'at' in due ? new Date(due.at) : null
  const two = (number: number) => String(number).padStart(2, '0')
  const when = at
    ? `${at.getMonth() + 1}-${at.getDate()} ${two(at.getHours())}:${two(at.getMinutes())}`
    : due && 'day' in due && due.day
  return [title, when]
}

test.each([
  ['en', 'Call Dora tomorrow 14:00', 'Call Dora', '3-5 14:00'],
  ['en', 'Call Dora at 14:00 tomorrow', 'Call Dora', '3-5 14:00'],
  ['en', 'Send the offer by Friday', 'Send the offer', '2026-03-06'],
  ['en', 'Review it on wednesday at 9:30', 'Review it', '3-11 09:30'],
  ['en', 'Ask again in 3 days', 'Ask again', '2026-03-07'],
  ['en', 'Renew 2026-12-31', 'Renew', '2026-12-31'],
  ['nl', 'Dora bellen morgen om 14:00', 'Dora bellen', '3-5 14:00'],
  ['nl', 'Offerte sturen op vrijdag', 'Offerte sturen', '2026-03-06'],
  ['nl', 'Nog eens vragen over 2 weken', 'Nog eens vragen', '2026-03-18'],
  ['de', 'Dora anrufen morgen um 14:00', 'Dora anrufen', '3-5 14:00'],
  ['de', 'Angebot senden bis Freitag', 'Angebot senden', '2026-03-06'],
  ['de', 'Nachfragen in 2 Wochen', 'Nachfragen', '2026-03-18'],
  ['tr', 'Dora’yı ara yarın saat 14:00', 'Dora’yı ara', '3-5 14:00'],
  ['tr', 'Teklifi gönder Cumartesi', 'Teklifi gönder', '2026-03-07'],
  ['tr', 'Bak 3 gün sonra', 'Bak', '2026-03-07'],
  ['az', 'Doraya zəng et sabah saat 14:00', 'Doraya zəng et', '3-5 14:00'],
  ['az', 'Təklifi göndər bazar ertəsi', 'Təklifi göndər', '2026-03-09'],
  ['az', 'Hesabat çərşənbə axşamı 09:00', 'Hesabat', '3-10 09:00'],
  ['az', 'Yoxla 3 gün sonra', 'Yoxla', '2026-03-07'],
])('%s: “%s”', (language, line, title, when) => {
  expect(read(line, language)).toEqual([title, when])
})

test('a time that is past today is tomorrow’s, and nothing is taken from what says no time', () => {
  expect(read('Stand-up 09:15')).toEqual(['Stand-up', '3-5 09:15'])
  expect(read('Stand-up 11:00')).toEqual(['Stand-up', '3-4 11:00'])
  expect(read('Read Friday’s report')).toEqual(['Read Friday’s report', null])
  expect(read('Order 2026-02-31')).toEqual(['Order 2026-02-31', null])
  expect(read('tomorrow')).toEqual(['tomorrow', null])
  expect(read('Morgen bellen', 'en')).toEqual(['Morgen bellen', null])
})
