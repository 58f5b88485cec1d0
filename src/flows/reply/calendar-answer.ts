// Saying yes, maybe or no to an invitation: what the organiser's calendar reads beside the words.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Message } from '../../desk/conversations/conversations.api.ts'
import { readInbox } from '../../desk/inboxes/inboxes.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { answerInvitation, type InvitationAnswer } from '../../mail/calendar/answer.ts'
import type { Invitation } from '../../mail/calendar/invitation.ts'
import type { Tx } from '../../store/tx.ts'
import { isOwnAddress } from './start.ts'

/** Whoever of us was invited answers: an address of this inbox, else any of ours, else the one it sends from. */
export async function calendarAnswer(
  tx: Tx,
  message: Pick<Message, 'conversationId' | 'id'>,
  inboxId: Id,
  answer: InvitationAnswer,
): Promise<string> {
  const row = await tx.db
    .selectFrom('message')
    .select('invitation')
    .where('conversation_id', '=', message.conversationId)
    .where('id', '=', message.id)
    .executeTakeFirst()
  const invitation = row?.invitation as Invitation | null | undefined
  if (!invitation)
    throw new Problem('invalid', 'no-invitation', 'There is no invitation in this message.', {
      detail: { messageId: message.id },
    })
  const inbox = await readInbox(tx, inboxId)
  const isOwn = await isOwnAddress(tx)
  const invited = invitation.attendees.filter(({ address }) => isOwn(address))
  const here = invited.find(({ address }) => inbox.addresses.includes(normalizeAddress(address)))
  const { address } = here ?? invited[0] ?? { address: inbox.addresses[0] ?? '' }
  return answerInvitation({ invitation, attendee: { name: inbox.fromName, address }, answer, now: tx.now })
}
