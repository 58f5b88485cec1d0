// postroom user …, postroom token …: a way back in for whoever has the machine but not the password.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Passwords } from '../../desk/users/passwords.ts'
import { type Role, system } from '../../desk/users/permissions.ts'
import { createToken } from '../../desk/users/tokens.ts'
import { addUser, changePassword, personAddress } from '../../desk/users/users.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Store } from '../../store/store.ts'

const us = { actorId: null }
const LEAST = 8

export async function addPerson(
  store: Store,
  passwords: Passwords,
  person: { email: string; name: string; role: Role },
  password: string,
): Promise<Id> {
  const passwordHash = await passwords.hash(password)
  return await store.transact(us, (tx) => addUser(tx, { ...person, passwordHash }))
}

/** Ends every session of theirs. A login that was disabled stays so. */
export async function resetPassword(
  store: Store,
  passwords: Passwords,
  email: string,
  password: string,
): Promise<void> {
  const hash = await passwords.hash(password)
  await store.transact(us, async (tx) => {
    const address = personAddress(email)
    const row = await tx.db.selectFrom('user').select('id').where('email', '=', address).executeTakeFirst()
    if (!row)
      throw new Problem('missing', 'user-missing', `There is no user ${address}. Make one with: postroom user add`)
    await changePassword(tx, row.id, hash, null)
    await tx.db.deleteFrom('login_failure').where('who', '=', address).execute()
  })
}

/** The desk's own, bound to nobody's login. Answers the secret, which is kept nowhere. */
export async function makeToken(
  store: Store,
  wanted: { name: string; scopes: string[]; days: number | null },
): Promise<string> {
  const asked = { ...wanted, inboxIds: null, isDesks: true }
  return (await store.transact(us, (tx) => createToken(tx, system, asked))).secret
}

/** Asked for at a terminal without showing it; else the first line of what is piped in. */
export async function askPassword(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  prompt = 'New password: ',
): Promise<string> {
  const isTerminal = input.isTTY === true
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  if (isTerminal) output.write(prompt)
  const lines = createInterface({ input, output: silent, terminal: isTerminal })
  const password = await new Promise<string>((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(''))
  })
  lines.close()
  if (isTerminal) output.write('\n')
  if (password.length < LEAST)
    throw new Problem('invalid', 'password-short', `A password has ${LEAST} characters or more. Nothing was changed.`)
  return password
}
