// Whose a task may be, and whom it may name: people who can read it, and, where it is to be done by them, tick it off.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { mentionsOf } from '../conversations/mentions.ts'
import { pairKey, seersAmong } from '../conversations/serves.ts'
import { validId } from '../conversations/views.ts'
import { permissionsOf, type Role } from '../users/permissions.ts'
import type { TaskRow } from './rows.ts'

export interface Owner {
  ownerId: Id | null
  teamId: Id | null
}

/** Whether somebody may be given a task about this conversation, or about none; the sentence says why not. */
export async function whyNotOwner(
  tx: Tx,
  userId: Id,
  conversationId: Id | null,
): Promise<{ code: string; text: string } | null> {
  const user = await tx.db.selectFrom('user').select(['name', 'role', 'disabled_at']).where('id', '=', validId(userId)).executeTakeFirst() // prettier-ignore
  if (!user || user.disabled_at) return { code: 'user-missing', text: 'There is no such colleague, or they no longer work here.' } // prettier-ignore
  if (!permissionsOf[user.role as Role].includes('task.write'))
    return { code: 'owner-reads-only', text: `${user.name} only reads here and could never tick it off.` }
  if (conversationId === null) return null
  const pair = { userId, conversationId }
  if ((await seersAmong(tx, [pair])).has(pairKey(pair))) return null
  return { code: 'owner-blind', text: `${user.name} does not see the conversation that this is about. Give them access first.` } // prettier-ignore
}

/** `conversationId`: of a merged one the head. */
export async function mustFit(tx: Tx, { ownerId, teamId }: Owner, conversationId: Id | null): Promise<void> {
  if (ownerId !== null && teamId !== null)
    throw new Problem('invalid', 'two-owners', 'A task is a colleague’s or a team’s, not both.', { detail: { where: 'ownerId' } }) // prettier-ignore
  if (ownerId !== null) {
    const why = await whyNotOwner(tx, ownerId, conversationId)
    if (why) throw new Problem('invalid', why.code, why.text, { detail: { where: 'ownerId', userId: ownerId } })
  }
  if (teamId === null) return
  if (!(await isTeam(tx, teamId)))
    throw new Problem('invalid', 'team-missing', 'There is no such team.', { detail: { where: 'teamId' } })
}

/** Of a task that comes again: whoever may be given it still, else nobody. */
export async function stillOwner(
  tx: Tx,
  { owner_id: ownerId, team_id: teamId }: Pick<TaskRow, 'owner_id' | 'team_id'>,
  conversationId: Id | null,
): Promise<Owner> {
  if (ownerId !== null)
    return { ownerId: (await whyNotOwner(tx, ownerId, conversationId)) ? null : ownerId, teamId: null }
  return { ownerId: null, teamId: teamId !== null && (await isTeam(tx, teamId)) ? teamId : null }
}

export async function stillSeeing(tx: Tx, userIds: readonly Id[], conversationId: Id | null): Promise<Id[]> {
  if (conversationId === null) return [...userIds]
  const seers = await seersAmong(tx, userIds.map((userId) => ({ userId, conversationId }))) // prettier-ignore
  return userIds.filter((userId) => seers.has(pairKey({ userId, conversationId })))
}

async function isTeam(tx: Tx, id: Id): Promise<boolean> {
  const team = await tx.db.selectFrom('team').select('id').where('id', '=', validId(id)).where('archived_at', 'is', null).executeTakeFirst() // prettier-ignore
  return team !== undefined
}

/** Whom a task names; refused where one of them does not see the conversation that it is about. */
export async function namedIn(tx: Tx, text: string, conversationId: Id | null): Promise<Id[]> {
  const mentions = await mentionsOf(tx, text)
  if (conversationId === null) return mentions.flatMap(({ ids }) => ids)
  const seers = await seersAmong(tx, mentions.flatMap(({ ids }) => ids.map((userId) => ({ userId, conversationId })))) // prettier-ignore
  return mentions.flatMap(({ name, ids }) => {
    const seeing = ids.filter((userId) => seers.has(pairKey({ userId, conversationId })))
    if (seeing.length > 0) return seeing
    const message = `${name} does not see the conversation that this is about and would never read it. Write the name without @.`
    throw new Problem('invalid', 'mention-blind', message, { detail: { name, where: 'text' } })
  })
}
