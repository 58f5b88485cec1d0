// A meeting that Outlook packed instead of attaching a calendar (MS-OXOCAL), written as the calendar it would have been.
import type { Address } from '../../address.ts'
import { escaped } from '../content-lines.ts'
import type { Properties } from './properties.ts'

export interface Meeting {
  method: 'REQUEST' | 'CANCEL' | 'REPLY'
  /** Of an answer. */
  answer: 'ACCEPTED' | 'TENTATIVE' | 'DECLINED' | null
  uid: string
  summary: string
  location: string
  start: Date | null
  end: Date | null
}

// MS-OXPROPS
const appointment = '0220060000000000c000000000000046'
const meetings = '90dad86e0b451b1098da00aa003f1305'
const START = 0x820d
const END = 0x820e
const LOCATION = 0x8208
const GLOBAL_ID = 0x0003
const SUBJECT = 0x0037
const START_DATE = 0x0060
const END_DATE = 0x0061

// As TNEF writes the classes, and as MAPI does (MS-OXTNEF §2.1.3.3.15)
const CLASSES: [RegExp, Meeting['method'], Meeting['answer']][] = [
  [/MtgReq|Meeting\.Request/i, 'REQUEST', null],
  [/MtgCncl|Meeting\.Canceled/i, 'CANCEL', null],
  [/MtgRespP|Resp\.Pos/i, 'REPLY', 'ACCEPTED'],
  [/MtgRespA|Resp\.Tent/i, 'REPLY', 'TENTATIVE'],
  [/MtgRespN|Resp\.Neg/i, 'REPLY', 'DECLINED'],
]

/** Null for a message of any other class. */
export function meetingIn(properties: Properties, messageClass: string): Meeting | null {
  const [, method, answer = null] = CLASSES.find(([pattern]) => pattern.test(messageClass)) ?? []
  if (!method) return null
  return {
    method,
    answer,
    uid: uidOf(properties.named(meetings, GLOBAL_ID)),
    summary: properties.text(SUBJECT),
    location: properties.namedText(appointment, LOCATION),
    start: instant(properties.named(appointment, START) ?? properties.bytes(START_DATE)),
    end: instant(properties.named(appointment, END) ?? properties.bytes(END_DATE)),
  }
}

/** What Outlook itself calls it in a calendar: the id in hexadecimal without the date of one of a series, or the one inside it. */
function uidOf(id: Buffer | null): string {
  if (!id) return ''
  const foreign = id.indexOf('vCal-Uid')
  if (foreign !== -1) return id.toString('latin1', foreign + 12).replace(/\0.*$/s, '')
  return `${id.toString('hex', 0, 16)}00000000${id.toString('hex', 20)}`.toUpperCase()
}

/** 100 ns since 1601. */
function instant(value: Buffer | null): Date | null {
  if (value?.length !== 8) return null
  const date = new Date(Number(value.readBigUInt64LE() / 10_000n) - 11_644_473_600_000)
  return Number.isNaN(date.getTime()) ? null : date
}

/** `writer` is the organiser, or whoever answers. */
export function calendarOf(meeting: Meeting, writer: Address | null): string {
  const { method, answer, uid, summary, location, start, end } = meeting
  const time = (date: Date): string => `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
  const person = writer && `mailto:${escaped(writer.address)}`
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `SUMMARY:${escaped(summary)}`,
    ...(location === '' ? [] : [`LOCATION:${escaped(location)}`]),
    ...(start ? [`DTSTART:${time(start)}`] : []),
    ...(end ? [`DTEND:${time(end)}`] : []),
    ...(person && answer === null ? [`ORGANIZER:${person}`] : []),
    ...(person && answer !== null ? [`ATTENDEE;PARTSTAT=${answer}:${person}`] : []),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}
