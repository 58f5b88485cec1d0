// In how many letters each feature occurs. A table of numbers: a map of objects takes five times as long and as much room.

export interface Tally {
  add(keys: Uint32Array): void
  /** The commonest features, `most` of them at most, first things first; and in how many letters each occurs. */
  commonest(most: number): { keys: Uint32Array; counts: Uint32Array }
}

export function createTally(): Tally {
  let keys = new Uint32Array(1 << 16)
  let counts = new Uint32Array(1 << 16)
  let used = 0

  function slotFor(key: number): number {
    let slot = key & (keys.length - 1)
    while (counts[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & (keys.length - 1)
    return slot
  }

  function grow(): void {
    const [oldKeys, oldCounts] = [keys, counts]
    keys = new Uint32Array(oldKeys.length * 2)
    counts = new Uint32Array(oldKeys.length * 2)
    for (const [old, count] of oldCounts.entries()) {
      if (count === 0) continue
      const slot = slotFor(oldKeys[old] as number)
      keys[slot] = oldKeys[old] as number
      counts[slot] = count
    }
  }

  return {
    add(some) {
      if ((used + some.length) * 2 > keys.length) grow()
      for (const key of some) {
        const slot = slotFor(key)
        if (counts[slot] === 0) {
          keys[slot] = key
          used++
        }
        counts[slot] = (counts[slot] as number) + 1
      }
    },
    commonest(most) {
      const least = leastFor(counts, most)
      const slots = Uint32Array.from(counts.keys()).filter((slot) => (counts[slot] as number) >= least)
      // The commonest stand together, so that what is needed all the time stays in the processor's cache.
      slots.sort((one, other) => (counts[other] as number) - (counts[one] as number))
      const [kept, often] = [keys, counts]
      return { keys: slots.map((slot) => kept[slot] as number), counts: slots.map((slot) => often[slot] as number) }
    },
  }
}

function leastFor(counts: Uint32Array, most: number): number {
  for (let least = 1; ; least++) {
    let left = 0
    for (const count of counts) if (count >= least) left++
    if (left <= most) return least
  }
}
