// The letters behind decisions: what was written in a message, as the classifier is told it.
import type { Letter } from '../../ai/letter.ts'
import type { ReadField } from '../../desk/readings/readings.api.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

export interface Decision {
  inboxId: Id
  field: ReadField
  id: Id
  conversationId: Id
  messageId: Id
  value: string
}

/** With who decided; null where that was not kept. */
export interface Taught extends Decision {
  actorId: Id | null
}

/** Characters that are looked at: who asks for something says so before. */
const MOST = 4_000

/** A mail that only passes on or quotes is its quotation. */
export function letterOf(subject: string, { reply, whole }: { reply: string; whole: string }): Letter {
  return { subject, text: (reply.trim() === '' ? whole : reply).slice(0, MOST) }
}

/** By the id of the message. What is gone, or opens an account to whoever reads it, is left out. */
export async function lettersOfMessages(
  tx: Tx,
  wanted: readonly Pick<Decision, 'conversationId' | 'messageId'>[],
): Promise<Map<Id, Letter>> {
  if (wanted.length === 0) return new Map()
  const rows = await tx.query<{ id: Id; subject: string; text: string; replyEnd: number }>({
    name: 'example-letters',
    text: `select m.id, m.subject, left(m.text, 20000) as text, m.reply_end as "replyEnd"
      from unnest($1::bigint[], $2::bigint[]) as asked (conversation_id, message_id)
      join message m on m.conversation_id = asked.conversation_id and m.id = asked.message_id where m.secret is null`,
    values: [wanted.map((one) => one.conversationId), wanted.map((one) => one.messageId)],
  })
  return new Map(
    rows.map(({ id, subject, text, replyEnd }) => [
      id,
      letterOf(subject, { reply: text.slice(0, replyEnd), whole: text }),
    ]),
  )
}

/** Of one inbox and field, newest first, before `before`. */
export async function decisionsBefore(
  tx: Tx,
  { inboxId, field, before, limit }: { inboxId: Id; field: ReadField; before: Id; limit: number },
): Promise<Taught[]> {
  return await tx.query<Taught>({
    name: 'example-page',
    text: `select inbox_id as "inboxId", field, id, conversation_id as "conversationId", message_id as "messageId", value, actor_id as "actorId"
      from example where inbox_id = $1 and field = $2 and id < $3 and value <> '' order by id desc limit $4`,
    values: [inboxId, field, before, limit],
  })
}

/** Decided since the models that are named: oldest first, at most 500 of each. */
export async function decisionsSince(
  tx: Tx,
  models: readonly { inboxId: Id; field: ReadField; since: Id }[],
): Promise<Decision[]> {
  if (models.length === 0) return []
  return await tx.query<Decision>({
    name: 'example-later',
    text: `select e.inbox_id as "inboxId", e.field, e.id, e.conversation_id as "conversationId", e.message_id as "messageId", e.value
      from unnest($1::bigint[], $2::text[], $3::bigint[]) as asked (inbox_id, field, since)
      cross join lateral (select * from example e where e.inbox_id = asked.inbox_id and e.field = asked.field and e.id > asked.since
        and e.value <> '' order by e.id desc limit 500) e order by e.id`,
    values: [models.map((one) => one.inboxId), models.map((one) => one.field), models.map((one) => one.since)],
  })
}
