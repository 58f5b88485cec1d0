// Time as something handed in, so that tests and simulations can turn it.

export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is moved. */
export function createTestClock(start = '2026-03-02T09:00:00Z'): Clock & { advance(ms: number): void } {
  let at = new Date(start).getTime()
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms
    },
  }
}
