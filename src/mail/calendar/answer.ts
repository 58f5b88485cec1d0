// The answer to an invitation, for the organiser's calendar to read (RFC 5546 §3.2.3).
import { Problem } from '../../kit/problem.ts'
import type { Address } from '../address.ts'
import { escaped } from '../parse/content-lines.ts'
import type { Invitation, Moment } from './invitation.ts'

export type InvitationAnswer = 'accepted' | 'tentative' | 'declined'

/** The text of a `text/calendar; method=REPLY` part, with CR LF. Refuses what cannot be answered (a Problem, `invalid`). */
export function answerInvitation(given: {
  invitation: Invitation
  /** Who answers: the address that was invited. */
  attendee: Address
  answer: InvitationAnswer
  now: Date
}): string {
  const { invitation, attendee, answer, now } = given
  const { uid, organizer, start, end, summary, recurrenceId } = invitation
  if (!isAnswerable(invitation) || !organizer)
    throw new Problem('invalid', 'invitation-unanswerable', 'This invitation cannot be answered.')
  const lines = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Postroom//Postroom//EN',
    'VERSION:2.0',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    `UID:${oneLine(uid)}`,
    `SEQUENCE:${invitation.sequence}`,
    `DTSTAMP:${basicUtc(now.toISOString())}`,
    ...(recurrenceId === null ? [] : [named('RECURRENCE-ID', recurrenceId)]),
    ...(start ? whenLine('DTSTART', start) : []),
    ...(end && end.local.length > 10 ? whenLine('DTEND', end) : []),
    `ORGANIZER${commonName(organizer.name)}:mailto:${oneLine(organizer.address)}`,
    `ATTENDEE;PARTSTAT=${answer.toUpperCase()}${commonName(attendee.name)}:mailto:${oneLine(attendee.address)}`,
    ...(summary === '' ? [] : [`SUMMARY:${escaped(summary)}`]),
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

/** Only a request with somebody to answer to. */
export const isAnswerable = ({ method, uid, organizer }: Pick<Invitation, 'method' | 'uid' | 'organizer'>): boolean =>
  method === 'request' && uid !== '' && organizer !== null

/** In UTC, so that no time zone need come along; a time that nobody can place is left out. */
function whenLine(name: string, { at, local }: Moment): string[] {
  if (at) return [`${name}:${basicUtc(at)}`]
  return local.length === 10 ? [named(name, local.replaceAll('-', ''))] : []
}

const named = (name: string, value: string): string =>
  value.length === 8 ? `${name};VALUE=DATE:${value}` : `${name}:${value}`
const basicUtc = (iso: string): string => `${iso.slice(0, 19).replace(/[-:]/g, '')}Z`
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, '')

/** RFC 5545 §3.2: no quotation mark can stand in a parameter. */
function commonName(name: string): string {
  const clean = oneLine(name).replaceAll('"', "'")
  return clean === '' ? '' : `;CN="${clean}"`
}

/** RFC 5545 §3.1: 75 octets, and no character cut in two. */
function folded(line: string): string {
  let out = ''
  let size = 0
  for (const letter of line) {
    const width = Buffer.byteLength(letter)
    if (size + width > 75) {
      out += '\r\n '
      size = 1
    }
    out += letter
    size += width
  }
  return out
}
