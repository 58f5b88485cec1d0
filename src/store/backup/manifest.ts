// A folder of backups: each is a folder named after its instant, complete once its manifest is there. Blobs, which never change,
// lie beside them once for all.
//
//   2026-11-22T14-03-07Z/   manifest.json  files.sha256  blobs.txt  cluster/ wal/  (or tables/)  key.sealed
//   blobs/3f/3f9c…          blobs.sha256
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pid as ownPid } from 'node:process'
import { Problem } from '../../kit/problem.ts'
import { isAlive } from '../engine/postmaster.ts'
import type { Keys } from '../keys.ts'
import { hashFile, ifMissing, makeFolder, syncFolder, writeDurably } from './files.ts'
import { readText } from './names.ts'
import { signManifest } from './proof.ts'
import type { Backup, Manifest } from './written.ts'

const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/
const UNFINISHED = '.unfinished'
const LOCK = 'lock'

/** Oldest first, only complete ones that can be read. */
export async function listBackups(dir: string): Promise<Backup[]> {
  return (await foldersIn(dir)).flatMap(({ folder, manifest }) =>
    manifest instanceof Problem ? [] : { folder, manifest },
  )
}

/** Made by a newer Postroom, or damaged: they stand in nobody's way, and nothing of theirs is cleared away. */
export async function unreadableBackups(dir: string): Promise<string[]> {
  return (await foldersIn(dir)).flatMap(({ folder, manifest }) => (manifest instanceof Problem ? folder : []))
}

async function foldersIn(dir: string): Promise<{ folder: string; manifest: Manifest | Problem }[]> {
  const names = ((await readdir(dir).catch(ifMissing)) ?? []).filter((name) => NAME.test(name)).toSorted()
  const found: { folder: string; manifest: Manifest | Problem }[] = []
  for (const name of names) {
    const folder = path.join(dir, name)
    const manifest = await readManifest(folder).catch((thrown: unknown) => {
      if (thrown instanceof Problem) return thrown
      throw thrown
    })
    if (manifest) found.push({ folder, manifest })
  }
  return found
}

export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readText(path.join(folder, 'manifest.json'))
  if (text === undefined) return undefined
  try {
    const manifest = JSON.parse(text) as Manifest
    if (manifest.format === 1) return manifest
    throw new Error(`format ${String(manifest.format)}`)
  } catch (cause) {
    throw new Problem(
      'conflict',
      'backup-unreadable',
      `${folder} has a manifest that this Postroom cannot read. Was it made by a newer one?`,
      { cause },
    )
  }
}

/** A folder that does not count as a backup before `finishBackup`. Remains of an interrupted one are cleared away. */
export async function beginBackup(dir: string, at: Date): Promise<string> {
  await makeFolder(dir)
  const names = await readdir(dir)
  const whole = new Set((await foldersIn(dir)).map(({ folder }) => path.basename(folder)))
  for (const name of names) {
    if (name.endsWith(UNFINISHED) || (NAME.test(name) && !whole.has(name)))
      await rm(path.join(dir, name), { recursive: true, force: true })
  }
  let [name, instant] = [nameOf(at), at.getTime()]
  while (names.includes(name)) name = nameOf(new Date((instant += 1_000)))
  const folder = path.join(dir, `${name}${UNFINISHED}`)
  await makeFolder(folder)
  return folder
}

function nameOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`
}

export async function finishBackup(
  folder: string,
  manifest: Omit<Manifest, 'listHash' | 'mac'>,
  keys: Keys,
): Promise<Backup> {
  const list = await hashFile(path.join(folder, 'files.sha256'))
  const whole = signManifest(keys, { ...manifest, listHash: list?.sha256 ?? '' })
  await writeDurably(path.join(folder, 'manifest.json'), `${JSON.stringify(whole, null, 2)}\n`)
  const final = folder.slice(0, -UNFINISHED.length)
  await rename(folder, final)
  await syncFolder(path.dirname(final))
  return { folder: final, manifest: whole }
}

/** One at a time in a folder of backups, over all processes of this machine. */
export async function withLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  await makeFolder(dir)
  const file = path.join(dir, LOCK)
  const mine = `${ownPid} ${os.hostname()}`
  for (let tries = 0; ; tries++) {
    const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    if (handle) {
      await handle.writeFile(mine)
      await handle.close()
      break
    }
    const [pid, host] = (await readFile(file, 'utf8').catch(() => '')).split(' ')
    const isLeft = host === os.hostname() && !isAlive(Number(pid))
    if (!isLeft || tries > 3)
      throw new Problem(
        'conflict',
        'backup-running',
        `Another backup into ${dir} is under way (process ${pid ?? '?'} on ${host ?? '?'}). Wait for it, or remove ${file} if that is not so.`,
      )
    await rm(file, { force: true })
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}
