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
