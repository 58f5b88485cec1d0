// Whose turn it is when mail comes in faster than it can be filed. Senders wait for accepting and nobody waits for filing to the
// second: so a burst is first taken in, then filed.

export interface Turns {
  /** So many mails were committed together, and it took so many milliseconds. */
  accepted(count: number, took: number): void
  takenUp(count: number): void
  /** Nothing more waits: what is missing another process has taken up. */
  caughtUp(): void
  mayFile(): boolean
  /** From now on nothing waits. */
  end(): void
}

/** Accepted and not yet taken up, in mails: from here on it is a burst. */
const BEHIND = 200
/** Or senders wait for us: so many mails a second, gathering so many to a commit, in commits of so many milliseconds. */
const FAST = 100
const CROWD = 3
const SLOW = 8
/** Milliseconds over which that is looked at. */
const WINDOW = 300
/** A burst is over when nothing came for so long; milliseconds. */
const LULL = 40
/** At most so long does filing wait, and then it is not made to wait again for as long; milliseconds. */
const LONGEST = 10_000

export function createTurns(now = () => performance.now()): Turns {
  let behind = 0
  let recent: { at: number; count: number; took: number }[] = []
  let restingSince: number | null = null
  let workingUntil = -Infinity
  let isOver = false

  const isFlood = (at: number): boolean => {
    recent = recent.filter((one) => at - one.at < WINDOW)
    const count = recent.reduce((sum, one) => sum + one.count, 0)
    const took = recent.map((one) => one.took).toSorted((a, b) => a - b)[recent.length >> 1] ?? 0
    return count >= (FAST * WINDOW) / 1000 && count >= CROWD * recent.length && took > SLOW
  }
  return {
    accepted(count, took) {
      behind += count
      recent.push({ at: now(), count, took })
      if (recent.length > 1_000) recent = recent.slice(-500)
    },
    takenUp(count) {
      behind = Math.max(0, behind - count) // what another process accepted was never counted
    },
    caughtUp() {
      behind = 0
    },
    mayFile() {
      if (isOver) return true
      const at = now()
      const isComing = at - (recent.at(-1)?.at ?? -Infinity) < LULL
      const isBurst = at >= workingUntil && isComing && (restingSince !== null || behind > BEHIND || isFlood(at))
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
