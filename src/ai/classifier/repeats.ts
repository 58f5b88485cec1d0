// How much one text may teach, however often it comes. A form, a template or a flood of one mail says the same each time: without a bound
// it would drown what others wrote, and, where it lies on both sides of what is held out, make the model look better than it is.
import type { Counted } from './count.ts'
import { BLOCKS } from './features.ts'

export interface Repeats {
  /** Letters that are nearly the same have one number. Null where there were enough of them. */
  groupOf(counted: Counted): number | null
}

/** Of letters alike. */
export const MOST_ALIKE = 10

/**
 * By the least of their words and pairs of words in three orders of chance (Broder 1997): three in four letters of which nine parts in
 * ten are the same are taken together, of letters that have a tenth in common one in a thousand.
 */
export function createRepeats(): Repeats {
  const groups = new Map<string, { group: number; count: number }>()
  return {
    groupOf(counted) {
      const key = leastOf(counted)
      const one = groups.get(key) ?? { group: groups.size, count: 0 }
      groups.set(key, one)
      return ++one.count > MOST_ALIKE ? null : one.group
    },
  }
}

function leastOf({ keys, ends }: Counted): string {
  let [one, two, three] = [0xffffffff, 0xffffffff, 0xffffffff]
  for (const [block, { kind }] of BLOCKS.entries()) {
    if (kind !== 'words') continue
    for (let at = block === 0 ? 0 : (ends[block - 1] as number); at < (ends[block] as number); at++) {
      const key = keys[at] as number
      one = Math.min(one, key)
      two = Math.min(two, Math.imul(key, 0x9e3779b1) >>> 0)
      three = Math.min(three, Math.imul(key, 0x85ebca6b) >>> 0)
    }
  }
  return `${one}.${two}.${three}`
}
