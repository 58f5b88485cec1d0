// Who sees a deal. One's own always: it is mine, or I opened it. Everything else by its pipeline (everybody's, or that of a team of mine;
// `deal.manage` sees all of them), and what was opened from a conversation only together with that, also where that is private. What a deal
// is about is named only to whoever sees it (rows.ts).
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { openTo } from '../conversations/privacy.ts'
import { validId } from '../conversations/views.ts'
import { can, type Actor } from '../users/permissions.ts'
import { DEAL, type DealRow } from './rows.ts'

/** For a statement in which a deal is called `deal`. A token for some inboxes has what came from them, and nothing else. */
export function seenBy(tx: Tx, actor: Actor): RawBuilder<boolean> {
  const isMine = actor.isBound ? sql<boolean>`false` : isOwn(actor)
  return sql<boolean>`(${isMine} or (${ofSeenPipeline(actor)} and case
    when deal.conversation_id is not null then ${ofSeenConversation(tx, actor)} else ${!actor.isBound} end))`
}

const isOwn = ({ id }: Actor) =>
  sql<boolean>`coalesce(deal.owner_id = ${id ?? '0'}::bigint or deal.opened_by = ${id ?? '0'}::bigint, false)`

function ofSeenPipeline(actor: Actor): RawBuilder<boolean> {
  if (!actor.isBound && can(actor, 'deal.manage')) return sql`true`
  return sql`deal.pipeline_id in (select p.id from pipeline p where p.team_id is null
    or exists (select from team_member m where m.team_id = p.team_id and m.user_id = ${actor.isBound ? '0' : (actor.id ?? '0')}::bigint))`
}

/** Of a merged one its head counts; what lies in the bin is for those who may empty it. Looked up row by row, never joined as a whole. */
function ofSeenConversation(tx: Tx, actor: Actor): RawBuilder<boolean> {
  return sql`coalesce((select true from conversation asked join conversation c on c.id = coalesce(asked.merged_into, asked.id)
    where asked.id = deal.conversation_id and c.inbox_id = any(${[...actor.inboxIds]}::bigint[])
      and (c.deleted_at is null or ${can(actor, 'conversation.delete')}) and ${openTo(tx, actor, 'c')} limit 1), false)`
}

export function noSuchDeal(id: Id): Problem {
  return new Problem('missing', 'deal-missing', 'There is no such deal.', { detail: { id } })
}

/** Of these deals those that the actor sees, by id. */
export async function dealsAmong(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<Map<Id, { id: Id; name: string }>> {
  if (ids.length === 0 || !can(actor, 'deal.read')) return new Map()
  const rows = await ask(
    tx,
    'deals-named',
    sql<{
      id: Id
      name: string
    }>`select deal.id, deal.name from deal where deal.id = any(${[...new Set(ids)]}::bigint[])
      and deal.deleted_at is null and ${seenBy(tx, actor)}`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** What the actor may not see is what does not exist. */
export async function visibleDeal(tx: Tx, actor: Actor, id: Id, { orDeleted = false } = {}): Promise<DealRow> {
  const [row] = await ask(
    tx,
    'deal-seen',
    sql<DealRow>`select ${DEAL} from deal where deal.id = ${validId(id)}::bigint
      and (deal.deleted_at is null or ${orDeleted}) and ${seenBy(tx, actor)}`,
  )
  if (!row) throw noSuchDeal(id)
  return row
}
