// How much one text may teach, however often it comes. A form that nobody filled in, a circular or a flood says the same each time: without
// a bound it would drown what others wrote, and, where it lies on both sides of what is held out, make the model look better than it is.
import type { Counted } from './count.ts'

export interface Repeats {
  /** Letters of the same words have one number. Null where there were enough of them. */
  groupOf(counted: Counted): number | null
}

/** Of the same words. */
const MOST = 10

/** Not by likeness: mails that are written into one form are alike too, and what little differs is what they want. */
export function createRepeats(): Repeats {
  const groups = new Map<string, { group: number; count: number }>()
  return {
    groupOf(counted) {
      const key = keyOf(counted)
      const one = groups.get(key) ?? { group: groups.size, count: 0 }
      groups.set(key, one)
      return ++one.count > MOST ? null : one.group
    },
  }
}

/** In no order, and however often each occurs. */
function keyOf({ keys }: Counted): string {
  let [sum, other] = [0, 0]
  for (const key of keys) {
    sum = (sum + key) >>> 0
    other ^= Math.imul(key, 0x9e3779b1)
  }
  return `${keys.length}.${sum}.${other}`
}
