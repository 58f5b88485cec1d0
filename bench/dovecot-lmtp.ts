// Dovecot's LMTP into Maildirs, where it is installed: what a server reaches that only stores. Debian's defaults, fsync included.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../test/stories/server.ts'
import { openLine } from './senders.ts'

const BINARY = '/usr/sbin/dovecot'
const NOBODY = 65_534

/** Dovecot switches users, so only root can run it as it is meant. */
export const hasDovecotLmtp = existsSync(BINARY) && process.getuid?.() === 0

export async function startDovecotLmtp(): Promise<{ port: number; pid: number; stop(): Promise<void> }> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-dovecot-'))
  const [port = 0] = await freePorts(1)
  await mkdir(path.join(home, 'mail'))
  for (const folder of [home, path.join(home, 'mail')]) await chown(folder, NOBODY, NOBODY)
  const config = path.join(home, 'dovecot.conf')
  await writeFile(
    config,
    `
base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = lmtp
listen = 127.0.0.1
ssl = no
default_internal_user = dovecot
default_internal_group = dovecot
default_login_user = dovenull
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${home}/mail/%n
passdb {
  driver = static
}
userdb {
  driver = static
  args = uid=${NOBODY} gid=${NOBODY} home=${home}/mail/%n allow_all_users=yes
}
service lmtp {
  inet_listener lmtp {
    port = ${port}
  }
}
service anvil {
  chroot =
}
`,
  )
  const child = spawn(BINARY, ['-F', '-c', config], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(home, { recursive: true, force: true })
  }
  for (let tries = 0; ; tries++) {
    const line = await openLine(port, { lmtp: true }).catch(() => undefined)
    line?.quit()
    if (line) return { port, pid: child.pid ?? 0, stop }
    if (tries > 50) {
      await stop()
      throw new Error('Dovecot did not start')
    }
    await sleep(100)
  }
}
