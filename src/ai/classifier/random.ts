// Chance that can be had again: the same seed gives the same model.

/** Numbers from 0 up to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** In place (Fisher and Yates). */
export function shuffle(items: Int32Array, random: () => number): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const item = items[at] as number
    items[at] = items[other] as number
    items[other] = item
  }
}

/** Which of `count` folds each example is held out in: every category is spread evenly over all of them. */
export function foldsOf(labels: ArrayLike<number>, count: number, seed: number): Uint8Array {
  const order = Int32Array.from({ length: labels.length }, (_, index) => index)
  shuffle(order, randomFrom(seed))
  const next = new Map<number, number>()
  const folds = new Uint8Array(labels.length)
  let start = 0
  for (const index of order) {
    const label = labels[index] as number
    const fold = next.get(label) ?? start++
    folds[index] = fold % count
    next.set(label, fold + 1)
  }
  return folds
}
