// Sessions: being signed in in one browser. The cookie holds a secret, the table its hash; 12 hours idle or 7 days end it.
import type { Id } from '../../kit/id.ts'
import { limits } from '../../kit/limits.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { actorOf, sessionTimes } from './actors.ts'
import { actingAs, type Preparing } from './asking.ts'
import type { Passwords } from './passwords.ts'
import { type Actor, can, isStranger } from './permissions.ts'
import { hashOf, newSecret } from './secrets.ts'
import type { OpenSession, SessionState } from './sessions.api.ts'
import { profileOf } from './users.ts'

/** How the door writes and takes back its cookie. */
export interface SessionCookie {
  issue: (token: string) => Record<string, string>
  clear: () => Record<string, string>
}

/** A new secret with every sign-in, so that one planted before is worth nothing. `tx` acts as the user. */
export async function openSession(tx: Tx, userId: Id, from: { remote: string; userAgent: string }): Promise<string> {
  const token = newSecret()
  const id = tx.mint()
  await tx.db
    .insertInto('session')
    .values({
      id,
      user_id: userId,
      token_hash: hashOf(token),
      created_at: tx.now,
      seen_at: tx.now,
      expires_at: new Date(tx.now.getTime() + sessionTimes.absolute),
      remote: from.remote,
      agent: from.userAgent,
    })
    .execute()
  await record(tx, 'user.signedIn', userId, { sessionId: id, remote: from.remote })
  return token
}

/**
 * The user whose password this is. Wrong and unknown look alike and take as long; after ten failures in 15 minutes, for one
 * login or fifty from one address, nobody is even asked. Each attempt counts before it is judged, so that many at once count too.
 */
export async function checkPassword(
  preparing: Preparing,
  passwords: Passwords,
  email: string,
  password: string,
): Promise<Id> {
  const who = normalizeAddress(email)
  const { user, attempts } = await preparing.transact(async (tx) => {
    const attempts = await noteAttempt(tx, who, preparing.remote)
    const user = await tx.db
      .selectFrom('user')
      .select(['id', 'password_hash', 'disabled_at'])
      .where('email', '=', who)
      .executeTakeFirst()
    return { user, attempts }
  })
  const hash = user && !user.disabled_at ? user.password_hash : null
  const isRight = await passwords.verify(password, hash)
  if (!isRight || !user) throw new Problem('denied', 'sign-in-failed', 'The address or the password is wrong.')
  await preparing.transact((tx) =>
    tx.db
      .deleteFrom('login_failure')
      .where((where) => where.or([where('who', '=', who), where('id', 'in', attempts)]))
      .execute(),
  )
  return user.id
}

async function noteAttempt(tx: Tx, who: string, remote: string): Promise<Id[]> {
  const since = new Date(tx.now.getTime() - limits.login.window)
  const network = networkOf(remote)
  await tx.query({ name: 'login-lock', text: 'select pg_advisory_xact_lock(hashtextextended($1, 11))', values: [who] })
  const [counted] = await tx.query<{ by_who: number; by_network: number }>({
    name: 'login-count',
    text: `select count(*) filter (where who = $1)::int as by_who, count(*) filter (where who = $2)::int as by_network
      from login_failure where who in ($1, $2) and at > $3`,
    values: [who, network, since],
  })
  const { by_who, by_network } = must(counted, 'a count')
  if (by_who >= limits.login.failures || by_network >= limits.login.perAddress)
    throw new Problem('denied', 'too-many-attempts', 'Too many wrong passwords. Try again in 15 minutes.')
  const ids = [tx.mint(), tx.mint()]
  const rows = [who, network].map((one, index) => ({ id: must(ids[index], 'an id'), who: one, at: tx.now }))
  await tx.db.insertInto('login_failure').values(rows).execute()
  return ids
}

/** With IPv6 a person has a whole /64. */
function networkOf(remote: string): string {
  if (!remote.includes(':')) return remote
  const [head = ''] = remote.split('::')
  return `${head.split(':').slice(0, 4).join(':')}::/64`
}

export async function endSession(tx: Tx, userId: Id, sessionId: Id): Promise<void> {
  const ended = await tx.db
    .deleteFrom('session')
    .where('id', '=', sessionId)
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst()
  if (!ended) throw new Problem('missing', 'session-missing', 'There is no such session.')
  // Whoever sits there next is not to read what is pushed to somebody else.
  await tx.db.deleteFrom('push_subscription').where('session_id', '=', sessionId).execute()
  await record(tx, 'user.signedOut', userId, { sessionId })
}

export async function sessionsOf(tx: Tx, userId: Id, currentId: Id | null): Promise<OpenSession[]> {
  const rows = await tx.db
    .selectFrom('session')
    .select(['id', 'created_at', 'seen_at', 'remote', 'agent'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', tx.now)
    .where('seen_at', '>', new Date(tx.now.getTime() - sessionTimes.idle))
    .orderBy('seen_at', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    isCurrent: row.id === currentId,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    remote: row.remote,
    userAgent: row.agent,
  }))
}

/** What a page needs to know before it shows anything. Says nothing of the desk to a stranger but whether it wants set-up. */
export async function sessionState(tx: Tx, actor: Actor, version: string): Promise<SessionState> {
  const needsSetup = !(await hasUsers(tx)) && !(await hasDeskToken(tx))
  if (isStranger(actor) || actor.id === null) {
    const permissions = [...actor.permissions]
    return {
      user: null,
      needsSetup,
      permissions,
      sampleData: false,
      firstSteps: false,
      version: isStranger(actor) ? '' : version,
    }
  }
  const sample = await tx.db.selectFrom('inbox').select('id').where('is_sample', '=', true).limit(1).executeTakeFirst()
  const user = await profileOf(tx, actor.id)
  const firstSteps = can(actor, 'inbox.configure') && actor.kind === 'user' && (await hasFirstSteps(tx, actor.id))
  return {
    user,
    needsSetup,
    permissions: [...actor.permissions],
    sampleData: sample !== undefined,
    firstSteps,
    version,
  }
}

async function hasFirstSteps(tx: Tx, userId: Id): Promise<boolean> {
  const [row] = await tx.query<{ has: boolean }>({
    name: 'user-first-steps',
    text: 'select first_steps_over_at is null as has from "user" where id = $1',
    values: [userId],
  })
  return row?.has ?? false
}

/** The state just after signing in, for the answer that carries the cookie. */
export async function stateAfterSignIn(tx: Tx, userId: Id, version: string): Promise<SessionState> {
  return await sessionState(tx, must(await actorOf(tx, userId), 'the user who just signed in'), version)
}

/** Invented users do not count: nobody can sign in as one. */
export async function hasUsers(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ has: boolean }>({
    name: 'user-any',
    text: 'select exists (select from "user" where not is_sample) as has',
    values: [],
  })
  return row?.has ?? false
}

/** Somebody holds the desk already, by a token from the settings or the command line: it is not there for whoever comes first. */
export async function hasDeskToken(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ has: boolean }>({
    name: 'token-any-desk',
    text: `select exists (select from token where user_id is null and revoked_at is null
      and (expires_at is null or expires_at > $1)) as has`,
    values: [tx.now],
  })
  return row?.has ?? false
}

/** Signs in: opens the session in the user's name. */
export async function signInAs(tx: Tx, userId: Id, from: { remote: string; userAgent: string }): Promise<string> {
  return await openSession(actingAs(tx, userId), userId, from)
}

/** For a schedule: what has ended, and failures nobody counts any more. */
export async function sweepSessions(tx: Tx): Promise<void> {
  const idleSince = new Date(tx.now.getTime() - sessionTimes.idle)
  await tx.db
    .deleteFrom('session')
    .where((where) => where.or([where('expires_at', '<', tx.now), where('seen_at', '<', idleSince)]))
    .execute()
  // What has run out stays so, also when the clock is set back.
  await tx.db
    .updateTable('token')
    .set({ revoked_at: tx.now })
    .where('revoked_at', 'is', null)
    .where('expires_at', '<', tx.now)
    .execute()
  await tx.db
    .deleteFrom('login_failure')
    .where('at', '<', new Date(tx.now.getTime() - limits.login.window))
    .execute()
  await tx.db
    .deleteFrom('invitation')
    .where('accepted_at', 'is', null)
    .where('expires_at', '<', new Date(tx.now.getTime() - 30 * 24 * 3_600_000))
    .execute()
}
