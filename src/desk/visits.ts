// How often a server elsewhere (an address book, a calendar) is visited, for how long one process has it to itself, and how a visit
// went, as columns of what was visited. Pure.
import { translations, type Problem } from '../kit/problem.ts'

/** Milliseconds for which it is held; whoever visits renews it with each transaction. */
export const LEASE = 200_000
/** Between two times that a server is asked what changed there. */
export const POLL = 30_000
const LONGEST_PAUSE = 3_600_000

export interface Ended {
  trouble: string | null
  error: string | null
  /** Whether it is worth trying again soon. */
  isPassing: boolean
  /** Milliseconds that its server asked us to stay away. */
  wait: number
}

/** `trouble`: what is wrong in a word. */
export function endedBy(problem: Problem, trouble: string): Ended {
  const { retryAfter } = problem.detail
  const wait = typeof retryAfter === 'number' ? retryAfter * 1_000 : 0
  return { trouble, error: problem.message, isPassing: translations[problem.kind].retry, wait }
}

interface Visit {
  /** Null: it went well. */
  ended: Ended | null
  /** Everything was looked at, not only what waited to be told. */
  isPoll: boolean
  now: Date
  /** Milliseconds until it is visited again where all is well. */
  usual: number
}

/** The lease ends. `was`: as it stood at the end of the visit. */
export function afterVisit(
  was: { attempts: number; paused_at: Date | null; run_at: Date },
  { ended, isPoll, now, usual }: Visit,
) {
  const attempts = ended ? was.attempts + 1 : 0
  const pause = ended ? Math.max(ended.wait, Math.min(POLL * 2 ** Math.min(attempts - 1, 10), LONGEST_PAUSE)) : usual
  const state = ended ? (ended.isPassing ? 'waiting' : 'failed') : 'connected'
  const columns = {
    leased_until: null,
    leased_by: null,
    attempts,
    checked_at: now,
    ...(was.paused_at === null && {
      state,
      trouble: ended?.trouble ?? null,
      error: ended?.error?.slice(0, 300) ?? null,
    }),
    // Somebody asked for it, or changed something, while it was being visited.
    ...((isPoll || ended) && was.run_at <= now && { run_at: new Date(now.getTime() + pause) }),
    ...(!ended && isPoll && { agreed_at: now }),
  }
  return { state, columns }
}
