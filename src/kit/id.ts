// Ids: 64-bit, minted by the program before the row exists (so a retried insert is recognised), in order of time
// (so indexes grow at one end). Text everywhere outside PostgreSQL, because JavaScript numbers end at 2^53.

export type Id = string

/** Milliseconds before which no id was minted: 2025-01-01T00:00:00Z. */
const EPOCH = 1_735_689_600_000

export interface Mint {
  (now?: number): Id
}

/**
 * A mint of its own for each process: 41 bits of milliseconds, 10 bits of `node` (0–1023; random by default, two processes
 * with the same value collide only inside one millisecond and sequence), 12 bits of sequence.
 */
export function createMint(node = Math.floor(Math.random() * 1024)): Mint {
  let last = 0
  let sequence = 0
  return (now = Date.now()) => {
    if (now > last) {
      last = now
      sequence = 0
    } else if (++sequence > 0xfff) {
      last++ // more than 4,096 in one millisecond: borrow from the next
      sequence = 0
    }
    return ((BigInt(last - EPOCH) << 22n) | (BigInt(node & 0x3ff) << 12n) | BigInt(sequence)).toString()
  }
}

/** When an id was minted, in milliseconds since 1970. */
export function mintedAt(id: Id): number {
  return Number(BigInt(id) >> 22n) + EPOCH
}

/** The least id that could have been minted at that instant, in milliseconds since 1970. */
export function firstIdAt(at: number): Id {
  return (BigInt(Math.max(0, Math.floor(at) - EPOCH)) << 22n).toString()
}

/** For sorting: oldest first. As texts they would not sort, and as numbers they would lose their last digits. */
export function compareIds(one: Id, other: Id): number {
  const difference = BigInt(one) - BigInt(other)
  return difference < 0n ? -1 : Number(difference > 0n)
}
