// Chance that comes out the same every time.

export interface Random {
  /** In [0, 1). */
  next(): number
  /** Whole numbers from 0 to below `most`. */
  below(most: number): number
  isOneIn(share: number): boolean
  pick<T>(from: readonly T[]): T
  /** The first ones far more often than the last: as words, tags and customers come. */
  skewed<T>(from: readonly T[], power?: number): T
}

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const at = <T>(from: readonly T[], index: number) => from[Math.min(index, from.length - 1)] as T
  return {
    next,
    below: (most) => Math.floor(next() * most),
    isOneIn: (share) => next() < share,
    pick: (from) => at(from, Math.floor(next() * from.length)),
    skewed: (from, power = 3) => at(from, Math.floor(next() ** power * from.length)),
  }
}
