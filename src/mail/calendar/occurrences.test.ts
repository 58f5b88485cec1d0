import { expect, test } from 'vitest'
import { occurrencesIn } from './occurrences.ts'

const window = {
  from: new Date('2026-03-01T00:00:00Z'),
  until: new Date('2026-09-01T00:00:00Z'),
  againUntil: new Date('2026-04-15T00:00:00Z'),
  zone: 'Europe/Amsterdam',
}
const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:weekly@acme.example', ...lines, 'END:VEVENT'].join('\r\n')
const shown = (text: string) => occurrencesIn(text, window).map((one) => `${one.start.toISOString().slice(0, 16)} ${one.summary}`) // prettier-ignore

test('a series keeps its hour over the change of the clocks, one of it is moved, one is called off, one taken out', () => {
  const text = calendar(
    event('DTSTART;TZID=Europe/Amsterdam:20260310T100000', 'DURATION:PT30M', 'RRULE:FREQ=WEEKLY', 'EXDATE;TZID=Europe/Amsterdam:20260317T100000', 'SUMMARY:Weekly'), // prettier-ignore
    event('RECURRENCE-ID;TZID=Europe/Amsterdam:20260324T100000', 'DTSTART;TZID=Europe/Amsterdam:20260325T140000', 'SUMMARY:Moved'), // prettier-ignore
    event('RECURRENCE-ID;TZID=Europe/Amsterdam:20260331T100000', 'DTSTART;TZID=Europe/Amsterdam:20260331T100000', 'STATUS:CANCELLED', 'SUMMARY:Off'), // prettier-ignore
  )

  expect(shown(text)).toEqual([
    '2026-03-10T09:00 Weekly',
    '2026-04-07T08:00 Weekly',
    '2026-04-14T08:00 Weekly',
    '2026-03-25T13:00 Moved',
    '2026-03-31T08:00 Off',
  ])
  const off = occurrencesIn(text, window).find((one) => one.summary === 'Off')
  expect(off).toMatchObject({ status: 'cancelled', recurrence: '20260331T080000Z' })
})

test('whole days are days where the owner of the calendar is, and what has no zone is by their clock', () => {
  const text = calendar(
    event('DTSTART;VALUE=DATE:20260402', 'DTEND;VALUE=DATE:20260404', 'SUMMARY:Fair', 'CLASS:PRIVATE'),
    event('DTSTART:20260402T090000', 'DTEND:20260402T100000', 'SUMMARY:Nowhere').replace('weekly', 'other'),
  )

  const [fair, nowhere] = occurrencesIn(text, window)
  expect(fair).toMatchObject({ days: { first: '2026-04-02', last: '2026-04-03' }, isPrivate: true, recurrence: '' })
  expect([fair?.start.toISOString(), fair?.end.toISOString()]).toEqual(['2026-04-01T22:00:00.000Z', '2026-04-03T22:00:00.000Z']) // prettier-ignore
  expect(nowhere?.start.toISOString()).toBe('2026-04-02T07:00:00.000Z')
})

test('who organises and who is asked, with what they said; and nothing of what is no calendar', () => {
  const text = calendar(
    event('DTSTART:20260305T090000Z', 'ORGANIZER;CN=Ben:mailto:ben@desk.example', 'ATTENDEE;PARTSTAT=DECLINED;CN="Vega, Dora":mailto:dora@acme.example'), // prettier-ignore
  )

  expect(occurrencesIn(text, window)[0]?.people).toEqual([
    { name: 'Ben', address: 'ben@desk.example', answer: 'accepted', isOptional: false },
    { name: 'Vega, Dora', address: 'dora@acme.example', answer: 'declined', isOptional: false },
  ])
  expect(occurrencesIn('<html>Sign in</html>', window)).toEqual([])
})
