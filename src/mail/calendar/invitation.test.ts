import { describe, expect, test } from 'vitest'
import { cpuMs } from '../../../test/cpu.ts'
import { answerInvitation, isAnswerable } from './answer.ts'
import { readInvitation, type Invitation } from './invitation.ts'
import { inWords } from './repetition.ts'

const calendar = (event: string[], more: string[] = [], method = 'REQUEST'): string =>
  [
    'BEGIN:VCALENDAR',
    `METHOD:${method}`,
    ...more,
    'BEGIN:VEVENT',
    'UID:1@acme.example',
    ...event,
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\n')

function read(event: string[], more: string[] = [], method = 'REQUEST'): Invitation {
  const found = readInvitation(calendar(event, more, method), 2, null)
  if (!found) throw new Error('no invitation')
  return found
}

/** As Outlook names and describes Amsterdam. */
const ZONE = [
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
]

test('an invitation says what, when, where and who', () => {
  const found = read(
    [
      'SEQUENCE:3',
      'SUMMARY;LANGUAGE=nl:Kennismaking\\, deel 1',
      'LOCATION:Room 4\\nAmsterdam',
      'DESCRIPTION:First line\\nsecond',
      ' line',
      'DTSTART;TZID=W. Europe Standard Time:20260305T100000',
      'DTEND;TZID=W. Europe Standard Time:20260305T113000',
      'ORGANIZER;CN="Adler: Dora":mailto:dora@acme.example',
      'ATTENDEE;CN=Support;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:support@desk.example',
      'ATTENDEE;PARTSTAT=ACCEPTED;ROLE=OPT-PARTICIPANT:mailto:ben@desk.example',
      'ATTENDEE:urn:uuid:nobody',
    ],
    ZONE,
  )

  expect(found).toEqual({
    part: 2,
    method: 'request',
    uid: '1@acme.example',
    sequence: 3,
    recurrenceId: null,
    summary: 'Kennismaking, deel 1',
    description: 'First line\nsecondline',
    location: 'Room 4 Amsterdam',
    start: { at: '2026-03-05T09:00:00.000Z', local: '2026-03-05T10:00', zone: 'W. Europe Standard Time' },
    end: { at: '2026-03-05T10:30:00.000Z', local: '2026-03-05T11:30', zone: 'W. Europe Standard Time' },
    repeats: null,
    organizer: { name: 'Adler: Dora', address: 'dora@acme.example' },
    attendees: [
      { name: 'Support', address: 'support@desk.example', answer: 'needs-action', isOptional: false },
      { name: '', address: 'ben@desk.example', answer: 'accepted', isOptional: true },
    ],
  })
})

describe('times', () => {
  const startOf = (line: string, zone: string[] = []) => read([line], zone).start

  test.each([
    ['DTSTART:20260305T090000Z', '2026-03-05T09:00:00.000Z', null],
    ['DTSTART;TZID=Europe/Amsterdam:20260705T100000', '2026-07-05T08:00:00.000Z', 'Europe/Amsterdam'],
    ['DTSTART;TZID=Europe/Amsterdam:20260105T100000', '2026-01-05T09:00:00.000Z', 'Europe/Amsterdam'],
    [
      'DTSTART;TZID=/citadel.org/20210210_1/Asia/Baku:20260705T100000',
      '2026-07-05T06:00:00.000Z',
      '/citadel.org/20210210_1/Asia/Baku',
    ],
    ['DTSTART;TZID="Azerbaijan Standard Time":20260705T100000', '2026-07-05T06:00:00.000Z', 'Azerbaijan Standard Time'],
    ['DTSTART;TZID=Nowhere/Land:20260705T100000', null, 'Nowhere/Land'],
    ['DTSTART:20260705T100000', null, null],
    ['DTSTART;VALUE=DATE:20260705', null, null],
  ])('%s', (line, at, zone) => {
    expect(startOf(line)).toMatchObject({ at, zone })
  })

  test.each([
    ['20260329T015900', '2026-03-29T00:59:00.000Z'],
    ['20260329T030000', '2026-03-29T01:00:00.000Z'],
    ['20261025T025900', '2026-10-25T00:59:00.000Z'],
    ['20261025T040000', '2026-10-25T03:00:00.000Z'],
    ['20260101T000000', '2025-12-31T23:00:00.000Z'],
  ])('the zone that came with it counts, at the hour of its changes: %s', (local, at) => {
    expect(startOf(`DTSTART;TZID=W. Europe Standard Time:${local}`, ZONE)?.at).toBe(at)
  })

  test('no year has more than four digits, however long it lasts', () => {
    expect(read(['DTSTART:99991231T100000Z', 'DURATION:P9999W']).end).toBe(null)
    expect(read(['DTSTART:40001231T100000Z', 'DURATION:P9999W']).end?.at).toBe('4192-08-19T10:00:00.000Z')
  })

  test('a day lasts to its end, and a length stands for an end', () => {
    expect(read(['DTSTART;VALUE=DATE:20260705', 'DTEND;VALUE=DATE:20260708']).end?.local).toBe('2026-07-07')
    expect(read(['DTSTART:20260705T100000Z', 'DURATION:PT1H30M']).end?.at).toBe('2026-07-05T11:30:00.000Z')
    expect(read(['DTSTART;VALUE=DATE:20260705', 'DURATION:P1D']).end?.local).toBe('2026-07-05')
  })
})

test.each([
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=10', 'every 2 weeks on Monday, Wednesday 10 times'],
  ['FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20261231T225959Z', 'every month on the last Friday until 2026-12-31'],
  ['FREQ=DAILY', 'every day'],
])('%s is %s', (rule, words) => {
  const { repeats } = read([`RRULE:${rule}`])

  expect(repeats && inWords(repeats)).toBe(words)
})

test('a series is told by itself and not by its exceptions; one of a series by its own date', () => {
  const exception = [
    'BEGIN:VEVENT',
    'UID:1@acme.example',
    'RECURRENCE-ID:20260312T090000Z',
    'SUMMARY:Moved',
    'END:VEVENT',
  ]

  expect(read(['SUMMARY:Weekly'], exception).summary).toBe('Weekly')
  expect(read(['RECURRENCE-ID;TZID=W. Europe Standard Time:20260312T100000'], ZONE).recurrenceId).toBe(
    '20260312T090000Z',
  )
})

describe('an answer', () => {
  const invitation = read(
    [
      'SEQUENCE:2',
      'SUMMARY:Talk; plan, and a very long summary that has to be folded because it is longer than 75 octets ü',
      'DTSTART;TZID=W. Europe Standard Time:20260305T100000',
      'RECURRENCE-ID;TZID=W. Europe Standard Time:20260305T100000',
      'ORGANIZER;CN=Dora:mailto:dora@acme.example',
    ],
    ZONE,
  )
  const attendee = { name: 'Acme "Support"', address: 'support@desk.example' }
  const now = new Date('2026-03-02T09:15:00Z')

  test('is a calendar that the organiser’s program reads', () => {
    const text = answerInvitation({ invitation, attendee, answer: 'tentative', now })

    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
    expect(text.replaceAll('\r\n ', '').split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'PRODID:-//Postroom//Postroom//EN',
      'VERSION:2.0',
      'METHOD:REPLY',
      'BEGIN:VEVENT',
      'UID:1@acme.example',
      'SEQUENCE:2',
      'DTSTAMP:20260302T091500Z',
      'RECURRENCE-ID:20260305T090000Z',
      'DTSTART:20260305T090000Z',
      'ORGANIZER;CN="Dora":mailto:dora@acme.example',
      'ATTENDEE;PARTSTAT=TENTATIVE;CN="Acme \'Support\'":mailto:support@desk.example',
      'SUMMARY:Talk\\; plan\\, and a very long summary that has to be folded because it is longer than 75 octets ü',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ])
    expect(readInvitation(text.replaceAll('\r\n', '\n'), 0, null)).toMatchObject({
      method: 'reply',
      attendees: [{ address: 'support@desk.example', answer: 'tentative' }],
    })
  })

  test('nothing in an invitation breaks out of its line', () => {
    const hostile = {
      ...invitation,
      uid: 'a\r\nEND:VEVENT',
      summary: 'b\r\nATTENDEE:x',
      organizer: { name: 'c"\r\nX:y', address: 'd@e.example' },
    }

    const lines = answerInvitation({ invitation: hostile, attendee, answer: 'accepted', now })
      .replaceAll('\r\n ', '')
      .split('\r\n')

    expect(lines.filter((line) => /^(?:ATTENDEE|END:VEVENT|X:)/.test(line))).toHaveLength(2)
  })

  test('is for requests of somebody only', () => {
    expect(isAnswerable(invitation)).toBe(true)
    expect(isAnswerable({ ...invitation, method: 'cancel' })).toBe(false)
    expect(() =>
      answerInvitation({ invitation: { ...invitation, organizer: null }, attendee, answer: 'accepted', now }),
    ).toThrow('cannot be answered')
  })
})

test('what is no calendar, or one without an event, is no invitation; one that is cut is read as far as it goes', () => {
  expect(readInvitation('Hello', 1, 'request')).toBe(null)
  expect(readInvitation('BEGIN:VCALENDAR\nBEGIN:VTODO\nEND:VTODO\nEND:VCALENDAR', 1, 'request')).toBe(null)
  expect(readInvitation('BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Cut', 1, 'CANCEL')).toMatchObject({
    method: 'cancel',
    summary: 'Cut',
  })
})

test.each([
  ['components within components', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\n'.repeat(15_000)],
  ['attendees', calendar(Array.from({ length: 10_000 }, (_, at) => `ATTENDEE:mailto:u${at}@acme.example`))],
  [
    'observances',
    calendar(
      ['DTSTART;TZID=Z:20260305T100000'],
      [
        'BEGIN:VTIMEZONE',
        'TZID:Z',
        ...Array.from(
          { length: 3_000 },
          () => 'BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD',
        ),
        'END:VTIMEZONE',
      ],
    ),
  ],
  ['folded lines', `BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x${'\n y'.repeat(150_000)}`],
  ['quotes and semicolons', calendar([`ATTENDEE${';"'.repeat(200_000)}:x`])],
  ['a rule of many days', calendar([`RRULE:FREQ=DAILY;BYDAY=${'MO,'.repeat(150_000)}`])],
])('many %s take no time', (_name, text) => {
  const began = cpuMs()

  readInvitation(text, 1, null)

  expect(cpuMs() - began).toBeLessThan(1_500)
})
