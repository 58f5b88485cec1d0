// An invitation that somebody accepted in a mail, put into their calendar and onto the timeline of whom it is with, once the answer can
// no longer be called back; one that they declined goes again.
import { putIntoCalendar, targetOf } from '../../desk/calendars/own.ts'
import { addActivity, changeActivity, deleteActivity } from '../../desk/timeline/activities.ts'
import type { Subject } from '../../desk/timeline/timeline.api.ts'
import type { Id } from '../../kit/id.ts'
import type { InvitationAnswer } from '../../mail/calendar/answer.ts'
import type { Invitation } from '../../mail/calendar/invitation.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { subjectsOf } from './subjects.ts'

export const acceptJob = 'calendar.accept'

export interface Accepted {
  conversationId: Id
  /** The one with the invitation. */
  messageId: Id
  /** The answer, and where it stands. */
  answerId: Id
  answerIn: Id
  userId: Id
  answer: InvitationAnswer
}

export function calendarHandlers(): Handlers {
  return {
    [acceptJob]: {
      run: async (tx, jobs) => {
        for (const { payload } of jobs) await follow(tx, payload as Accepted)
      },
    },
  }
}

async function follow(
  tx: Tx,
  { conversationId, messageId, answerId, answerIn, userId, answer }: Accepted,
): Promise<void> {
  const invitation = await invitationOf(tx, conversationId, messageId)
  if (!invitation?.start?.at || !(await isThere(tx, answerIn, answerId))) return
  if ((await targetOf(tx, userId)) === null) return
  const own: Tx = { ...tx, actorId: userId }
  const [known] = await tx.query<{ id: Id; is_deleted: boolean }>({
    name: 'invitation-accepted',
    text: `select o.activity_id as id, a.deleted_at is not null as is_deleted from calendar_own o join activity a on a.id = o.activity_id
      join calendar c on c.id = o.calendar_id where o.uid = $1 and c.owner_id = $2 limit 1`,
    values: [invitation.uid, userId],
  })
  if (known?.is_deleted) return
  if (answer === 'declined') return known && (await deleteActivity(own, known.id))
  const at = new Date(invitation.start.at)
  const end = invitation.end?.at ? Date.parse(invitation.end.at) : at.getTime()
  const minutes = Math.min(1_440, Math.round((end - at.getTime()) / 60_000)) || null
  if (known) {
    await changeActivity(own, known.id, { at, minutes, text: invitation.summary })
    return
  }
  const subjects = await whoElse(tx, conversationId, invitation, userId, at)
  if (subjects.length === 0) return
  const row = await addActivity(own, { kind: 'meeting', at, minutes, direction: null, outcome: null, text: invitation.summary, subjects }) // prettier-ignore
  await putIntoCalendar(own, row.id, userId, invitation.uid)
}

async function invitationOf(tx: Tx, conversationId: Id, id: Id): Promise<Invitation | null> {
  const row = await tx.db.selectFrom('message').select('invitation').where('conversation_id', '=', conversationId).where('id', '=', id).executeTakeFirst() // prettier-ignore
  return (row?.invitation as Invitation | null | undefined) ?? null
}

async function isThere(tx: Tx, conversationId: Id, id: Id): Promise<boolean> {
  const row = await tx.db.selectFrom('message').select('id').where('conversation_id', '=', conversationId).where('id', '=', id).executeTakeFirst() // prettier-ignore
  return row !== undefined
}

/** Nothing of a private conversation comes onto a timeline. */
async function whoElse(
  tx: Tx,
  conversationId: Id,
  { summary, organizer, attendees }: Invitation,
  ownerId: Id,
  at: Date,
): Promise<Subject[]> {
  // prettier-ignore
  const row = await tx.db.selectFrom('conversation').select(['contact_id', 'private_at']).where('id', '=', conversationId).executeTakeFirst() // prettier-ignore
  if (!row || row.private_at !== null) return []
  const people = [...(organizer ? [organizer] : []), ...attendees]
  const [links = []] = await subjectsOf(tx, [{ ownerId, title: summary, people, at }])
  const found = links.map(({ noun, id }): Subject => ({ noun, id }))
  const isKnown = row.contact_id === null || found.some((one) => one.id === row.contact_id)
  return isKnown ? found : [...found, { noun: 'contact', id: row.contact_id as Id }]
}
