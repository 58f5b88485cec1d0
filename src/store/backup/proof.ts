// Whether a backup was written by the desk whose key is at hand. A hash tells what broke; whoever changes a file on purpose changes
// its hash too, and only an HMAC (RFC 2104) under a key derived from the root key tells that. An older backup of the same desk in the
// place of a newer one is genuine: it is not told.
import { createHash, timingSafeEqual } from 'node:crypto'
import path from 'node:path'
import { proofOf, type Keys } from '../keys.ts'
import type { Archived } from './written.ts'
import { readList } from './files.ts'
import type { Backup, Manifest } from './written.ts'
import { damaged, readText, safeName } from './names.ts'

export function signManifest(keys: Keys, manifest: Omit<Manifest, 'mac'>): Manifest {
  return { ...manifest, mac: macOf(keys, 'manifest', JSON.stringify(manifest)) }
}

/** Of what was read, not of the file: what is checked is what is used. */
export function isGenuine(keys: Keys, { mac, ...manifest }: Manifest): boolean {
  return isEqual(mac, macOf(keys, 'manifest', JSON.stringify(manifest)))
}

/** A segment of the log that the archive has whole. */
export function macOfSegment(keys: Keys, systemId: string, name: string, sha256: string): string {
  return macOf(keys, 'segment', JSON.stringify([systemId, name, sha256]))
}

export function signArchived(keys: Keys, systemId: string, archived: Omit<Archived, 'mac'>): Archived {
  return { ...archived, mac: macOf(keys, 'archived', JSON.stringify([systemId, archived])) }
}

export function isGenuineArchived(keys: Keys, systemId: string, { mac, ...archived }: Archived): boolean {
  return isEqual(mac, macOf(keys, 'archived', JSON.stringify([systemId, archived])))
}

/** The list of a backup's files, as its manifest means it. A Problem where it is another one. */
export async function readOwnList({ folder, manifest }: Backup): Promise<Map<string, string>> {
  const file = path.join(folder, 'files.sha256')
  const text = (await readText(file)) ?? ''
  if (createHash('sha256').update(text).digest('hex') !== manifest.listHash)
    throw damaged('Its list of files is not the one that was written.')
  return await readList(file, text)
}

/** What is wrong with manifest and list, before anything else of them is believed; a Problem, or nothing. */
export async function proveBackup(backup: Backup, keys: Keys): Promise<void> {
  const { manifest } = backup
  if (manifest.keyProof !== proofOf(keys)) throw damaged('It was written with another key than the one at hand.')
  if (!manifest.mac) throw damaged('It is not signed: it may be anybody’s.')
  if (!isGenuine(keys, manifest)) throw damaged('Its manifest is not what this desk wrote.')
  for (const name of manifest.cluster?.folders ?? []) safeName(name)
  for (const { name } of manifest.tables?.filled ?? []) safeName(`tables/${name}`)
  await readOwnList(backup)
}

function macOf(keys: Keys, what: string, text: string): string {
  return keys.hmac('backup', `${what}\n${text}`).toString('hex')
}

function isEqual(given: string | undefined, meant: string): boolean {
  const [one, other] = [Buffer.from(String(given)), Buffer.from(meant)]
  return one.length === other.length && timingSafeEqual(one, other)
}
