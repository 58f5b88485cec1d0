// Invitations: a link for one person, once, for 24 hours. The table holds only the hash of what is in the link.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Invitation } from './invitations.api.ts'
import { type Actor, mayGrantRole, type Role } from './permissions.ts'
import { hashOf, newSecret } from './secrets.ts'
import { addUser, personAddress, refuseInboxAddress } from './users.ts'

const VALID = 24 * 3_600_000

interface Invited {
  email: string
  name?: string | undefined
  role: Role
  teamIds: Id[]
}

/** Answers the token, which is nowhere else. A second invitation for an address ends the first. */
export async function inviteUser(
  tx: Tx,
  actor: Actor,
  invited: Invited,
): Promise<{ invitation: Invitation; token: string }> {
  const email = personAddress(invited.email)
  await refuseInboxAddress(tx, email)
  if (!mayGrantRole(actor, invited.role))
    throw new Problem('denied', 'more-rights', 'You cannot invite somebody to more rights than you have.')
  const known = await tx.db.selectFrom('user').select('id').where('email', '=', email).executeTakeFirst()
  if (known) throw new Problem('conflict', 'user-exists', 'There is already a user with this address.')
  await tx.db.deleteFrom('invitation').where('email', '=', email).where('accepted_at', 'is', null).execute()
  const token = newSecret()
  const row = {
    id: tx.mint(),
    email,
    name: invited.name ?? null,
    role: invited.role,
    created_at: tx.now,
    expires_at: new Date(tx.now.getTime() + VALID),
  }
  await tx.db
    .insertInto('invitation')
    .values({ ...row, team_ids: invited.teamIds, token_hash: hashOf(token), invited_by: tx.actorId })
    .execute()
  await record(tx, 'user.invited', row.id, { role: invited.role })
  return { invitation: shown(row), token }
}

export async function openInvitations(tx: Tx): Promise<Invitation[]> {
  const rows = await tx.db
    .selectFrom('invitation')
    .select(['id', 'email', 'name', 'role', 'created_at', 'expires_at'])
    .where('accepted_at', 'is', null)
    .where('expires_at', '>', tx.now)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(shown)
}

export async function revokeInvitation(tx: Tx, id: Id): Promise<void> {
  const gone = await tx.db
    .deleteFrom('invitation')
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!gone) throw new Problem('missing', 'invitation-missing', 'There is no such open invitation.')
  await record(tx, 'invitation.revoked', id, {})
}

/** Used, run out, withdrawn and invented look alike. */
export async function invitationOf(tx: Tx, token: string): Promise<Invitation & { teamIds: Id[] }> {
  const row = await tx.db
    .selectFrom('invitation')
    .select(['id', 'email', 'name', 'role', 'created_at', 'expires_at', 'team_ids'])
    .where('token_hash', '=', hashOf(token))
    .where('accepted_at', 'is', null)
    .where('expires_at', '>', tx.now)
    .executeTakeFirst()
  if (!row)
    throw new Problem('missing', 'invitation-missing', 'This invitation is not valid any more. Ask for a new one.')
  return { ...shown(row), teamIds: row.team_ids }
}

/** Makes the user and puts them into their teams; a second use of the link, even at the same moment, finds nothing. */
export async function acceptInvitation(
  tx: Tx,
  token: string,
  person: { name: string; passwordHash: string },
): Promise<Id> {
  const invitation = await invitationOf(tx, token)
  const taken = await tx.db
    .updateTable('invitation')
    .set({ accepted_at: tx.now })
    .where('id', '=', invitation.id)
    .where('accepted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!taken)
    throw new Problem('missing', 'invitation-missing', 'This invitation is not valid any more. Ask for a new one.')
  const { email, role, teamIds } = invitation
  const userId = await addUser(tx, { email, role, name: person.name, passwordHash: person.passwordHash })
  const teams =
    teamIds.length > 0
      ? await tx.db
          .selectFrom('team')
          .select('id')
          .where('id', 'in', teamIds)
          .where('archived_at', 'is', null)
          .execute()
      : []
  for (const team of teams)
    await tx.db.insertInto('team_member').values({ team_id: team.id, user_id: userId }).execute()
  await record(tx, 'invitation.accepted', invitation.id, { userId })
  return userId
}

interface Row {
  id: Id
  email: string
  name: string | null
  role: string
  created_at: Date
  expires_at: Date
}

function shown(row: Row): Invitation {
  const { id, email, name } = row
  return {
    id,
    email,
    name,
    role: row.role as Role,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }
}
