// The blob store's files in a folder of backups: copied once each, because they never change. Their names say nothing and their
// content is encrypted, so a list of names and hashes may lie beside them.
import { appendFile, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { copyHashed, ifMissing, listLine, makeFolder, readList, syncFolder, writeDurably } from './files.ts'
import type { Backup } from './written.ts'

const PLACE = /^[0-9a-f]{32}$/

/** Places that exist now. */
export async function* listPlaces(
  blobsDir: string,
  isSkipped?: (part: string) => Promise<boolean>,
): AsyncIterable<string> {
  for (const part of (await readdir(blobsDir).catch(ifMissing)) ?? []) {
    if (!/^[0-9a-f]{2}$/.test(part) || (await isSkipped?.(part))) continue
    for (const name of (await readdir(path.join(blobsDir, part)).catch(ifMissing)) ?? [])
      if (PLACE.test(name)) yield `${part}/${name}`
  }
}

export interface BlobCopier {
  /** Everything that is not there yet. Returns all places of the source that were looked at. */
  copyNew(onBytes?: (bytes: number) => void): Promise<string[]>
}

/** With `isRemembering` a part of the store that has not changed since the last time is not read again. */
export function createBlobCopier(blobsDir: string, dir: string, { isRemembering = false } = {}): BlobCopier {
  const target = path.join(dir, 'blobs')
  const seen = new Map<string, number>()
  let known: Set<string> | undefined
  const isSkipped = async (part: string) => {
    const changed = (await stat(path.join(blobsDir, part)).catch(ifMissing))?.mtimeMs ?? 0
    const isSame = seen.get(part) === changed
    // A file may still come in the same tick of the clock.
    if (changed < Date.now() - 2_000) seen.set(part, changed)
    return isSame
  }
  return {
    copyNew: async (onBytes) => {
      known ??= new Set(await collect(listPlaces(target)))
      const places: string[] = []
      for await (const place of listPlaces(blobsDir, isRemembering ? isSkipped : undefined)) {
        places.push(place)
        if (known.has(place)) continue
        await makeFolder(path.join(target, path.dirname(place)))
        const file = path.join(target, place)
        await rm(`${file}.new`, { force: true })
        const copied = await copyHashed(path.join(blobsDir, place), `${file}.new`)
        if (!copied) continue // swept meanwhile
        await rename(`${file}.new`, file)
        await syncFolder(path.dirname(file))
        await appendFile(path.join(dir, 'blobs.sha256'), listLine(`blobs/${place}`, copied.sha256), { mode: 0o600 })
        known.add(place)
        onBytes?.(copied.bytes)
      }
      return places
    },
  }
}

/** What no kept backup lists and none of them can have come to need since it was made. Returns how many went. */
export async function dropUnusedBlobs(
  dir: string,
  kept: readonly Backup[],
  unreadable: readonly string[],
): Promise<number> {
  const [oldest] = kept
  if (!oldest) return 0
  const needed = new Set<string>()
  for (const folder of [...kept.map((one) => one.folder), ...unreadable])
    for (const place of ((await readFile(path.join(folder, 'blobs.txt'), 'utf8').catch(ifMissing)) ?? '').split('\n'))
      needed.add(place)
  const before = Date.parse(oldest.manifest.startedAt)
  const list = await readList(path.join(dir, 'blobs.sha256'))
  let dropped = 0
  for await (const place of listPlaces(path.join(dir, 'blobs'))) {
    const file = path.join(dir, 'blobs', place)
    if (needed.has(place) || (await stat(file)).ctimeMs >= before) continue
    await rm(file)
    list.delete(`blobs/${place}`)
    dropped++
  }
  const text = [...list].map(([name, sha256]) => listLine(name, sha256)).join('')
  if (dropped > 0) await writeDurably(path.join(dir, 'blobs.sha256'), text)
  return dropped
}

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const one of all) found.push(one)
  return found
}
