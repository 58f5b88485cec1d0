// How much room the data directory has left. A database that runs out of it in the middle of a write stops for everybody, so new mail is
// turned away while there is still a reserve: whoever sent it keeps it, and what is here can be read. Where something else fills the
// disk faster than we look, a file of ours makes way: the database needs whole segments of its journal even to start again.
import { open, rename, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Log } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'

export interface Space {
  hasRoom(): boolean
  /** Bytes free when last looked. */
  free(): number
  /** Throws `disk-full` where there is no room. For whoever is about to take something in. */
  demandRoom(): void
  close(): void
}

export interface SpaceOptions {
  folder: string
  /** Bytes that are kept free. */
  reserve: number
  log: Log
  /** Bytes of a file that is given up when the disk is full, and made again when there is room; 0 with a database elsewhere. */
  ballast?: number
  /** Milliseconds between two looks. */
  look?: number
}

/** Having run out, so much more must be free, that it does not change its mind with every mail. */
const SURELY = 1.05

export async function watchSpace({ folder, reserve, log, ballast = 0, look = 500 }: SpaceOptions): Promise<Space> {
  let free = Infinity
  let isFull = false
  const enough = reserve * SURELY + ballast // what the ballast gave up is not room for mail
  let isClosed = false
  let working: Promise<void> | undefined
  const file = path.join(folder, 'ballast')
  /** Needs no haste, and must not be in the way of a start. */
  const keepBallast = async () => {
    if (isFull) await rm(file, { force: true })
    else if (ballast > 0 && free > enough && (await sizeOf(file)) < ballast)
      await write(file, ballast, () => isClosed || isFull)
  }
  const measure = async () => {
    free = await statfs(folder).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => 0, // the folder is gone, and nothing can be kept there
    )
    const wasFull = isFull
    isFull = free < (wasFull ? enough : reserve)
    if (isFull && !wasFull)
      log.error({ code: 'disk-full', free, reserve }, 'the disk is nearly full: no mail is taken until there is room')
    if (!isFull && wasFull) log.warn({ code: 'disk-room', free }, 'there is room on the disk again, mail is taken')
  }
  const round = async () => {
    await measure()
    working ??= keepBallast()
      .catch((error: unknown) =>
        log.warn({ err: error }, 'the file that keeps room for the database could not be kept'),
      )
      .finally(() => {
        working = undefined
      })
  }
  await measure()
  const timer = setInterval(() => void round(), look).unref()
  return {
    hasRoom: () => !isFull,
    free: () => free,
    demandRoom: () => {
      if (!isFull) return
      throw new Problem('busy', 'disk-full', 'The disk is nearly full. Nothing was changed; somebody has to make room.')
    },
    close: () => {
      isClosed = true
      clearInterval(timer)
    },
  }
}

const MB = 1024 * 1024

/** Whole or not at all. */
async function write(file: string, bytes: number, mustStop: () => boolean): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600)
  let written = 0
  try {
    for (; written < bytes && !mustStop(); written += MB) await handle.write(Buffer.alloc(MB))
  } finally {
    await handle.close()
    if (written < bytes) await rm(`${file}.new`, { force: true })
  }
  if (written >= bytes) await rename(`${file}.new`, file)
}

async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}
