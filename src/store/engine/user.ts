// Who the server runs as. PostgreSQL refuses root, so as root it runs as the owner of an existing data directory, or nobody.
import { readFile, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'

export interface EngineUser {
  /** Undefined: the same user as ours, nothing to switch. */
  switchTo?: { uid: number; gid: number }
  /** The name of *our* user, which alone may connect (peer authentication). */
  ownName: string
}

const WAY_OUT = 'Start Postroom as an ordinary user, or give it a server with POSTROOM_DATABASE_URL.'

export async function engineUser(cluster: string): Promise<EngineUser> {
  const own = ownUser()
  if (own.uid !== 0) return { ownName: own.username }
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''))
  const owner = await stat(cluster).then(
    (found) => found.uid,
    () => 0,
  )
  const account =
    owner === 0
      ? (accounts.find((one) => one.name === 'nobody') ?? accounts.find((one) => one.uid === 65534))
      : accounts.find((one) => one.uid === owner)
  if (!account || account.uid === 0) {
    const wanted = owner === 0 ? 'nobody' : `user ${owner}, who owns ${cluster}`
    throw new Problem(
      'broken',
      'engine-user-missing',
      `As root, Postroom runs PostgreSQL as ${wanted}, but /etc/passwd has no such user. ${WAY_OUT}`,
    )
  }
  return { switchTo: { uid: account.uid, gid: account.gid }, ownName: own.username }
}

/** Whether any user can walk into `folder`: every folder above it and itself is open to others. */
export async function isReachableByAll(folder: string): Promise<boolean> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const mode = await stat(at).then(
      (found) => found.mode,
      () => 0o001,
    ) // not there yet: we make it, open
    if ((mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

function ownUser(): { uid: number; username: string } {
  try {
    return os.userInfo()
  } catch (cause) {
    // PostgreSQL itself would say "could not look up effective user ID".
    throw new Problem(
      'broken',
      'engine-user-missing',
      `PostgreSQL needs the user it runs as to be in /etc/passwd. Add it there, or give Postroom a server with POSTROOM_DATABASE_URL.`,
      { cause },
    )
  }
}

function parsePasswd(text: string): { name: string; uid: number; gid: number }[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}
