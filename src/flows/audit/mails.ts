// The mails of an audit: as their judges see them, and what was said of them.
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { openTo } from '../../desk/conversations/privacy.ts'
import type { Outcome } from '../../desk/rules/outcome.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { AuditJudgement, AuditMail } from './audits.api.ts'

/** Characters of a mail that its judge reads; who needs more opens the conversation afterwards. */
const READ = 20_000

interface Row {
  conversationId: Id
  place: number
  sender: AuditMail['from']
  subject: string
  text: string
  receivedAt: Date
  attachments: string[]
}

/** Those that nobody has judged and `actor` may: what was binned, kept private or moved out of sight since the draw is nobody's to judge. */
function toJudge(tx: Tx, actor: Actor, auditId: Id) {
  return sql`from routing_audit_mail a
      join conversation c on c.id = a.conversation_id
      join message m on m.conversation_id = a.conversation_id and m.id = a.message_id
    where a.audit_id = ${auditId} and a.judged_at is null and c.inbox_id = any(${[...actor.inboxIds]}::bigint[])
      and c.deleted_at is null and ${openTo(tx, actor, 'c')} and m.secret is null`
}

export async function countToJudge(tx: Tx, actor: Actor, auditId: Id): Promise<number> {
  const { rows } = await sql<{ left: number }>`select count(*)::int as left ${toJudge(tx, actor, auditId)}`.execute(
    tx.db,
  )
  return rows[0]?.left ?? 0
}

/** The first by place after `after`, then from the beginning. What the judge does not see (any more) is passed over. */
export async function nextMail(tx: Tx, actor: Actor, auditId: Id, after: number): Promise<AuditMail | null> {
  const { rows } = await sql<Row>`
    select a.conversation_id as "conversationId", a.place, m.sender, m.subject, left(m.text, ${READ}) as text,
      m.received_at as "receivedAt", array(select f.name from attachment f
        where f.conversation_id = m.conversation_id and f.message_id = m.id and not f.is_inline order by f.id limit 50) as attachments
    ${toJudge(tx, actor, auditId)}
    order by a.place <= ${after}, a.place limit 1`.execute(tx.db)
  const [row] = rows
  if (!row) return null
  const { sender, receivedAt, ...rest } = row
  return { ...rest, from: sender, receivedAt: receivedAt.toISOString() }
}

/** Of the mails whose conversations `actor` sees, in the order of the draw. */
export async function judgementsOf(
  tx: Tx,
  actor: Actor,
  mails: readonly Selectable<Tables['routing_audit_mail']>[],
): Promise<AuditJudgement[]> {
  const judged = mails.filter((mail) => mail.judged_at !== null)
  const ids = judged.map((mail) => mail.conversation_id)
  const { rows } = await sql<{ id: Id; number: string; subject: string }>`
    select c.id, c.number, c.subject from conversation c where c.id = any(${ids}::bigint[])
      and c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and c.deleted_at is null and ${openTo(tx, actor, 'c')}`.execute(
    tx.db,
  )
  const seen = new Map(rows.map((row) => [row.id, row]))
  return judged.flatMap((mail) => {
    const conversation = seen.get(mail.conversation_id)
    if (!conversation) return []
    const given = mail.outcome as unknown as Outcome
    return {
      conversationId: mail.conversation_id,
      number: conversation.number,
      subject: conversation.subject,
      place: mail.place,
      given: { inboxId: given.inboxId, categoryId: given.categoryId },
      right: { inboxId: must(mail.inbox_id, 'the inbox of a judged mail'), categoryId: mail.category_id },
      isUnsure: mail.is_unsure,
      comment: mail.comment,
      judgedBy: must(mail.judged_by, 'the judge of a judged mail'),
      judgedAt: must(mail.judged_at, 'when it was judged').toISOString(),
    }
  })
}
