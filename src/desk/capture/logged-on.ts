// On whom the mail of a conversation is logged, as far as whoever asks knows of them: who takes part in it, and who they see mail of.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { metAt } from '../contacts/sight.ts'
import { familyOf } from '../conversations/merge.ts'
import { seenBy as dealSeenBy } from '../deals/sight.ts'
import { can, type Actor } from '../users/permissions.ts'
import type { LoggedOn } from './capture.api.ts'
import { messagesOf } from './corrections.ts'

/** Contacts first. */
export async function readLog(tx: Tx, actor: Actor, id: Id): Promise<LoggedOn[]> {
  const family = await familyOf(tx, id)
  const messages = await messagesOf(tx, family)
  const takesPart = sql`select k.id, k.company_id from participant p join contact_address a on a.address = p.address
    join contact k on k.id = a.contact_id where p.conversation_id = any(${family}::bigint[])`
  // What became part of another is that other.
  const entries = sql`select t.noun, coalesce(c.merged_into, k.merged_into, t.subject_id) as id, t.reference_id, t.because, t.confidence, t.detail ->> 'via' as via
    from timeline t left join contact c on t.noun = 'contact' and c.id = t.subject_id left join company k on t.noun = 'company' and k.id = t.subject_id
    where t.reference_id = any(${messages.map((one) => one.id)}::bigint[]) and t.kind = 'message' and t.removed_at is null and t.because is not null`
  return await ask(
    tx,
    'log-of-conversation',
    sql<LoggedOn>`select logged.noun, logged.id, logged.because, logged.confidence, logged.via, logged.messages, coalesce(contact.name, company.name, deal.name) as name
      from (select t.noun, t.id, count(distinct t.reference_id)::int as messages, max(t.confidence) as confidence,
          (array_agg(t.because order by t.confidence desc nulls last, t.reference_id desc))[1] as because,
          (array_agg(t.via order by t.confidence desc nulls last, t.reference_id desc))[1] as via
        from (${entries}) t group by t.noun, t.id order by 3 desc limit 100) logged
      left join contact on logged.noun = 'contact' and contact.id = logged.id
      left join company on logged.noun = 'company' and company.id = logged.id
      left join deal on logged.noun = 'deal' and deal.id = logged.id and deal.deleted_at is null
      where case logged.noun
        when 'contact' then logged.id in (select part.id from (${takesPart}) part) or ${metAt(tx, actor, 'contact_id', sql`logged.id`)}
        when 'company' then logged.id in (select part.company_id from (${takesPart}) part) or ${metAt(tx, actor, 'company_id', sql`logged.id`)}
        else ${can(actor, 'deal.read') ? sql`deal.id is not null and ${dealSeenBy(tx, actor)}` : sql`false`} end
      order by logged.noun desc, logged.messages desc, logged.id`,
  )
}
