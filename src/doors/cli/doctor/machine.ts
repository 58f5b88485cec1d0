// The machine: room on the disks, who may read the data and its key, whether the clock is right.
import { readFile, stat, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Config } from '../../../config.ts'
import { mintedAt, type Id } from '../../../kit/id.ts'
import { keysOf, proofOf, rootFrom } from '../../../store/keys.ts'
import type { Store } from '../../../store/store.ts'
import { fail, ok, skipped, warn, type Finding } from './finding.ts'

const GIGA = 1024 ** 3
/** Below this the desk takes no mail any more (`readyz`). */
const LEAST_FREE = GIGA / 4

export async function examineDisk(about: string, folder: string): Promise<Finding[]> {
  const found = await statfs(folder).catch(() => undefined)
  if (!found) return [warn(about, `${folder} is not there`, 'It is made at the first start; or is a disk not mounted?')]
  const [free, all] = [found.bavail * found.bsize, found.blocks * found.bsize]
  const says = `${(free / GIGA).toFixed(1)} GB of ${(all / GIGA).toFixed(0)} GB are free in ${folder}`
  if (free < LEAST_FREE)
    return [fail(about, `${says}: no mail is taken any more`, 'Make room, or move the folder to a larger disk.')]
  if (free < 2 * GIGA || free < all * 0.05)
    return [warn(about, says, 'Make room before it is full: then mail is put off with 452.')]
  return [ok(about, says)]
}

/** Windows has other rights, which these numbers say nothing about. */
export async function examineRights(dataDir: string): Promise<Finding[]> {
  if (os.platform() === 'win32') return [skipped('rights', 'not examined on Windows')]
  const found: Finding[] = []
  for (const [name, wanted] of [
    ['.', 0o700],
    ['secret.key', 0o600],
    ['blobs', 0o700],
    ['postgres', 0o700],
  ] as const) {
    const file = path.join(dataDir, name)
    const there = await stat(file).catch(() => undefined)
    if (!there || (there.mode & 0o077) === 0) continue
    const mode = (there.mode & 0o777).toString(8)
    const mend = `chmod ${wanted.toString(8)} ${file}`
    found.push(
      name === 'secret.key'
        ? fail('rights', `others on this machine may read the key ${file} (${mode})`, mend)
        : warn('rights', `others on this machine may look into ${file} (${mode})`, mend),
    )
  }
  return found.length > 0 ? found : [ok('rights', 'only their owner may read the data and the key')]
}

export async function examineKey(
  store: Store,
  { dataDir, secretKey }: Pick<Config, 'dataDir' | 'secretKey'>,
): Promise<Finding[]> {
  const text = secretKey ?? (await readFile(path.join(dataDir, 'secret.key'), 'utf8').catch(() => undefined))?.trim()
  const { rows } = await store.pool.query<{ value: string }>(
    `select value from setting where name = 'secret-key-proof'`,
  )
  if (!rows[0]) return [skipped('key', 'nothing was written with one yet')]
  if (text === undefined)
    return [
      fail(
        'key',
        'is missing: no mail can be read',
        `Bring ${path.join(dataDir, 'secret.key')} back, or set POSTROOM_SECRET_KEY.`,
      ),
    ]
  if (rows[0].value !== proofOf(keysOf(rootFrom(text, 'The key'))))
    return [
      fail(
        'key',
        'is not the one the data was written with',
        'Bring back the right one. Nothing is lost while it exists somewhere.',
      ),
    ]
  return [ok('key', 'is the one the data was written with')]
}

const ODD = 2_000
const WRONG = 60_000

/** Against the database's clock, and against the instants in the newest ids: a clock that was put back leaves some in the future. */
export async function examineClock(store: Store, isEmbedded: boolean): Promise<Finding[]> {
  const before = Date.now()
  const { rows } = await store.pool.query<{ at: Date; newest: Id | null }>(
    'select clock_timestamp() as at, (select max(id) from raw) as newest',
  )
  const [row] = rows
  const off = row ? Math.abs(row.at.getTime() - (before + Date.now()) / 2) : 0
  if (row?.newest && mintedAt(row.newest) > Date.now() + WRONG)
    return [
      fail(
        'clock',
        `there is mail from ${new Date(mintedAt(row.newest)).toISOString()}, which is in the future`,
        'Is the clock right, or was it ahead? Let NTP keep it (timedatectl set-ntp true).',
      ),
    ]
  if (isEmbedded) return [ok('clock', 'no mail is from the future (the database has the same clock)')]
  const says = `differs from the database's by ${(off / 1000).toFixed(1)} s`
  if (off > WRONG)
    return [fail('clock', says, 'Let NTP keep both (timedatectl set-ntp true): tokens and deadlines go by it.')]
  return [off > ODD ? warn('clock', says, 'Let NTP keep both (timedatectl set-ntp true).') : ok('clock', says)]
}
