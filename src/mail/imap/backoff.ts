// How long to wait before trying a server again.

export interface Backoff {
  /** Milliseconds before the first and the longest wait. */
  first: number
  longest: number
}

/** Doubles with every failure, ± half of it by chance, so that many mailboxes do not come back in step. `attempt` from 0. */
export function waitBefore(attempt: number, { first, longest }: Backoff, random: () => number = Math.random): number {
  const full = Math.min(longest, first * 2 ** Math.min(attempt, 30))
  return Math.round(full * (0.5 + random()))
}
