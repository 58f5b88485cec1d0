// Mails that wait for somebody to choose a category, of inboxes and conversations that the asker sees.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { openTo } from '../conversations/privacy.ts'
import type { Actor } from '../users/permissions.ts'
import type { StoredReading } from './shown.ts'

export interface WaitingMail extends StoredReading {
  number: string
  inboxId: Id
  subject: string
  sender: { name?: string; address?: string }
  text: string
  receivedAt: Date
}

/** So many are let go in one night. */
const AT_ONCE = 50_000
const COUNTED = 1_000
/** Characters: what a person reads before deciding. */
const SHOWN = 4_000

/** `inboxId` null: of all. Oldest first. */
export async function waitingMails(
  tx: Tx,
  actor: Actor,
  { inboxId, limit }: { inboxId: Id | null; limit: number },
): Promise<{ mails: WaitingMail[]; count: number }> {
  const inboxIds = inboxId === null ? [...actor.inboxIds] : actor.inboxIds.filter((id) => id === inboxId)
  if (inboxIds.length === 0) return { mails: [], count: 0 }
  const waiting = sql`from reading r join conversation c on c.id = r.conversation_id
    where r.wants_category and r.inbox_id = any(${inboxIds}::bigint[]) and c.inbox_id = any(${[...actor.inboxIds]}::bigint[])
      and c.category_id is null and c.status <> 'resolved' and c.deleted_at is null and c.merged_into is null and c.held is null
      and ${openTo(tx, actor, 'c')}`
  const mails = await ask(
    tx,
    'triage-queue',
    sql<WaitingMail>`select w.*, m.subject, m.sender, left(m.text, least(m.reply_end, ${SHOWN}::int)) as text, m.received_at as "receivedAt"
      from (select r.conversation_id as "conversationId", r.message_id as "messageId", r.body, r.applied, r.wants_category as "wantsCategory",
          r.at, r.inbox_id as "inboxId", c.number::text as number ${waiting} order by r.message_id limit ${limit}) w
      join message m on m.conversation_id = w."conversationId" and m.id = w."messageId" where m.secret is null order by w."messageId"`,
  )
  const [counted] = await ask(
    tx,
    'triage-count',
    sql<{ count: number }>`select count(*)::int as count from (select 1 ${waiting} limit ${COUNTED}) one`,
  )
  return { mails, count: counted?.count ?? 0 }
}

/**
 * A schedule's work: what was resolved, sorted or removed in some other way waits for nobody's decision any more. Without it the queue
 * would be found behind every mail that ever waited.
 */
export async function leaveSettled(tx: Tx): Promise<void> {
  await tx.query({
    name: 'triage-settled',
    text: `update reading r set wants_category = false
      from (select r.conversation_id, r.message_id from reading r left join conversation c on c.id = r.conversation_id
        where r.wants_category and (c.id is null or c.category_id is not null or c.status = 'resolved' or c.deleted_at is not null or c.merged_into is not null)
        limit ${AT_ONCE}) settled
      where r.conversation_id = settled.conversation_id and r.message_id = settled.message_id`,
    values: [],
  })
}
