// Names that a manifest or a list gives, before anything is done with them: whoever can write into a folder of backups must not
// thereby read or write elsewhere on the machine that restores it.
import { constants } from 'node:fs'
import { lstat, readFile } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'

/** Opens no symbolic link. Windows has no such flag. */
export const UNLINKED = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)

/** Relative, with `/`, and going down only. */
export function isSafeName(name: string): boolean {
  if (/[\0\\:]/.test(name) || path.isAbsolute(name)) return false
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

export function safeName(name: string): string {
  if (isSafeName(name)) return name
  throw damaged(`It names ${JSON.stringify(name.slice(0, 200))}, which no backup has.`)
}

/** Where a name of a list lies below `base`; a symbolic link on the way is a Problem. What is missing is left to whoever opens it. */
export async function placeIn(base: string, name: string): Promise<string> {
  let place = base
  for (const part of safeName(name).split('/')) {
    place = path.join(place, part)
    const found = await lstat(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
    })
    if (found?.isSymbolicLink()) throw damaged(`${place} is a symbolic link, which no backup has.`)
    if (!found) break
  }
  return path.join(base, name)
}

/** A small text of a backup. Undefined where there is none. */
export async function readText(file: string): Promise<string | undefined> {
  return await readFile(file, { encoding: 'utf8', flag: UNLINKED }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error.code === 'ELOOP' ? damaged(`${file} is a symbolic link, which no backup has.`) : error
  })
}

export function damaged(why: string): Problem {
  return new Problem('broken', 'backup-damaged', `The backup was changed since it was written. ${why}`)
}
