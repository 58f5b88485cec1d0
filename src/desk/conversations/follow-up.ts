// Follow-ups: a conversation that comes back, open, where no answer has come by a certain time. The customer's answer ends it, and so
// does resolving the matter.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from './merge.ts'
import { lockConversation, touch } from './touch.ts'

export const followUpJob = 'conversation.followUp'

/** The conversation is a head. Another one that was set before is replaced. */
export async function setFollowUp(
  tx: Tx,
  conversationId: Id,
  { messageId, dueAt }: { messageId: Id; dueAt: Date },
): Promise<void> {
  const row = { message_id: messageId, user_id: tx.actorId, set_at: tx.now, due_at: dueAt }
  await tx.db
    .insertInto('follow_up')
    .values({ conversation_id: conversationId, ...row })
    .onConflict((clash) => clash.column('conversation_id').doUpdateSet(row))
    .execute()
  await enqueue(tx, followUpJob, { conversationId, until: dueAt.toISOString() }, { runAt: dueAt })
}

/** `messageId`: only where it waits for an answer to that one. */
export async function endFollowUp(tx: Tx, family: readonly Id[], messageId?: Id): Promise<void> {
  await tx.query({
    name: 'follow-up-end',
    text: 'delete from follow_up where conversation_id = any($1::bigint[]) and ($2::bigint is null or message_id = $2)',
    values: [family, messageId ?? null],
  })
}

/** By hand: what was said last waits for its answer. Null ends it. */
export async function wishFollowUp(tx: Tx, id: Id, at: Date | null): Promise<void> {
  const head = await lockConversation(tx, id)
  const family = await familyOf(tx, head.id)
  if (at !== null && at <= tx.now)
    throw new Problem('invalid', 'bad-time', 'Choose a time that is still to come.', { detail: { at } })
  const [last] = await tx.query<{ id: Id }>({
    name: 'follow-up-last',
    text: 'select id from message where conversation_id = any($1::bigint[]) order by id desc limit 1',
    values: [family],
  })
  if (at === null || !last) await endFollowUp(tx, family)
  else await setFollowUp(tx, head.id, { messageId: last.id, dueAt: at })
  const data = { until: at?.toISOString() ?? null }
  const about = { conversationId: head.id, inboxId: head.inbox_id }
  await record(tx, at === null ? 'conversation.followUpEnded' : 'conversation.followUpSet', head.id, data, about)
}

/** Of these conversations, where the customer has written since. */
export async function endAnswered(tx: Tx, conversationIds: readonly Id[]): Promise<void> {
  await tx.query({
    name: 'follow-up-end-answered',
    text: `delete from follow_up f where f.conversation_id = any($1::bigint[]) and exists (select from message m
      where m.conversation_id = f.conversation_id and m.id > f.message_id and m.direction = 'in' and m.kind = 'message')`,
    values: [[...new Set(conversationIds)]],
  })
}

export async function followUpIn(tx: Tx, conversationId: Id): Promise<{ at: string; userId: Id | null } | null> {
  const [row] = await tx.query<{ due_at: Date; user_id: Id | null }>({
    name: 'follow-up-in',
    text: 'select due_at, user_id from follow_up where conversation_id = any($1::bigint[]) order by due_at limit 1',
    values: [await familyOf(tx, conversationId)],
  })
  return row ? { at: row.due_at.toISOString(), userId: row.user_id } : null
}

/** Does nothing where it was set anew since, an answer came, or the matter is done. */
export async function ringFollowUp(tx: Tx, id: Id): Promise<void> {
  const head = await lockConversation(tx, id)
  const family = await familyOf(tx, head.id)
  const [due] = await tx.query<{ message_id: Id; user_id: Id | null; set_at: Date }>({
    name: 'follow-up-due',
    text: `select message_id, user_id, set_at from follow_up where conversation_id = any($1::bigint[]) and due_at <= $2
      order by due_at limit 1 for update`,
    values: [family, tx.now],
  })
  if (!due) return
  await endFollowUp(tx, family)
  if (head.status === 'resolved' || head.deleted_at || (await isAnswered(tx, family, due.message_id))) return
  await touch(
    tx,
    head.id,
    { status: 'open', snoozed_until: null },
    {
      name: 'conversation.followedUp',
      data: {
        from: head.status,
        to: 'open',
        userIds: due.user_id ? [due.user_id] : [],
        since: due.set_at.toISOString(),
      },
    },
  )
}

async function isAnswered(tx: Tx, family: readonly Id[], messageId: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'follow-up-answered',
    text: `select 1 from message where conversation_id = any($1::bigint[]) and id > $2 and direction = 'in' and kind = 'message' limit 1`,
    values: [family, messageId],
  })
  return rows.length > 0
}

/** A schedule's work: what a job should have rung and did not. */
export async function ringOverdue(tx: Tx): Promise<void> {
  const rows = await tx.query<{ id: Id }>({
    name: 'follow-up-overdue',
    text: 'select conversation_id as id from follow_up where due_at < $1 order by due_at limit 200',
    values: [new Date(tx.now.getTime() - 60_000)],
  })
  for (const { id } of rows) await ringFollowUp(tx, id)
}
