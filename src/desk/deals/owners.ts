// Whose a deal may be: somebody who works here, sells, and sees what it was opened from. No deal widens who sees a conversation.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { pairKey, seersAmong } from '../conversations/serves.ts'
import { validId } from '../conversations/views.ts'
import { permissionsOf, type Role } from '../users/permissions.ts'

/** The sentence says why not. `conversationId`: of a merged one the head. */
export async function whyNotOwner(
  tx: Tx,
  userId: Id,
  conversationId: Id | null,
): Promise<{ code: string; text: string } | null> {
  const user = await tx.db.selectFrom('user').select(['name', 'role', 'disabled_at']).where('id', '=', validId(userId)).executeTakeFirst() // prettier-ignore
  if (!user || user.disabled_at) return { code: 'user-missing', text: 'There is no such colleague, or they no longer work here.' } // prettier-ignore
  if (!permissionsOf[user.role as Role].includes('deal.write'))
    return { code: 'owner-reads-only', text: `${user.name} only reads here and could never move it on.` }
  if (conversationId === null) return null
  const pair = { userId, conversationId }
  if ((await seersAmong(tx, [pair])).has(pairKey(pair))) return null
  return { code: 'owner-blind', text: `${user.name} does not see the conversation that this was opened from. Give them access first.` } // prettier-ignore
}

export async function mustFitOwner(tx: Tx, ownerId: Id | null, conversationId: Id | null): Promise<void> {
  const why = ownerId === null ? null : await whyNotOwner(tx, ownerId, conversationId)
  if (why) throw new Problem('invalid', why.code, why.text, { detail: { where: 'ownerId', userId: ownerId } })
}
