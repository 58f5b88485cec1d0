// A real server of address books and calendars (Debian's radicale) on a folder of its own, where it is installed.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LOGIN } from '../doubles/carddav.ts'

export interface Radicale {
  /** Of what is empty. */
  url: string
  close(): Promise<void>
}

export function radicaleMissing(): string | null {
  try {
    execFileSync('radicale', ['--version'], { stdio: 'ignore' })
    return null
  } catch {
    return 'radicale is not installed (Debian: apt-get install radicale)'
  }
}

export async function startRadicale(what: 'contacts' | 'calendar' = 'contacts'): Promise<Radicale> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-radicale-'))
  const users = path.join(folder, 'users')
  await writeFile(users, `${LOGIN.username}:${LOGIN.password}\n`)
  const port = await freePort()
  const given = ['--config', '/dev/null', '--server-hosts', `127.0.0.1:${port}`, '--auth-type', 'htpasswd']
  const login = ['--auth-htpasswd-filename', users, '--auth-htpasswd-encryption', 'plain', '--auth-delay', '0']
  const kept = ['--storage-filesystem-folder', path.join(folder, 'data'), '--logging-level', 'critical']
  const child = spawn('radicale', [...given, ...login, ...kept], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}/${LOGIN.username}/${what}/`
  const authorization = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`
  const [space, kind, name] = what === 'contacts' ? ['carddav', 'addressbook', 'Contacts'] : ['caldav', 'calendar', 'Work'] // prettier-ignore
  const body = `<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:${space}"><set><prop><resourcetype><collection/><C:${kind}/></resourcetype><displayname>${name}</displayname></prop></set></mkcol>`
  for (let tries = 0; ; tries++) {
    const made = await fetch(url, { method: 'MKCOL', headers: { authorization }, body }).catch(() => null)
    if (made?.ok) break
    if (tries === 100) throw new Error(`radicale does not come up: ${made?.status ?? 'no answer'}`)
    await sleep(200)
  }
  return {
    url,
    close: async () => {
      const gone = once(child, 'exit')
      child.kill()
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
