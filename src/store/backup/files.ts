// Files of a backup: copied and hashed in one reading, on the disk before they count, listed as `sha256sum` writes it.
import { createHash } from 'node:crypto'
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'
import { damaged, readText, safeName, UNLINKED } from './names.ts'

export interface Copied {
  sha256: string
  bytes: number
}

const PIECE = 1024 * 1024

/**
 * Undefined where it is no longer there: the server drops files while they are read. Keeps the time of the last change. No more than
 * the first `most` bytes; a symbolic link is a Problem.
 */
export async function copyHashed(from: string, to: string, most = Infinity): Promise<Copied | undefined> {
  const source = await openUnlinked(from)
  if (!source) return undefined
  try {
    const { mtime } = await source.stat()
    const target = await open(to, 'wx', 0o600)
    try {
      const hash = createHash('sha256')
      const piece = Buffer.allocUnsafe(PIECE)
      let bytes = 0
      for (;;) {
        const { bytesRead } = await source.read(piece, 0, Math.min(PIECE, most - bytes))
        if (bytesRead === 0) break
        hash.update(piece.subarray(0, bytesRead))
        await target.writeFile(piece.subarray(0, bytesRead))
        bytes += bytesRead
      }
      await target.utimes(mtime, mtime)
      await target.sync()
      return { sha256: hash.digest('hex'), bytes }
    } finally {
      await target.close()
    }
  } catch (error) {
    throw explainDisk(error, to)
  } finally {
    await source.close()
  }
}

export async function hashFile(file: string, most = Infinity): Promise<Copied | undefined> {
  const source = await openUnlinked(file)
  if (!source) return undefined
  try {
    const hash = createHash('sha256')
    const piece = Buffer.allocUnsafe(PIECE)
    let bytes = 0
    for (;;) {
      const { bytesRead } = await source.read(piece, 0, Math.min(PIECE, most - bytes))
      if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes }
      hash.update(piece.subarray(0, bytesRead))
      bytes += bytesRead
    }
  } finally {
    await source.close()
  }
}

/**
 * As `copyHashed`, but where an earlier backup has the same file, it is linked: it then takes no space. Whether it is the same is
 * looked up by size and time, and proven by its hash.
 */
export async function copyOrLink(from: string, to: string, earlier: string | undefined): Promise<Copied | undefined> {
  if (earlier !== undefined) {
    const [now, before] = await Promise.all([stat(from).catch(ifMissing), stat(earlier).catch(ifMissing)])
    if (now && before && now.size === before.size && Math.abs(now.mtimeMs - before.mtimeMs) < 2) {
      const [ours, theirs] = [await hashFile(from), await hashFile(earlier)]
      if (ours && ours.sha256 === theirs?.sha256) {
        const isLinked = await link(earlier, to).then(
          () => true,
          () => false, // a file system without links
        )
        if (isLinked) return ours
      }
    }
  }
  return await copyHashed(from, to)
}

/** Paths of all files below `folder`, and of all folders, each before what is in it. Without what `isLeft` says stays behind. */
export async function* walk(
  folder: string,
  isLeft: (relative: string) => boolean = () => false,
  below = '',
): AsyncIterable<{ path: string; isFolder: boolean }> {
  const entries = await readdir(path.join(folder, below), { withFileTypes: true }).catch(ifMissing)
  for (const entry of (entries ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const relative = below === '' ? entry.name : `${below}/${entry.name}`
    if (isLeft(relative)) continue
    yield { path: relative, isFolder: entry.isDirectory() }
    if (entry.isDirectory()) yield* walk(folder, isLeft, relative)
  }
}

/** Many small files wait for the disk together. */
const AT_ONCE = 8

/** After a failure nothing more is begun, and nothing is under way any more when it is told. */
export async function eachAtOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values()
  const failures: unknown[] = []
  const lane = async () => {
    for (const one of waiting) {
      if (failures.length > 0) return
      await work(one).catch((error: unknown) => failures.push(error))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  if (failures.length > 0) throw failures[0]
}

/** Whole or not at all, and there after a power cut. */
export async function writeDurably(file: string, text: string): Promise<void> {
  try {
    const handle = await open(`${file}.new`, 'w', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${file}.new`, file)
    await syncFolder(path.dirname(file))
  } catch (error) {
    await rm(`${file}.new`, { force: true })
    throw explainDisk(error, file)
  }
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().catch(() => undefined) // Windows has no such thing
  await handle.close()
}

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw explainDisk(error, folder)
  })
}

/** Path to hash, of a file in the form of `sha256sum`. A path that leads out of the backup is a Problem. */
export async function readList(file: string, text?: string): Promise<Map<string, string>> {
  const lines = (text ?? (await readText(file)) ?? '').split('\n').filter(Boolean)
  return new Map(lines.map((line) => [safeName(line.slice(66)), line.slice(0, 64)]))
}

export function listLine(relative: string, sha256: string): string {
  return `${sha256}  ${relative}\n`
}

async function openUnlinked(file: string) {
  return await open(file, UNLINKED)
    .catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ELOOP' ? damaged(`${file} is a symbolic link, which no backup has.`) : error
    })
    .catch(ifMissing)
}

export function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function explainDisk(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC')
    return new Problem('busy', 'disk-full', `There is no space left for ${file}. Make room, or name another folder.`, {
      cause: error,
    })
  if (code === 'EACCES' || code === 'EROFS')
    return new Problem(
      'denied',
      'folder-denied',
      `${file} cannot be written. Let its folder belong to the user that runs Postroom.`,
      {
        cause: error,
      },
    )
  return error
}
