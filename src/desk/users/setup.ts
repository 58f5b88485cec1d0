// The first start: one administrator and one inbox, by the browser or unattended. Afterwards people come by invitation.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { addInbox } from '../inboxes/inboxes.ts'
import { actingAs } from './asking.ts'
import type { Passwords } from './passwords.ts'
import { hashOf } from './secrets.ts'
import { hasDeskToken, hasUsers } from './sessions.ts'
import { keepToken } from './tokens.ts'
import { addUser, personAddress } from './users.ts'

interface FirstDay {
  name: string
  email: string
  locale?: string | undefined
  passwordHash: string
  inboxName: string
  inboxAddress: string
}

/** Whoever comes first; everybody else, even at the same moment, is refused. */
export async function setUpDesk(tx: Tx, first: FirstDay): Promise<Id> {
  await tx.query({ name: 'setup-lock', text: 'select pg_advisory_xact_lock(3)', values: [] })
  await refuseSetup(tx)
  const userId = await addUser(tx, { ...first, role: 'admin' })
  const asAdmin = actingAs(tx, userId)
  await addInbox(asAdmin, { name: first.inboxName, addresses: [first.inboxAddress] })
  await record(asAdmin, 'desk.setUp', userId, {})
  return userId
}

/** Set-up is for a desk that nobody has, by login or by token. */
export async function refuseSetup(tx: Tx): Promise<void> {
  if (await hasUsers(tx))
    throw new Problem(
      'conflict',
      'already-set-up',
      'This desk is set up already. Ask an administrator for an invitation.',
    )
  if (await hasDeskToken(tx))
    throw new Problem(
      'denied',
      'set-up-closed',
      'This desk has an API token, so it is not for whoever comes first. Make the first administrator with POSTROOM_ADMIN_EMAIL or: postroom user add',
    )
}

interface Unattended {
  email?: string | null
  password?: string | null
  /** An API token with all scopes: acts as the administrator where there is one, else as the desk. */
  token?: string | null
  name?: string
  /** Where no password is given the administrator has none and comes in only by token. */
  passwords: Passwords
}

/** For every start: adds what is missing and changes nothing of a user, a password or a token that is there, even a revoked one. */
export async function ensureAdmin(tx: Tx, wanted: Unattended): Promise<Id | null> {
  await tx.query({ name: 'setup-lock', text: 'select pg_advisory_xact_lock(3)', values: [] })
  const adminId = wanted.email ? await ensureUser(tx, wanted, personAddress(wanted.email)) : null
  if (wanted.token) {
    const known = await tx.db
      .selectFrom('token')
      .select('id')
      .where('token_hash', '=', hashOf(wanted.token))
      .executeTakeFirst()
    const given = {
      name: 'from the settings',
      scopes: ['*'],
      inboxIds: null,
      days: null,
      userId: adminId,
      secret: wanted.token,
    }
    if (!known) await keepToken(tx, given)
  }
  return adminId
}

async function ensureUser(
  tx: Tx,
  { password, name = 'Administrator', passwords }: Unattended,
  email: string,
): Promise<Id> {
  const known = await tx.db.selectFrom('user').select('id').where('email', '=', email).executeTakeFirst()
  if (known) return known.id
  const passwordHash = password ? await passwords.hash(password) : null
  return await addUser(tx, { email, name, role: 'admin', passwordHash })
}
