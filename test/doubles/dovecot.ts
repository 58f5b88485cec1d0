// A real IMAP server for tests, where Dovecot is installed: a Maildir of one user in a temporary folder.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { must } from '../../src/kit/must.ts'

const BINARY = '/usr/sbin/dovecot'
export const hasDovecot = existsSync(BINARY)

export interface Dovecot {
  port: number
  pid: number
  user: string
  pass: string
  /** Puts a message into the Maildir, as a delivery would. */
  deliver(raw: string | Buffer): Promise<void>
  /** Drops the list of UIDs: the next to open the folder finds another UIDVALIDITY. */
  forgetUids(): Promise<void>
  /** Resolves when nobody is signed in any more. */
  left(): Promise<void>
  stop(): Promise<void>
}

export async function startDovecot(): Promise<Dovecot> {
  const home = await mkdtemp(path.join(tmpdir(), 'postroom-dovecot-'))
  const port = await freePort()
  const me = userInfo()
  // Mail never belongs to root in Dovecot's eyes.
  const [uid, gid] = me.uid === 0 ? [65_534, 65_534] : [me.uid, me.gid]
  const mail = path.join(home, 'mail')
  for (const folder of ['cur', 'new', 'tmp']) await mkdir(path.join(mail, folder), { recursive: true })
  if (me.uid === 0) await chownAll(home, uid, gid)
  const config = path.join(home, 'dovecot.conf')
  await writeFile(
    config,
    `
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = ${me.uid === 0 ? 'dovecot' : me.username}
default_internal_group = ${me.uid === 0 ? 'dovecot' : await groupName(me.gid)}
default_login_user = ${me.uid === 0 ? 'dovenull' : me.username}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${mail}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${home}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`,
  )
  const child = spawn(BINARY, ['-F', '-c', config], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let count = 0
  await greeted(port).catch((error: unknown) => {
    child.kill('SIGTERM')
    throw error
  })
  return {
    port,
    pid: must(child.pid, 'a Dovecot that runs'),
    user: 'desk',
    pass: 'secret',
    async deliver(raw) {
      const name = `${Date.now()}.${process.pid}_${count++}.desk.example`
      await writeFile(path.join(mail, 'tmp', name), raw, { mode: 0o666 })
      if (me.uid === 0) await chownAll(path.join(mail, 'tmp', name), uid, gid)
      await rename(path.join(mail, 'tmp', name), path.join(mail, 'new', name))
    },
    async forgetUids() {
      for (const name of ['dovecot-uidlist', 'dovecot.index', 'dovecot.index.log', 'dovecot.index.cache']) {
        await rm(path.join(mail, name), { force: true })
      }
    },
    async left() {
      for (let tries = 0; await isVisited(child.pid); tries++) {
        if (tries > 500) throw new Error('Somebody stays signed in to Dovecot.')
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Each who is signed in has a process of its own. */
async function isVisited(pid: number | undefined): Promise<boolean> {
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : ''
    if (new RegExp(`\\(imap\\) [RSDI] ${pid} `).test(stat)) return true
  }
  return false
}

async function groupName(gid: number): Promise<string> {
  const line = (await readFile('/etc/group', 'utf8')).split('\n').find((one) => one.split(':')[2] === String(gid))
  return line?.split(':')[0] ?? 'nogroup'
}

async function chownAll(at: string, uid: number, gid: number): Promise<void> {
  const { chown, readdir, stat } = await import('node:fs/promises')
  await chown(at, uid, gid)
  if ((await stat(at)).isDirectory())
    for (const name of await readdir(at)) await chownAll(path.join(at, name), uid, gid)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0))
    })
  })
}

async function greeted(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1')
      socket.setTimeout(2_000, () => socket.destroy())
      socket.once('data', () => {
        resolve(true)
        socket.destroy()
      })
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
    })
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('Dovecot did not start; its log is in its temporary folder')
}
