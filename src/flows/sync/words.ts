// Whether what happened on a server holds against what was done here since both sides last agreed.
import { noteChange, type Said } from '../../desk/mailboxes/changes.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { decideConflict, type Rule } from './conflicts.ts'
import type { Head, Policy } from './policy.ts'

/** What the history says of changes that came from a server. They are no word of the desk's. */
export const BECAUSE = {
  archived: 'archived in the mail account',
  cameBack: 'moved back in the mail account',
  restored: 'taken out of the trash in the mail account',
  flagged: 'flagged in the mail account',
  unflagged: 'no longer flagged in the mail account',
  labelled: 'labelled in the mail account',
  unlabelled: 'no longer labelled in the mail account',
} as const

type Place = 'inbox' | 'archive' | 'trash'

/** A status, and where the mails of a conversation in it lie. */
const PLACE: Record<string, Place> = { open: 'inbox', waiting: 'inbox', resolved: 'archive', deleted: 'trash' }

/**
 * False where the desk wins: then the server is put right, as far as it is told of such things. `unopposed`: nobody here said anything
 * since.
 */
export async function mayServer(
  tx: Tx,
  policy: Policy,
  head: Head,
  place: Place,
  since: Date,
  messageId: Id | null,
): Promise<boolean | 'unopposed'> {
  const desk = await lastWord(tx, head, since)
  if (!desk) return 'unopposed'
  if (PLACE[desk.value] === place) return true
  const where = { mailboxId: policy.id, inboxId: policy.inbox_id, conversationId: head.id, messageId }
  const sides = { field: 'status' as const, desk, server: { value: place, at: tx.now } }
  if ((await decideConflict(tx, where, sides, policy.status_rule as Rule)) === 'server') return true
  await noteChange(tx, policy.id, head.id, remedy(desk.value, place))
  return false
}

/** What puts mails that were moved to `place` where the desk has them. Pure. */
export function remedy(deskValue: string, place: Place): Said {
  if (deskValue === 'deleted') return { field: 'deleted', wanted: 'yes' }
  if (place === 'trash') return { field: 'deleted', wanted: 'no' }
  return { field: 'status', wanted: deskValue === 'resolved' ? 'resolved' : 'open' }
}

/** The last that somebody at the desk decided about its status; what a customer's mail or a mail account did is no such word. */
async function lastWord(
  tx: Tx,
  head: Head,
  since: Date,
): Promise<{ value: string; at: Date; actorId: Id | null } | null> {
  const [word] = await tx.query<{ name: string; to: string | null; at: Date; actor_id: Id | null }>({
    name: 'sync-last-word',
    text: `select name, data ->> 'to' as "to", at, actor_id from event
      where subject_id = $1 and at > $2 and (
        (name = 'conversation.statusChanged' and coalesce(data ->> 'because', '') <> all($3::text[]))
        or (name in ('conversation.deleted', 'conversation.restored') and actor_id is not null))
      order by id desc limit 1`,
    values: [head.id, since, [...Object.values(BECAUSE), 'the customer wrote']],
  })
  if (!word) return null
  const value = word.name === 'conversation.deleted' ? 'deleted' : (word.to ?? head.status)
  return { value, at: word.at, actorId: word.actor_id }
}
