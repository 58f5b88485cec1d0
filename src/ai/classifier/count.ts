// How often each feature occurs in a letter, each named once.
import type { Letter } from '../letter.ts'
import { BLOCKS, featuresOf, type Occurrences } from './features.ts'

export interface Counted {
  keys: Uint32Array
  /** 255 at most. */
  counts: Uint8Array
  /** Where each block ends. */
  ends: number[]
}

/** A power of two, more than twice what a letter can have (features.ts: some 21,000). */
const SLOTS = 1 << 16

export type Count = (occurrences: Occurrences) => Counted

/** Keeps a table of its own from letter to letter, so make one for each thread and model, not one for each letter. */
export function createCounter(): Count {
  const slots = new Int32Array(SLOTS)
  return ({ keys: all, ends: allEnds }) => {
    const keys = new Uint32Array(all.length)
    const counts = new Uint8Array(all.length)
    const used = new Int32Array(all.length)
    let length = 0
    let at = 0
    const ends = BLOCKS.map((_, block) => {
      for (const end = allEnds[block] as number; at < end; at++) {
        const key = all[at] as number
        let slot = key & (SLOTS - 1)
        while (slots[slot] !== 0 && keys[(slots[slot] as number) - 1] !== key) slot = (slot + 1) & (SLOTS - 1)
        const index = (slots[slot] as number) - 1
        if (index >= 0) {
          if ((counts[index] as number) < 255) counts[index] = (counts[index] as number) + 1
          continue
        }
        keys[length] = key
        counts[length] = 1
        used[length] = slot
        slots[slot] = ++length
      }
      return length
    })
    for (let index = 0; index < length; index++) slots[used[index] as number] = 0
    return { keys: keys.slice(0, length), counts: counts.slice(0, length), ends }
  }
}

export interface CountedLetter {
  occurrences: Occurrences
  counted: Counted
}

/** Remembers the letter asked last: it is classified, explained and shown to other models. As `createCounter`, one for each thread. */
export function createLetterCounter(): (letter: Letter) => CountedLetter {
  const count = createCounter()
  let last: (CountedLetter & { letter: Letter }) | null = null
  return (letter) => {
    if (last?.letter === letter) return last
    const occurrences = featuresOf(letter)
    return (last = { letter, occurrences, counted: count(occurrences) })
  }
}
