// Blobs on a disk: one file each, in 256 folders. Written beside its place, synced, renamed, and the folder synced too.
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'
import type { BlobDriver } from '../blobs.ts'
import { nodeFiles, type Files, type NewFile } from './files.ts'

const UNFINISHED = '.new'

/** `files`: the disk; a test's may fail, or forget what was not synced. */
export async function createDiskBlobs(folder: string, files: Files = nodeFiles): Promise<BlobDriver> {
  const first = await files.makeFolder(folder)
  for (let made = folder; first !== undefined && made.length >= first.length; made = path.dirname(made))
    await files.syncFolder(path.dirname(made))

  const parts = new Map<string, Promise<void>>()
  /** Once for each folder, also for those that are there: whoever made it may have died before its name was safe. */
  const prepare = async (part: string) => {
    const known = parts.get(part)
    if (known) return await known
    const preparing = files.makeFolder(part).then(() => files.syncFolder(folder))
    parts.set(part, preparing)
    preparing.catch(() => parts.delete(part))
    await preparing
  }
  const whereIs = (place: string) => {
    if (!/^[0-9a-f]{2}\/[0-9a-f]{32}$/.test(place))
      throw new Problem('broken', 'blob-place', 'This is no place of a blob.', { detail: { place } })
    return path.join(folder, place)
  }
  return {
    create: async (place) => {
      const file = whereIs(place)
      const unfinished = `${file}${UNFINISHED}`
      let handle: NewFile | undefined
      const discard = async () => {
        await handle?.close().catch(() => undefined)
        await files.remove(unfinished).catch(() => undefined)
      }
      const attempt = async <T>(step: () => Promise<T>): Promise<T> => {
        try {
          return await step()
        } catch (cause) {
          await discard()
          throw unwritable(cause)
        }
      }
      const written = await attempt(async () => {
        await prepare(path.dirname(file))
        return (handle = await files.create(unfinished))
      })
      return {
        write: (bytes) => attempt(() => written.write(bytes)),
        finish: () =>
          attempt(async () => {
            await written.sync()
            await written.close()
            await files.rename(unfinished, file)
            await files.syncFolder(path.dirname(file))
          }),
        discard,
      }
    },
    open: async (place) => {
      const damaged = (cause: unknown) =>
        new Problem('broken', 'blob-unreadable', 'A file that was kept cannot be read.', { cause, detail: { place } })
      const file = await files.open(whereIs(place)).catch((cause: unknown) => {
        throw damaged(cause)
      })
      return {
        read: (at, length) =>
          file.read(at, length).catch((cause: unknown) => {
            throw damaged(cause)
          }),
        close: () => file.close(),
      }
    },
    remove: (place) => files.remove(whereIs(place)),
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
