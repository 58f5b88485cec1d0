// Whose request this is: a token where one is sent (cookies are then ignored), else the session, else a stranger.
import { identifySession, identifyToken, type Identified } from '../../desk/users/actors.ts'
import { stranger } from '../../desk/users/permissions.ts'
import { hashOf } from '../../desk/users/secrets.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'

export interface Credential {
  kind: 'token' | 'session'
  hash: Buffer
}

export const nobody: Identified = { actor: stranger, sessionId: null, tokenId: null, isTouchDue: false }

export function credentialOf(headers: Headers, readCookie: (headers: Headers) => string | null): Credential | null {
  const authorization = headers.get('authorization')
  if (authorization !== null) {
    const [, token] = /^Bearer +([\x21-\x7e]{1,500})$/i.exec(authorization) ?? [] // RFC 6750 §2.1
    if (!token) throw notSignedIn('The Authorization header must be "Bearer" and an API token.')
    return { kind: 'token', hash: hashOf(token) }
  }
  const cookie = readCookie(headers)
  return cookie ? { kind: 'session', hash: hashOf(cookie) } : null
}

/** A token nobody knows is refused; a dead cookie is a stranger, who may sign in again. */
export async function identify(tx: Tx, credential: Credential | null): Promise<Identified> {
  if (!credential) return nobody
  const found = await (credential.kind === 'token' ? identifyToken : identifySession)(tx, credential.hash)
  if (found) return found
  if (credential.kind === 'session') return nobody
  throw notSignedIn('There is no such API token, or it has ended.')
}

/** The same in a transaction of its own. */
export async function authenticate(store: Store, credential: Credential | null): Promise<Identified> {
  if (!credential) return nobody
  const found = await store.transact({ actorId: null, readOnly: true, patience: limits.patience.web }, (tx) =>
    identify(tx, credential),
  )
  await noteUse(store, found)
  return found
}

/** Tells the store, every few minutes, that a session or a token is in use. */
export async function noteUse(store: Store, { sessionId, tokenId, isTouchDue }: Identified): Promise<void> {
  if (!isTouchDue) return
  await store.transact({ actorId: null }, async (tx) => {
    if (sessionId) await tx.db.updateTable('session').set({ seen_at: tx.now }).where('id', '=', sessionId).execute()
    if (tokenId) await tx.db.updateTable('token').set({ used_at: tx.now }).where('id', '=', tokenId).execute()
  })
}

export function notSignedIn(message = 'Sign in first.'): Problem {
  return new Problem('denied', 'not-signed-in', message)
}
