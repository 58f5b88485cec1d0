// API tokens: rights for programs. The secret is shown once; the table holds its hash.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { type Actor, mayGrant, permissions, permissionsOf } from './permissions.ts'
import { hashOf, newToken } from './secrets.ts'
import type { Token } from './tokens.api.ts'

interface NewToken {
  name: string
  scopes: string[]
  inboxIds: Id[] | null
  /** Null: never ends. */
  days: number | null
  isDesks: boolean
}

/** Never wider than who makes it: what `*` stands for is looked at, and whoever sees few inboxes opens no others. */
export async function createToken(tx: Tx, actor: Actor, asked: NewToken): Promise<{ token: Token; secret: string }> {
  const unknown = asked.scopes.filter((scope) => scope !== '*' && !(permissions as readonly string[]).includes(scope))
  if (unknown.length > 0)
    throw new Problem('invalid', 'scope-unknown', `There is no such permission: ${unknown.join(', ')}.`, {
      detail: { known: permissions },
    })
  const isDesks = asked.isDesks || actor.id === null // a token of the desk's own has no user to lend it rights
  const granted = asked.scopes.includes('*') ? allFor(actor, isDesks) : asked.scopes
  if (!mayGrant(actor, granted))
    throw new Problem('denied', 'more-rights', 'A token cannot have rights which you do not have yourself.')
  const { inboxIds } = asked
  const isWithin =
    actor.kind === 'system' ||
    (inboxIds === null
      ? !actor.isBound && (!isDesks || actor.id === null || actor.role === 'admin')
      : inboxIds.every((id) => actor.inboxIds.includes(id)))
  if (!isWithin) throw new Problem('denied', 'more-rights', 'A token cannot see inboxes which you do not see yourself.')
  const scopes = actor.kind === 'token' ? [...granted] : asked.scopes // what a token makes does not grow with its user
  const secret = newToken()
  const token = await keepToken(tx, { ...asked, scopes, secret, userId: isDesks ? null : actor.id })
  return { token, secret }
}

/** What `*` grants now: all there is for the desk's own, else what its user's role has and who makes it holds. */
function allFor(actor: Actor, isDesks: boolean): readonly string[] {
  if (isDesks || actor.role === null) return permissions
  return permissionsOf[actor.role].filter((permission) => actor.permissions.has(permission))
}

/** Keeps only the hash of `secret`. */
export async function keepToken(
  tx: Tx,
  given: Omit<NewToken, 'isDesks'> & { secret: string; userId: Id | null },
): Promise<Token> {
  const row = {
    id: tx.mint(),
    name: given.name,
    user_id: given.userId,
    scopes: [...new Set(given.scopes)],
    inbox_ids: given.inboxIds,
    created_at: tx.now,
    expires_at: given.days === null ? null : new Date(tx.now.getTime() + given.days * 24 * 3_600_000),
  }
  await tx.db
    .insertInto('token')
    .values({ ...row, token_hash: hashOf(given.secret) })
    .execute()
  await record(tx, 'token.created', row.id, { name: row.name, scopes: row.scopes, userId: row.user_id })
  return shown({ ...row, used_at: null, revoked_at: null })
}

export async function listTokens(tx: Tx): Promise<Token[]> {
  const rows = await tx.db
    .selectFrom('token')
    .select(['id', 'name', 'user_id', 'scopes', 'inbox_ids', 'created_at', 'expires_at', 'used_at', 'revoked_at'])
    .orderBy('id', 'desc')
    .execute()
  return rows.map(shown)
}

export async function revokeToken(tx: Tx, id: Id): Promise<void> {
  const revoked = await tx.db
    .updateTable('token')
    .set({ revoked_at: tx.now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!revoked) throw new Problem('missing', 'token-missing', 'There is no such token, or it has ended.')
  await record(tx, 'token.revoked', id, {})
}

interface Row {
  id: Id
  name: string
  user_id: Id | null
  scopes: string[]
  inbox_ids: Id[] | null
  created_at: Date
  expires_at: Date | null
  used_at: Date | null
  revoked_at: Date | null
}

function shown(row: Row): Token {
  return {
    id: row.id,
    name: row.name,
    userId: row.user_id,
    scopes: row.scopes,
    inboxIds: row.inbox_ids,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    usedAt: row.used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
