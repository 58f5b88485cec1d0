// Where the embedded server lives: its data, its socket, its log, and the names under which its own user reaches them.
import { randomBytes } from 'node:crypto'
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'
import { engineUser, isReachableByAll, type EngineUser } from './user.ts'

export interface Place {
  dataDir: string
  cluster: string
  log: string
  user: EngineUser
  /** Where we connect: a folder of the socket, or 127.0.0.1 on Windows. */
  host: string
  port: number
  /** How the server's process calls its data and its socket folder: see `throughDescriptor`. */
  serverCluster: string
  serverSocketDir: string
  /** Only where there are no Unix sockets. */
  password?: { file: string; secret: string }
  binariesParent: string
}

/** sockaddr_un holds 108 bytes on Linux, 104 on macOS; the server adds `.s.PGSQL.5432` and its lock file. */
const LONGEST_SOCKET_FOLDER = 100 - '/.s.PGSQL.5432.lock'.length
const PORT = 5432 // only part of the socket's name

export async function preparePlace(dataDirWanted: string, binariesParent?: string): Promise<Place> {
  const dataDir = await makeDataDir(path.resolve(dataDirWanted))
  const cluster = path.join(dataDir, 'postgres')
  const user = await engineUser(cluster)
  const windows = os.platform() === 'win32'
  const host = windows ? '127.0.0.1' : await socketFolder(dataDir, user)
  const through = user.switchTo !== undefined && os.platform() === 'linux'
  return {
    dataDir,
    cluster,
    user,
    host,
    log: path.join(dataDir, 'postgres.log'),
    port: windows ? 40_000 + (Number.parseInt(Buffer.from(dataDir).toString('hex').slice(-6), 16) % 9_000) : PORT,
    serverCluster: through ? throughDescriptor(3) : cluster,
    serverSocketDir: through ? throughDescriptor(4) : host,
    ...(windows ? { password: await password(path.join(dataDir, 'postgres.password')) } : {}),
    binariesParent: binariesParent ?? (await binariesFolder(dataDir, user)),
  }
}

/**
 * As root the server runs as somebody who may not be able to walk to the data directory (a home, a temporary folder, are 0700).
 * It is handed the open folder instead, and reaches it by its descriptor without walking.
 */
function throughDescriptor(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`
}

async function makeDataDir(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    return await realpath(dataDir)
  } catch (cause) {
    throw new Problem(
      'invalid',
      'data-directory-unusable',
      `Postroom cannot use ${dataDir} as its data directory. Set POSTROOM_DATA_DIR to a folder it may write to.`,
      { cause },
    )
  }
}

/** `run` in the data directory: a 0700 folder, or where its path is too long for a socket, a link to one in the temporary folder. */
async function socketFolder(dataDir: string, user: EngineUser): Promise<string> {
  const run = path.join(dataDir, 'run')
  const made = await realpath(run).catch(() => undefined)
  if (made !== undefined && Buffer.byteLength(made) <= LONGEST_SOCKET_FOLDER) return await claim(made, user)
  await rm(run, { recursive: true, force: true })
  if (Buffer.byteLength(run) <= LONGEST_SOCKET_FOLDER) {
    await mkdir(run, { mode: 0o700 })
    return await claim(run, user)
  }
  const short = await mkdtemp(path.join(Buffer.byteLength(os.tmpdir()) < 60 ? os.tmpdir() : '/tmp', 'postroom-'))
  await symlink(short, run)
  return await claim(short, user)
}

async function claim(folder: string, user: EngineUser): Promise<string> {
  const found = await lstat(folder)
  const owners = [os.userInfo().uid, user.switchTo?.uid]
  if (!found.isDirectory() || !owners.includes(found.uid)) {
    throw new Problem(
      'denied',
      'socket-folder-foreign',
      `${folder} belongs to another user; Postroom will not talk to a database there.`,
    )
  }
  await chmod(folder, 0o700)
  if (user.switchTo) await chown(folder, user.switchTo.uid, user.switchTo.gid)
  return folder
}

async function binariesFolder(dataDir: string, user: EngineUser): Promise<string> {
  const below = path.join(dataDir, 'engine')
  if (!user.switchTo || (await isReachableByAll(below))) return below
  return '/var/lib/postroom/engine'
}

async function password(file: string): Promise<{ file: string; secret: string }> {
  const fresh = randomBytes(24).toString('base64url')
  await writeFile(file, fresh, { flag: 'wx', mode: 0o600 }).catch(() => undefined)
  return { file, secret: await readFile(file, 'utf8') }
}
