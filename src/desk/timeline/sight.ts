// Who sees which entry: what belongs to a conversation whoever sees that, a task whoever sees the task, and the rest whoever sees the
// contact, company or deal it is about. Mail of an inbox that one does not see is there only where the inbox says so, and a private
// conversation never.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from '../contacts/merge.ts'
import { mustSeeCompany, mustSeeContact, noSuch, seenCompany, seenContact } from '../contacts/sight.ts'
import { openTo } from '../conversations/privacy.ts'
import { validId } from '../conversations/views.ts'
import { noSuchDeal, seenBy as dealSeenBy, visibleDeal } from '../deals/sight.ts'
import { seenBy } from '../tasks/sight.ts'
import { can, type Actor } from '../users/permissions.ts'
import type { Subject } from './timeline.api.ts'

/** What the actor may not see is what does not exist. Answers what it is now: one that became part of another is that other. */
export async function mustSeeSubject(tx: Tx, actor: Actor, { noun, id }: Subject): Promise<Subject> {
  validId(id)
  if (noun === 'contact') return { noun, id: await mustSeeContact(tx, actor, id) }
  if (noun === 'company') return { noun, id: await mustSeeCompany(tx, actor, id) }
  if (!can(actor, 'deal.read')) throw noSuchDeal(id)
  await visibleDeal(tx, actor, id)
  return { noun, id }
}

/** The same with all that became part of it, itself first: in one statement, as it is asked for every page. */
export async function familySeen(tx: Tx, actor: Actor, subject: Subject): Promise<Id[]> {
  const { noun, id } = subject
  if (noun === 'deal') return [(await mustSeeSubject(tx, actor, subject)).id]
  const seen = noun === 'contact' ? seenContact(tx, actor) : seenCompany(tx, actor)
  const [row] = await ask(
    tx,
    `timeline-family-${noun}`,
    sql<{ family: Id[] }>`select array(with recursive family as (
          select ${sql.ref(`${noun}.id`)} as id
          union select m.loser_id from contact_merge m join family on m.winner_id = family.id and m.noun = ${sql.lit(noun)} and m.undone_at is null)
        select id::text from family) as family
      from ${sql.table(noun)} where ${sql.ref(`${noun}.id`)} =
        (select coalesce(was.merged_into, was.id) from ${sql.table(noun)} was where was.id = ${validId(id)}::bigint) and ${seen}`,
  )
  if (!row) throw noSuch(noun, id)
  return row.family
}

/** How much of a mail one sees. */
export type Sight = 'all' | 'words' | 'headers'

/** For a statement with an `entry` of the timeline: its conversation as `seen`, where any of it may be shown. */
export function seenConversation(tx: Tx, actor: Actor): RawBuilder<unknown> {
  const beyond = actor.isBound
    ? sql`null`
    : sql`case when head.private_at is null and head.deleted_at is null then
    (select case policy.body ->> 'shown' when 'all' then 'words' when 'headers' then 'headers' end
      from log_policy policy where policy.scope_id = head.inbox_id) end`
  return sql`left join lateral (select head.id, head.number, head.subject,
      case when head.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and head.deleted_at is null and ${openTo(tx, actor, 'head')}
        then 'all' else ${beyond} end as sight
    from conversation asked join conversation head on head.id = coalesce(asked.merged_into, asked.id)
    where asked.id = entry.conversation_id and not head.tags && ${untold} limit 1) seen on true`
}

/** Conversations with one of these tags are on no timeline while they have it. */
const untold = sql`coalesce((select array(select jsonb_array_elements_text(policy.body -> 'never' -> 'tags'))
  from log_policy policy where policy.scope_id = 0), '{}')`

/** Beside `seenConversation`. */
export function isSeen(tx: Tx, actor: Actor): RawBuilder<boolean> {
  const task = can(actor, 'task.read')
    ? sql`coalesce((select ${seenBy(tx, actor)} from task where task.id = entry.reference_id and task.deleted_at is null), false)`
    : sql`false`
  const deal = can(actor, 'deal.read')
    ? sql`coalesce((select ${dealSeenBy(tx, actor)} from deal where deal.id = entry.about_id and deal.deleted_at is null), false)`
    : sql`false`
  return sql<boolean>`case when entry.conversation_id is not null then seen.sight is not null
    when entry.kind = 'task' then ${task}
    when entry.kind in ('note', 'call', 'meeting') then
      coalesce((select activity.deleted_at is null from activity where activity.id = entry.reference_id), false)
    when entry.about_id is not null and entry.about_id <> entry.subject_id then ${deal} else true end`
}

/** A contact or company with those that were merged into it. */
export async function familyOfSubject(tx: Tx, { noun, id }: Subject): Promise<Id[]> {
  return noun === 'deal' ? [id] : await familyOf(tx, noun, id)
}
