import { expect, test } from 'vitest'
import { problemOf, withLetter, words } from '../../../test/answering.ts'
import { onDesk } from '../../../test/desk.ts'
import { attachedMail, findAttachment } from '../../desk/conversations/files.ts'
import type { Entry } from '../../desk/conversations/conversations.api.ts'
import { listEntries } from '../../desk/conversations/entries.ts'
import { must } from '../../kit/must.ts'
import { attachmentBytes } from '../../mail/parse/parse.ts'
import { readMail } from '../../mail/read.ts'
import { sendReply } from './send.ts'

const part = (type: string, ...lines: string[]): string =>
  ['--b', `Content-Type: ${type}`, '', ...lines, ''].join('\r\n')

const invitation = Buffer.from(
  [
    'From: Dora <dora@acme.example>',
    'To: support@desk.example',
    'Subject: Shall we meet?',
    'Message-ID: <invitation@acme.example>',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    part('text/plain', 'Please come.') +
      part(
        'text/calendar; method=REQUEST; charset=utf-8',
        'BEGIN:VCALENDAR',
        'METHOD:REQUEST',
        'BEGIN:VEVENT',
        'UID:meeting-1@acme.example',
        'SUMMARY:The parcel',
        'DTSTART:20260305T090000Z',
        'ORGANIZER;CN=Dora:mailto:dora@acme.example',
        'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:Support@desk.example',
        'END:VEVENT',
        'END:VCALENDAR',
      ) +
      part('message/rfc822', 'From: Emil <emil@acme.example>', 'Subject: Before', '', 'What Emil wrote.') +
      '--b--\r\n',
  ].join('\r\n'),
)

const isMessage = (one: Entry) => one.type === 'message'

test(
  'an invitation is shown, and the answer to it is a mail that the organiser’s calendar reads',
  onDesk(async (desk) => {
    const { ben } = desk
    const { means, conversation, leaving } = await withLetter(desk, { raw: invitation })
    const { entries } = await listEntries(desk.tx, await ben.actor(), conversation.id, { limit: 50 })
    expect(entries.find(isMessage)?.invitation).toMatchObject({
      summary: 'The parcel',
      method: 'request',
      isAnswerable: true,
    })

    await sendReply(ben, means, await ben.actor(), {
      id: conversation.id,
      version: conversation.version,
      ...words,
      invitation: 'accepted',
    })

    const { read } = await leaving()
    expect(read.text.trim()).toBe(words.text)
    expect(read.invitation).toMatchObject({
      method: 'reply',
      uid: 'meeting-1@acme.example',
      organizer: { address: 'dora@acme.example' },
      attendees: [{ address: 'Support@desk.example', answer: 'accepted' }],
    })
  }),
)

test(
  'where nobody invited, there is nothing to say yes to',
  onDesk(async (desk) => {
    const { ben } = desk
    const { means, conversation } = await withLetter(desk)
    const actor = await ben.actor()

    const refused = await problemOf(
      sendReply(ben, means, actor, {
        id: conversation.id,
        version: conversation.version,
        ...words,
        invitation: 'declined',
      }),
    )

    expect(refused).toMatchObject({ kind: 'invalid', code: 'no-invitation' })
  }),
)

test(
  'a mail attached to a mail can be read',
  onDesk(async (desk) => {
    const { ben, tx } = desk
    const { means, conversation } = await withLetter(desk, { raw: invitation })
    const { entries } = await listEntries(tx, await ben.actor(), conversation.id, { limit: 50 })
    const { id, attachments } = must(entries.find(isMessage), 'the message')
    const file = must(
      attachments.find(({ type }) => type === 'message/rfc822'),
      'the attached mail',
    )
    const looker = { actor: await ben.actor(), inboxId: conversation.inbox_id }

    const reader = { ...means.reader, attachment: attachmentBytes, read: readMail }

    const mail = await attachedMail({ reader }, await findAttachment(tx, means, looker, conversation.id, id, file.id))

    expect(mail).toMatchObject({ from: [{ name: 'Emil' }], subject: 'Before', text: 'What Emil wrote.' })
  }),
)
