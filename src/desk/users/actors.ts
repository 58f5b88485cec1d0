// Who asks: turns a session or a token into an Actor with its rights as they are now. Asked with every request and while a
// page listens, so it is one prepared statement, and a lost right is lost at once.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { userSeesInbox } from './sight.ts'
import { type Actor, permissions, permissionsOf, type Role } from './permissions.ts'

export const sessionTimes = { idle: 12 * 3_600_000, absolute: 7 * 24 * 3_600_000, touchAfter: 5 * 60_000 }

export interface Identified {
  actor: Actor
  sessionId: Id | null
  tokenId: Id | null
  /** When this session or token was last noted as used, is long enough ago to note it again. */
  isTouchDue: boolean
}

interface Row {
  session_id: Id | null
  token_id: Id | null
  used_at: Date | null
  user_id: Id | null
  name: string
  role: Role | null
  scopes: string[] | null
  token_inbox_ids: Id[] | null
  inbox_ids: Id[]
  inbox_count: number
}

// Archived inboxes stay visible: their conversations are still read.
const inboxIds = `array(select i.id::text from inbox i where u.id is null or ${userSeesInbox} order by i.id) as inbox_ids, (select count(*)::int from inbox) as inbox_count`

const bySession = `select s.id::text as session_id, null as token_id, s.seen_at as used_at, u.id::text as user_id, u.name, u.role,
  null::text[] as scopes, null::text[] as token_inbox_ids, ${inboxIds}
  from session s join "user" u on u.id = s.user_id
  where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3 and u.disabled_at is null`

const byToken = `select null as session_id, t.id::text as token_id, t.used_at, u.id::text as user_id, coalesce(u.name, t.name) as name, u.role,
  t.scopes, t.inbox_ids::text[] as token_inbox_ids, ${inboxIds}
  from token t left join "user" u on u.id = t.user_id
  where t.token_hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2) and u.disabled_at is null`

const byUser = `select null as session_id, null as token_id, null::timestamptz as used_at, u.id::text as user_id, u.name, u.role,
  null::text[] as scopes, null::text[] as token_inbox_ids, ${inboxIds}
  from "user" u where u.id = $1 and u.disabled_at is null`

/** Null when the session has ended, was idle for 12 hours, or its user is disabled. */
export async function identifySession(tx: Tx, tokenHash: Buffer): Promise<Identified | null> {
  const since = new Date(tx.now.getTime() - sessionTimes.idle)
  const [row] = await tx.query<Row>({ name: 'actor-by-session', text: bySession, values: [tokenHash, tx.now, since] })
  return row ? identified(tx, row) : null
}

/** Null when there is no such token, or it was revoked, has run out, or its user is disabled. */
export async function identifyToken(tx: Tx, tokenHash: Buffer): Promise<Identified | null> {
  const [row] = await tx.query<Row>({ name: 'actor-by-token', text: byToken, values: [tokenHash, tx.now] })
  return row ? identified(tx, row) : null
}

/** For what acts in somebody's name without a request, and for tests. Null when there is no such user or it is disabled. */
export async function actorOf(tx: Tx, userId: Id): Promise<Actor | null> {
  const [row] = await tx.query<Row>({ name: 'actor-by-user', text: byUser, values: [userId] })
  return row ? identified(tx, row).actor : null
}

function identified(tx: Tx, row: Row): Identified {
  const bound = row.token_inbox_ids
  const actor: Actor = {
    kind: row.token_id ? 'token' : 'user',
    id: row.user_id,
    name: row.name,
    tokenId: row.token_id,
    role: row.role,
    permissions: rightsOf(row),
    inboxIds: bound ? row.inbox_ids.filter((id) => bound.includes(id)) : row.inbox_ids,
    isBound: bound !== null,
    seesAll: bound === null && row.inbox_ids.length === row.inbox_count,
  }
  const isTouchDue = !row.used_at || tx.now.getTime() - row.used_at.getTime() > sessionTimes.touchAfter
  return { actor, sessionId: row.session_id, tokenId: row.token_id, isTouchDue }
}

/** A token never carries more than its user has now; one of the desk's own has its scopes. */
function rightsOf(row: Row): ReadonlySet<string> {
  const held: readonly string[] = row.role ? permissionsOf[row.role] : row.user_id ? [] : permissions
  const scopes = row.scopes
  if (!scopes || scopes.includes('*')) return new Set(held)
  return new Set(held.filter((permission) => scopes.includes(permission)))
}
