// How much room the data directory has left. A database that runs out of it in the middle of a write stops for everybody, so new mail is
// turned away while there is still a reserve: whoever sent it keeps it, and what is here can be read.
import { statfs } from 'node:fs/promises'
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
  /** Milliseconds between two looks. */
  look?: number
}

/** Having run out, so much more must be free, that it does not change its mind with every mail. */
const SURELY = 1.05

export async function watchSpace({ folder, reserve, log, look = 500 }: SpaceOptions): Promise<Space> {
  let free = Infinity
  let isFull = false
  const measure = async () => {
    free = await statfs(folder).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => 0, // the folder is gone, and nothing can be kept there
    )
    const wasFull = isFull
    isFull = free < (wasFull ? reserve * SURELY : reserve)
    if (isFull && !wasFull)
      log.error({ code: 'disk-full', free, reserve }, 'the disk is nearly full: no mail is taken until there is room')
    if (!isFull && wasFull) log.warn({ code: 'disk-room', free }, 'there is room on the disk again, mail is taken')
  }
  await measure()
  const timer = setInterval(() => void measure(), look).unref()
  return {
    hasRoom: () => !isFull,
    free: () => free,
    demandRoom: () => {
      if (!isFull) return
      throw new Problem('busy', 'disk-full', 'The disk is nearly full. Nothing was changed; somebody has to make room.')
    },
    close: () => clearInterval(timer),
  }
}
