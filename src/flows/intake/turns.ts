// Whose turn it is when mail comes in faster than it can be filed. Senders wait for accepting and nobody waits for filing to the
// second: so a burst is first taken in, then filed.

export interface Turns {
  accepted(count: number): void
  takenUp(count: number): void
  mayFile(): boolean
  /** From now on nothing waits. */
  end(): void
}

/** Accepted and not yet taken up, in mails: from here on it is a burst. */
const BURST = 200
/** A burst is over when nothing came for so long; milliseconds. */
const LULL = 40
/** At most so long does filing wait, and then it is not made to wait again for as long; milliseconds. */
const LONGEST = 10_000

export function createTurns(now = () => performance.now()): Turns {
  let behind = 0
  let lastAt = -Infinity
  let restingSince: number | null = null
  let workingUntil = -Infinity
  let isOver = false
  return {
    accepted(count) {
      behind += count
      lastAt = now()
    },
    takenUp(count) {
      behind = Math.max(0, behind - count) // what another process accepted was never counted
    },
    mayFile() {
      if (isOver) return true
      const at = now()
      const isBurst = at >= workingUntil && at - lastAt < LULL && (behind > BURST || restingSince !== null)
      if (isBurst && restingSince === null) restingSince = at
      if (isBurst && at - (restingSince ?? at) < LONGEST) return false
      if (isBurst) workingUntil = at + LONGEST
      restingSince = null
      return true
    },
    end() {
      isOver = true
    },
  }
}
