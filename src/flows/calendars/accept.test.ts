import { expect, test } from 'vitest'
import { withLetter, words } from '../../../test/answering.ts'
import { type Desk, onDesk } from '../../../test/desk.ts'
import { addCalendar as addRoute } from '../../desk/calendars/calendars.api.ts'
import { addCalendar } from '../../desk/calendars/calendars.ts'
import { readTimeline } from '../../desk/timeline/read.ts'
import { system } from '../../desk/users/permissions.ts'
import type { Job } from '../../store/jobs/claim.ts'
import type { InsideHandler } from '../../store/jobs/worker.ts'
import { sendReply } from '../reply/send.ts'
import { undoSend } from '../reply/undo.ts'
import { acceptJob, calendarHandlers } from './accept.ts'

const invitation = Buffer.from(
  [
    'From: Dora <dora@acme.example>',
    'To: support@desk.example',
    'Subject: Shall we meet?',
    'Message-ID: <invitation@acme.example>',
    'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
    '',
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:meeting-1@acme.example',
    'SUMMARY:The parcel',
    'DTSTART:20260305T090000Z',
    'DTEND:20260305T094500Z',
    'ORGANIZER;CN=Dora:mailto:dora@acme.example',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:Support@desk.example',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n'),
)

/** The answers so far, as the worker follows them. */
async function follow({ tx }: Desk): Promise<void> {
  const jobs = await tx.db.deleteFrom('job').where('kind', '=', acceptJob).returning(['payload']).execute()
  await (calendarHandlers()[acceptJob] as InsideHandler).run(tx, jobs as unknown as Job[])
}
const owns = ({ tx }: Desk) => tx.db.selectFrom('calendar_own').innerJoin('activity', 'activity.id', 'activity_id').select(['uid', 'text', 'at', 'minutes', 'deleted_at']).execute() // prettier-ignore

async function invited(desk: Desk) {
  const letter = await withLetter(desk, { raw: invitation })
  const actor = await desk.ben.actor()
  const input = addRoute.input.parse({ kind: 'caldav', name: 'Work', url: 'https://cloud.example/', username: 'ben', secret: 'x', isTarget: true }) // prettier-ignore
  await addCalendar(desk.ben, letter.means.keys, actor, input)
  const { id } = letter.conversation
  const say = async (answer: 'accepted' | 'declined') => {
    const { version } = await desk.tx.db.selectFrom('conversation').select('version').where('id', '=', id).executeTakeFirstOrThrow() // prettier-ignore
    return await sendReply(desk.ben, letter.means, actor, { id, ...words, version, invitation: answer })
  }
  return { ...letter, say }
}

test(
  'an invitation that is accepted is put into one’s calendar and onto the timeline; declined later, it goes again',
  onDesk(async (desk) => {
    const { say } = await invited(desk)
    await desk.tx.db.updateTable('contact').set({ inbox_ids: [] }).where('id', '=', desk.dora.id).execute()

    await say('accepted')
    await follow(desk)

    expect(await owns(desk)).toEqual([{ uid: 'meeting-1@acme.example', text: 'The parcel', at: new Date('2026-03-05T09:00:00Z'), minutes: 45, deleted_at: null }]) // prettier-ignore
    const of = { noun: 'contact' as const, id: desk.dora.id }
    expect((await readTimeline(desk.tx, system, of, { kinds: ['meeting'], limit: 5 })).entries).toMatchObject([{ actorId: desk.ben.id, activity: { text: 'The parcel' } }]) // prettier-ignore

    await say('declined')
    await follow(desk)
    expect((await owns(desk))[0]?.deleted_at).not.toBeNull()
  }),
)

test(
  'an answer that was called back, and an invitation in a private conversation, put nothing anywhere',
  onDesk(async (desk) => {
    const { say, means, conversation } = await invited(desk)

    const { message } = await say('accepted')
    await undoSend(desk.ben, means, message.outboxId ?? '')
    await follow(desk)
    expect(await owns(desk)).toEqual([])

    await say('accepted')
    await desk.tx.db.updateTable('conversation').set({ private_at: desk.tx.now }).where('id', '=', conversation.id).execute() // prettier-ignore
    await follow(desk)
    expect(await owns(desk)).toEqual([])
  }),
)
