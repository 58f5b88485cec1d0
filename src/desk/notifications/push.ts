// Browsers that somebody is told in while no page is open. Where such a browser is reached is a secret: who knows it could write there,
// so it is encrypted, and never shown again. A browser belongs to whoever signed in last in it.
import { createPublicKey } from 'node:crypto'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tx } from '../../store/tx.ts'
import { validId } from '../conversations/views.ts'
import type { PushDevice, PushPolicy } from './push.api.ts'

/** Of one person. */
const MOST = 20
const LONGEST_AGENT = 400
const POLICY = 'push-policy'
const firstPolicy: PushPolicy = { isAllowed: true, namesSubjects: false }

/** As the browser says it (W3C Push API). */
export interface Subscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

export async function pushPolicy(tx: Tx): Promise<PushPolicy> {
  const [row] = await tx.query<{ value: Partial<PushPolicy> }>({
    name: 'push-policy',
    text: 'select value from setting where name = $1',
    values: [POLICY],
  })
  return { ...firstPolicy, ...row?.value }
}

export async function changePushPolicy(
  tx: Tx,
  wanted: { [Name in keyof PushPolicy]?: PushPolicy[Name] | undefined },
): Promise<PushPolicy> {
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  const policy = { ...(await pushPolicy(tx)), ...given }
  const row = { name: POLICY, value: JSON.stringify(policy), changed_at: tx.now }
  const { name: _, ...changed } = row
  await tx.db
    .insertInto('setting')
    .values(row)
    .onConflict((clash) => clash.column('name').doUpdateSet(changed))
    .execute()
  await record(tx, 'desk.pushDecided', '0', policy)
  return policy
}

interface Row {
  id: Id
  host: string
  agent: string
  created_at: Date
  sent_at: Date | null
  failure: string | null
}

const shown = (row: Row): PushDevice => ({
  id: row.id,
  host: row.host,
  userAgent: row.agent,
  createdAt: row.created_at.toISOString(),
  sentAt: row.sent_at?.toISOString() ?? null,
  failure: row.failure,
})

export async function listDevices(tx: Tx, userId: Id): Promise<PushDevice[]> {
  const rows = await tx.query<Row>({
    name: 'push-devices',
    text: `select id, host, agent, created_at, sent_at, failure from push_subscription where user_id = $1 order by id limit ${MOST}`,
    values: [userId],
  })
  return rows.map(shown)
}

export async function addDevice(
  tx: Tx,
  keys: Pick<Keys, 'seal' | 'hmac'>,
  { userId, sessionId, userAgent }: { userId: Id; sessionId: Id | null; userAgent: string },
  subscription: Subscription,
): Promise<PushDevice> {
  if (!(await pushPolicy(tx)).isAllowed)
    throw new Problem('denied', 'push-forbidden', 'Nothing is pushed here: an administrator decided so.')
  const { host } = readEndpoint(subscription.endpoint)
  refuseUnfitKeys(subscription.keys)
  const endpointHash = keys.hmac('push-endpoint', subscription.endpoint)
  const before = await tx.db.selectFrom('push_subscription').select(['id', 'user_id']).where('endpoint_hash', '=', endpointHash).forUpdate().executeTakeFirst() // prettier-ignore
  const isNew = before?.user_id !== userId
  if (isNew && (await listDevices(tx, userId)).length >= MOST)
    throw new Problem('conflict', 'too-many-browsers', `You are told in ${MOST} browsers already. Remove one first.`)
  const id = before?.id ?? tx.mint()
  const told = {
    user_id: userId,
    session_id: sessionId,
    sealed: keys.seal(`push_subscription.sealed:${id}`, JSON.stringify(subscription)),
    agent: userAgent.slice(0, LONGEST_AGENT),
    failure: null,
  }
  const row = await tx.db
    .insertInto('push_subscription')
    .values({ ...told, id, endpoint_hash: endpointHash, host, created_at: tx.now })
    .onConflict((clash) => clash.column('id').doUpdateSet(told))
    .returning(['id', 'host', 'agent', 'created_at', 'sent_at', 'failure'])
    .executeTakeFirstOrThrow()
  if (isNew) await record(tx, 'push.added', id, { userId, host })
  return shown(row)
}

/** Only over TLS, where push services listen; whether it leads to the internet is judged whenever something is sent. */
function readEndpoint(endpoint: string): URL {
  const url = URL.parse(endpoint)
  if (
    url &&
    url.protocol === 'https:' &&
    url.port === '' &&
    !url.username &&
    !url.password &&
    url.hostname.includes('.')
  )
    return url
  throw new Problem('invalid', 'push-endpoint', 'That is no address of a push service: it begins with https://.', {
    detail: { where: 'endpoint' },
  })
}

/** A point of the curve P-256, uncompressed, and 16 bytes (RFC 8291 §2). */
function refuseUnfitKeys({ p256dh, auth }: Subscription['keys']): void {
  const point = Buffer.from(p256dh, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  try {
    if (point.length !== 65 || point[0] !== 4 || Buffer.from(auth, 'base64url').length !== 16)
      throw new Error('lengths')
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' })
  } catch {
    throw new Problem('invalid', 'push-keys', 'These are no keys of a browser.', { detail: { where: 'keys' } })
  }
}

/** Those that may be one's own no more are told nothing in the meantime: whose they are is asked when something is sent. */
export async function removeDevice(tx: Tx, userId: Id, id: Id): Promise<void> {
  const gone = await tx.db
    .deleteFrom('push_subscription')
    .where('id', '=', validId(id))
    .where('user_id', '=', userId)
    .returning('host')
    .executeTakeFirst()
  if (!gone) throw new Problem('missing', 'push-missing', 'There is no such browser of yours.', { detail: { id } })
  await record(tx, 'push.removed', id, { userId, host: gone.host })
}

/** Whose browser it is now, and how it is reached. Null: it was removed, or its person works here no more. */
export async function deviceFor(
  tx: Tx,
  keys: Pick<Keys, 'open'>,
  id: Id,
): Promise<{ userId: Id; subscription: Subscription } | null> {
  const [row] = await tx.query<{ userId: Id; sealed: Buffer }>({
    name: 'push-device',
    text: `select p.user_id as "userId", p.sealed from push_subscription p
      join "user" u on u.id = p.user_id and u.disabled_at is null where p.id = $1`,
    values: [validId(id)],
  })
  if (!row) return null
  const subscription = JSON.parse(keys.open(`push_subscription.sealed:${id}`, row.sealed).toString()) as Subscription
  return { userId: row.userId, subscription }
}

/** Of these those who have a browser that may be told. */
export async function reachedAmong(tx: Tx, userIds: readonly Id[]): Promise<Set<Id>> {
  const rows = await tx.query<{ userId: Id }>({
    name: 'push-reached',
    text: `select distinct user_id as "userId" from push_subscription where user_id = any($1::bigint[])
      and coalesce((select value ->> 'isAllowed' from setting where name = '${POLICY}'), 'true') = 'true'`,
    values: [userIds],
  })
  return new Set(rows.map((row) => row.userId))
}

/** `failure` null: it was taken. */
export async function noteOutcome(tx: Tx, id: Id, failure: 'busy' | 'refused' | null): Promise<void> {
  await tx.query({
    name: 'push-outcome',
    text: 'update push_subscription set failure = $2::text, sent_at = case when $2 is null then $3 else sent_at end where id = $1',
    values: [id, failure, tx.now],
  })
}

/** The service says that nobody is there any more (RFC 8030 §7.3). */
export async function forgetDevice(tx: Tx, id: Id): Promise<void> {
  const gone = await tx.db.deleteFrom('push_subscription').where('id', '=', id).returning(['user_id', 'host']).executeTakeFirst() // prettier-ignore
  if (gone) await record(tx, 'push.removed', id, { userId: gone.user_id, host: gone.host })
}
