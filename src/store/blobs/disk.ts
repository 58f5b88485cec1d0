// Blobs on a disk: one file each, in 256 folders. Written beside its place, synced, renamed, and the folder synced too.
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'
import type { BlobDriver } from '../blobs.ts'

const UNFINISHED = '.new'

export async function createDiskBlobs(folder: string): Promise<BlobDriver> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const whereIs = (place: string) => {
    if (!/^[0-9a-f]{2}\/[0-9a-f]{32}$/.test(place))
      throw new Problem('broken', 'blob-place', 'This is no place of a blob.', { detail: { place } })
    return path.join(folder, place)
  }
  return {
    write: async (place, bytes) => {
      const file = whereIs(place)
      try {
        const isNew = await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
        if (isNew !== undefined) await syncFolder(folder)
        const handle = await open(`${file}${UNFINISHED}`, 'wx', 0o600)
        try {
          await handle.writeFile(bytes)
          await handle.sync()
        } finally {
          await handle.close()
        }
        await rename(`${file}${UNFINISHED}`, file)
        await syncFolder(path.dirname(file))
      } catch (cause) {
        await rm(`${file}${UNFINISHED}`, { force: true })
        throw unwritable(cause)
      }
    },
    read: async (place) => {
      try {
        return await readFile(whereIs(place))
      } catch (cause) {
        throw new Problem('broken', 'blob-unreadable', 'A file that was kept cannot be read.', {
          cause,
          detail: { place },
        })
      }
    },
    remove: (place) => rm(whereIs(place), { force: true }),
    async *list(before) {
      for (const part of await readdir(folder)) {
        for (const name of await readdir(path.join(folder, part))) {
          const file = path.join(folder, part, name)
          const found = await stat(file).catch(() => undefined)
          if (!found || found.mtime >= before) continue
          if (name.endsWith(UNFINISHED)) await rm(file, { force: true })
          else yield `${part}/${name}`
        }
      }
    },
  }
}

function unwritable(cause: unknown): unknown {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') return cause
  return new Problem(
    'busy',
    'disk-full',
    'The disk that holds the files is full. Nothing was changed; somebody has to make room.',
    { cause },
  )
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().catch(() => undefined) // Windows has no such thing
  await handle.close()
}
