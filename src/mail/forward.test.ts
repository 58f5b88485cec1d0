import { expect, test } from 'vitest'
import { readForward } from './forward.ts'

const dora = { name: 'Dora Field', address: 'dora@acme.example' }

test.each([
  [
    'Gmail',
    'Fwd: Kettle',
    'Please see.\n\n---------- Forwarded message ---------\nFrom: Dora Field <dora@acme.example>\nDate: Mon, 4 May 2026 at 10:12\nSubject: Kettle\nTo: <ben@desk.example>\n\nIt leaks.',
  ],
  [
    'Apple Mail',
    'Fwd: Kettle',
    'Please see.\n\nBegin forwarded message:\n\n> From: Dora Field <dora@acme.example>\n> Subject: Kettle\n> Date: 4 May 2026 at 10:12\n> To: ben@desk.example\n>\n> It leaks.',
  ],
  [
    'Outlook',
    'FW: Kettle',
    'Please see.\n\nFrom: Dora Field [mailto:dora@acme.example]\nSent: Monday, May 4, 2026 10:12\nTo: Ben\nSubject: Kettle\n\nIt leaks.',
  ],
  [
    'Outlook in German',
    'WG: Kettle',
    'Please see.\n\nVon: Dora Field <dora@acme.example<mailto:dora@acme.example>>\nGesendet: Montag, 4. Mai 2026 10:12\nAn: Ben\nBetreff: Kettle\n\nIt leaks.',
  ],
  [
    'Thunderbird',
    'Fwd: Kettle',
    'Please see.\n\n-------- Forwarded Message --------\nSubject: \tKettle\nDate: \tMon, 4 May 2026 10:12:00\nFrom: \tDora Field <dora@acme.example>\nTo: \tben@desk.example\n\nIt leaks.',
  ],
  [
    'Turkish',
    'İLT: Kettle',
    'Please see.\n\nKimden: Dora Field <dora@acme.example>\nGönderildi: 4 Mayıs 2026\nKime: Ben\nKonu: Kettle\n\nIt leaks.',
  ],
])('%s: the real sender is offered', (_program, subject, text) => {
  expect(readForward({ text, subject })).toMatchObject({ sender: dora, subject: 'Kettle', note: 'Please see.' })
})

test.each([
  [
    'an answer',
    'Re: Kettle',
    'Yes.\n\nFrom: Dora Field <dora@acme.example>\nSent: Monday, May 4, 2026\nTo: Ben\nSubject: Kettle\n\nIt leaks.',
  ],
  ['an ordinary mail', 'Kettle', 'It leaks.'],
  ['a forward without its head', 'Fwd: Kettle', 'See the attached mail.'],
])('%s forwards nothing', (_what, subject, text) => {
  expect(readForward({ text, subject })).toBeNull()
})

test('a name without an address is no sender', () => {
  const text = '-----Weitergeleitete Nachricht-----\nVon: Dora Field\nGesendet: 4. Mai 2026\nAn: Ben\nBetreff: Kettle\n'
  expect(readForward({ text, subject: 'WG: Kettle' })).toMatchObject({
    sender: null,
    subject: 'Kettle',
    date: '4. Mai 2026',
  })
})
