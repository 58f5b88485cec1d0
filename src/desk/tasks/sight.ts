// Who sees a task. One's own always: it is mine, or I asked for it. What is about a conversation is seen by whoever sees that
// conversation; what is about a deal by whoever sees that, a contact or a company by whoever sees mail of theirs. What is about nothing is between its owner, who asked,
// the team it was given to, who is named in it, and those who look after everybody's (`task.manage`); nobody's is for all.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { metAt } from '../contacts/sight.ts'
import { openTo } from '../conversations/privacy.ts'
import { validId } from '../conversations/views.ts'
import { seenBy as dealSeenBy } from '../deals/sight.ts'
import { can, type Actor } from '../users/permissions.ts'
import { TASK, type TaskRow } from './rows.ts'

/** For a statement in which a task is called `task`. A token for some inboxes has what is about them, and nothing else. */
export function seenBy(tx: Tx, actor: Actor): RawBuilder<boolean> {
  const isMine = actor.isBound ? sql<boolean>`false` : isOwn(actor)
  return sql<boolean>`(${isMine} or case
    when task.conversation_id is not null then ${ofSeenConversation(tx, actor)}
    when ${isGiven(actor)} then true
    when task.deal_id is not null then ${ofSeenDeal(tx, actor)}
    when task.contact_id is not null then ${metAt(tx, actor, 'contact_id', sql`task.contact_id`)}
    when task.company_id is not null then ${metAt(tx, actor, 'company_id', sql`task.company_id`)}
    else ${!actor.isBound} and task.owner_id is null and task.team_id is null end)`
}

const isOwn = ({ id }: Actor) =>
  sql<boolean>`coalesce(task.owner_id = ${id ?? '0'}::bigint or task.asked_by = ${id ?? '0'}::bigint, false)`

function isGiven(actor: Actor): RawBuilder<boolean> {
  if (actor.isBound) return sql`false`
  if (can(actor, 'task.manage')) return sql`true`
  return sql`(task.team_id in (select member.team_id from team_member member where member.user_id = ${actor.id ?? '0'}::bigint)
    or ${actor.id ?? '0'}::bigint = any(task.mentioned_ids))`
}

/** Of a merged one its head counts; what lies in the bin is for those who may empty it. Looked up row by row, never joined as a whole. */
function ofSeenConversation(tx: Tx, actor: Actor): RawBuilder<boolean> {
  return sql`coalesce((select true from conversation asked join conversation c on c.id = coalesce(asked.merged_into, asked.id)
    where asked.id = task.conversation_id and c.inbox_id = any(${[...actor.inboxIds]}::bigint[])
      and (c.deleted_at is null or ${can(actor, 'conversation.delete')}) and ${openTo(tx, actor, 'c')} limit 1), false)`
}

/** Looked up row by row, too. */
function ofSeenDeal(tx: Tx, actor: Actor): RawBuilder<boolean> {
  if (!can(actor, 'deal.read')) return sql`false`
  return sql`coalesce((select ${dealSeenBy(tx, actor)} from deal where deal.id = task.deal_id and deal.deleted_at is null), false)`
}

export function noSuchTask(id: Id): Problem {
  return new Problem('missing', 'task-missing', 'There is no such task.', { detail: { id } })
}

/** What the actor may not see is what does not exist. */
export async function visibleTask(tx: Tx, actor: Actor, id: Id, { orDeleted = false } = {}): Promise<TaskRow> {
  const [row] = await ask(
    tx,
    'task-seen',
    sql<TaskRow>`select ${TASK} from task where task.id = ${validId(id)}::bigint
      and (task.deleted_at is null or ${orDeleted}) and ${seenBy(tx, actor)}`,
  )
  if (!row) throw noSuchTask(id)
  return row
}

/** Of tasks that are named somewhere those that the actor sees, by what they are called. */
export async function seenTasks(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<Map<Id, string>> {
  if (ids.length === 0 || !can(actor, 'task.read')) return new Map()
  const rows = await ask(
    tx,
    'tasks-seen',
    sql<{
      id: Id
      title: string
    }>`select task.id, task.title from task where task.id = any(${[...new Set(ids)]}::bigint[])
      and task.deleted_at is null and ${seenBy(tx, actor)}`,
  )
  return new Map(rows.map((row) => [row.id, row.title]))
}
