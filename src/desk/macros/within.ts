// Who uses and who writes which macros: one's own alone; a team's its members; the desk's everybody, where they see one of its
// inboxes. What is not one's own is written with `macro.write`, and only for inboxes that one sees.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { can, type Actor } from '../users/permissions.ts'

export interface Placed {
  ownerId: Id | null
  teamId: Id | null
  inboxIds: readonly Id[]
}

/** Of rows of `m`. Whoever writes macros sees those of every team. */
export function seenBy(actor: Actor): RawBuilder<boolean> {
  const own = sql<boolean>`m.owner_id is not null and m.owner_id = ${actor.id}::bigint`
  const ofTeam = can(actor, 'macro.write')
    ? sql<boolean>`true`
    : sql<boolean>`(m.team_id is null or m.team_id in (select t.team_id from team_member t where t.user_id = ${actor.id}::bigint))`
  const ofInbox = actor.seesAll
    ? sql<boolean>`true`
    : sql<boolean>`(m.inbox_ids = '{}' or m.inbox_ids && ${[...actor.inboxIds]}::bigint[])`
  return sql<boolean>`(${own} or (m.owner_id is null and ${ofTeam} and ${ofInbox}))`
}

export function mayWrite(actor: Actor, { ownerId, inboxIds }: Placed): boolean {
  if (ownerId !== null) return ownerId === actor.id
  if (!can(actor, 'macro.write')) return false
  return actor.seesAll || (inboxIds.length > 0 && inboxIds.every((id) => actor.inboxIds.includes(id)))
}

export function refuseWriting(actor: Actor, placed: Placed): void {
  if (mayWrite(actor, placed)) return
  if (placed.ownerId !== null || !can(actor, 'macro.write'))
    throw new Problem('denied', 'macro-not-yours', 'You may write canned replies of your own, not for others.')
  throw new Problem('denied', 'macro-beyond', 'A canned reply for all inboxes, or for one that you do not see, is written by somebody who sees them.') // prettier-ignore
}
