// Users: the people with a login. Other products call them operators, staff or agents; agent is one of our roles.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { isAddress, isSamePlace, normalizeAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { ownAddresses } from '../inboxes/addresses.ts'
import { refuseNamed } from '../rules/naming.ts'
import { signatureVariables } from '../variables/values.ts'
import { refuseUnknownVariables } from '../variables/variables.ts'
import { type Actor, mayGrantRole, type Role } from './permissions.ts'
import type { Keys, Profile, Reading, SendAs, User } from './users.api.ts'

export interface NewUser {
  email: string
  name: string
  role: Role
  /** Null: cannot sign in with a password. */
  passwordHash: string | null
  locale?: string | null
  isSample?: boolean
}

export interface UserChange {
  role?: Role | undefined
  name?: string | undefined
  capacity?: number | undefined
  isAway?: boolean | undefined
  isDisabled?: boolean | undefined
  /** Disabled although rules, escalations or an assignment name them: whoever must not come in any more cannot wait for that. */
  evenIfNamed?: boolean | undefined
}

export interface ProfileChange {
  name?: string | undefined
  locale?: string | null | undefined
  signature?: string | undefined
  isAway?: boolean | undefined
  sendAs?: SendAs | undefined
  reading?: { mail?: Reading['mail'] | undefined; font?: Reading['font'] | undefined } | undefined
  keys?: Keys | undefined
}

export async function addUser(tx: Tx, user: NewUser): Promise<Id> {
  const email = personAddress(user.email)
  await refuseInboxAddress(tx, email)
  const id = tx.mint()
  const added = await tx.db
    .insertInto('user')
    .values({
      id,
      email,
      name: user.name,
      role: user.role,
      password_hash: user.passwordHash,
      locale: user.locale ?? null,
      is_sample: user.isSample ?? false,
      created_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!added) throw new Problem('conflict', 'user-exists', 'There is already a user with this address.')
  await record(tx, 'user.added', id, { role: user.role })
  return id
}

export async function listUsers(tx: Tx): Promise<User[]> {
  const rows = await tx.query<UserRow>({
    name: 'user-list',
    text: `${userColumns} order by lower(u.name), u.id`,
    values: [],
  })
  return rows.map(shown)
}

export async function userById(tx: Tx, id: Id): Promise<User> {
  const [row] = await tx.query<UserRow>({ name: 'user-by-id', text: `${userColumns} where u.id = $1`, values: [id] })
  if (!row) throw missing()
  return shown(row)
}

/**
 * Nobody changes who has more rights than they have, nor gives more. The last administrator stays one, and nobody disables
 * themselves: both would lock everybody out.
 */
export async function changeUser(tx: Tx, actor: Actor, id: Id, change: UserChange): Promise<User> {
  // In the order of ids, so that two administrators who demote each other wait instead of both succeeding.
  const rows = await tx.query<{ id: Id; name: string; role: Role; is_disabled: boolean }>({
    name: 'user-lock',
    text: `select id::text, name, role, disabled_at is not null as is_disabled from "user" where id = $1 or role = 'admin' order by "user".id for update`,
    values: [id],
  })
  const user = rows.find((one) => one.id === id)
  if (!user) throw missing()
  const role = change.role ?? user.role
  if (!mayGrantRole(actor, user.role, role))
    throw new Problem('denied', 'more-rights', 'That takes rights which you do not have yourself.')
  if (change.isDisabled && id === actor.id)
    throw new Problem('invalid', 'own-login', 'You cannot disable yourself. Ask another administrator.')
  const isLeaving = change.isDisabled === true || role !== 'admin'
  const others = rows.filter((one) => one.id !== id && one.role === 'admin' && !one.is_disabled)
  if (user.role === 'admin' && !user.is_disabled && isLeaving && others.length === 0)
    throw new Problem('invalid', 'last-admin', 'This is the last administrator. Make somebody else one first.')
  if (change.isDisabled && !user.is_disabled && !change.evenIfNamed)
    await refuseNamed(tx, id, { code: 'user-in-use', what: user.name })

  await tx.db
    .updateTable('user')
    .set({
      ...(change.role !== undefined && { role: change.role }),
      ...(change.name !== undefined && { name: change.name }),
      ...(change.capacity !== undefined && { capacity: change.capacity }),
      ...(change.isAway !== undefined && { away_at: change.isAway ? tx.now : null }),
      ...(change.isDisabled !== undefined && { disabled_at: change.isDisabled ? tx.now : null }),
      id,
    })
    .where('id', '=', id)
    .execute()
  await record(tx, 'user.changed', id, change)
  // A session from before could have been planted: with other rights one signs in anew.
  if (change.isDisabled || role !== user.role) await endSessionsOf(tx, id)
  return await userById(tx, id)
}

const READING: Reading = { mail: 'html', font: 'proportional' }
const KEYS: Keys = { preset: 'postroom', own: {} }

export async function profileOf(tx: Tx, id: Id): Promise<Profile> {
  const row = await tx.db
    .selectFrom('user')
    .select(['id', 'email', 'name', 'role', 'locale', 'signature', 'reading', 'send_as', 'keys', 'notices'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw missing()
  const { send_as: sendAs, notices, ...rest } = row
  const { timeZone = null } = notices as { timeZone?: string | null }
  const reading = { ...READING, ...(row.reading as Partial<Reading>) }
  const keys = { ...KEYS, ...(row.keys as Partial<Keys>) }
  return {
    ...rest,
    role: row.role as Role,
    timeZone,
    signature: row.signature ?? '',
    reading,
    keys,
    sendAs: (sendAs ?? 'send') as SendAs,
  }
}

export async function changeProfile(tx: Tx, id: Id, change: ProfileChange): Promise<Profile> {
  refuseUnknownVariables(change.signature ?? '', signatureVariables, 'signature')
  await tx.db
    .updateTable('user')
    .set({
      ...(change.name !== undefined && { name: change.name }),
      ...(change.locale !== undefined && { locale: change.locale }),
      ...(change.signature !== undefined && { signature: change.signature }),
      ...(change.isAway !== undefined && { away_at: change.isAway ? tx.now : null }),
      ...(change.sendAs !== undefined && { send_as: change.sendAs }),
      ...(change.reading !== undefined && { reading: sql`reading || ${JSON.stringify(change.reading)}::jsonb` }),
      ...(change.keys !== undefined && { keys: JSON.stringify(change.keys) }),
      id,
    })
    .where('id', '=', id)
    .execute()
  await record(tx, 'user.changed', id, { changed: Object.keys(change) })
  return await profileOf(tx, id)
}

/** Every session ends but the one it was done in. */
export async function changePassword(tx: Tx, id: Id, passwordHash: string, keptSessionId: Id | null): Promise<void> {
  await tx.db.updateTable('user').set({ password_hash: passwordHash }).where('id', '=', id).execute()
  await endSessionsOf(tx, id, keptSessionId)
  await record(tx, 'user.passwordChanged', id, {})
}

/** With them go the browsers that were told while no page was open. */
export async function endSessionsOf(tx: Tx, userId: Id, keptSessionId: Id | null = null): Promise<void> {
  let ended = tx.db.deleteFrom('session').where('user_id', '=', userId)
  let told = tx.db.deleteFrom('push_subscription').where('user_id', '=', userId)
  if (keptSessionId) {
    ended = ended.where('id', '<>', keptSessionId)
    told = told.where((where) => where.or([where('session_id', 'is', null), where('session_id', '<>', keptSessionId)]))
  }
  await ended.execute()
  await told.execute()
}

/** As stored and compared; a Problem where it is no address. */
export function personAddress(text: string): string {
  const address = normalizeAddress(text)
  if (isAddress(address) && /@[^@[\]]+\.[^@.]+$|@localhost$/.test(address)) return address
  throw new Problem('invalid', 'address-invalid', 'This is not an e-mail address like ada@desk.example.')
}

/** Whoever reads the mail of an inbox could else take over the login (safety requirement S12); plus-addresses arrive there too. */
export async function refuseInboxAddress(tx: Tx, email: string): Promise<void> {
  const isTaken = [...(await ownAddresses(tx))].some((address) => isSamePlace(address, email))
  if (isTaken)
    throw new Problem(
      'invalid',
      'address-of-inbox',
      'This is the address of an inbox. A person needs one of their own, because everybody in the inbox could read their invitations.',
    )
}

interface UserRow {
  id: Id
  email: string
  name: string
  role: Role
  capacity: number
  is_away: boolean
  is_disabled: boolean
  team_ids: Id[]
  created_at: Date
}

const userColumns = `select u.id::text, u.email, u.name, u.role, u.capacity, u.away_at is not null as is_away,
  u.disabled_at is not null as is_disabled, u.created_at,
  array(select m.team_id::text from team_member m join team t on t.id = m.team_id where m.user_id = u.id and t.archived_at is null order by m.team_id) as team_ids
  from "user" u`

function shown(row: UserRow): User {
  const { id, email, name, role, capacity } = row
  return {
    id,
    email,
    name,
    role,
    capacity,
    isAway: row.is_away,
    isDisabled: row.is_disabled,
    teamIds: row.team_ids,
    createdAt: row.created_at.toISOString(),
  }
}

function missing(): Problem {
  return new Problem('missing', 'user-missing', 'There is no such user.')
}
