// How many requests a token may make: a program gone wild takes its own minute, not the desk. Counted in this process alone.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'

export interface Rate {
  /** A Problem with `retryAfter`, in seconds, where this one is too many. */
  count(tokenId: Id): void
}

interface Spent {
  since: number
  requests: number
}

const MINUTE = 60_000

/** `now` in milliseconds. Only tokens that exist are counted, so what is remembered stays small. */
export function createRate(perMinute: number, now: () => number = () => performance.now()): Rate {
  const spent = new Map<Id, Spent>()
  return {
    count: (tokenId) => {
      const at = now()
      const known = spent.get(tokenId)
      const current = known && at - known.since < MINUTE ? known : { since: at, requests: 0 }
      spent.set(tokenId, current)
      if (++current.requests <= perMinute) return
      const retryAfter = Math.ceil((current.since + MINUTE - at) / 1000)
      throw new Problem('busy', 'too-many-requests', `This token made ${perMinute} requests within a minute. Wait.`, {
        detail: { retryAfter },
      })
    },
  }
}
