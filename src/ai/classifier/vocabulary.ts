// The features a model knows and how much each says: what occurs everywhere says little. A letter becomes a vector over them.
import { BLOCKS, keyOfWord } from './features.ts'
import type { Counted } from './count.ts'

export interface Vocabulary {
  /** Key of each feature, in the order of its number. */
  keys: Uint32Array
  /** How seldom each is. */
  rarities: Float32Array
  /** How seldom the seldomest is. */
  rarest: number
  /** How much each says: the seldomer, and the fewer categories it occurs in, the more. 0 where that is nothing. */
  weights: Float32Array
  /** Where a key's number + 1 is found; 0 is an empty slot. A power of two long. */
  slots: Uint32Array
}

/** Sparse, of length 1 where all of the letter is known. */
export interface Vector {
  features: Uint32Array
  values: Float32Array
}

export function vocabularyOf(keys: Uint32Array, rarities: Float32Array, weights = rarities): Vocabulary {
  const slots = new Uint32Array(1 << Math.ceil(Math.log2(Math.max(4, keys.length * 2))))
  for (let index = 0; index < keys.length; index++) slots[slotOf(keys[index] as number, keys, slots)] = index + 1
  const rarest = rarities.reduce((most, rarity) => Math.max(most, rarity), 1)
  return { keys, rarities, rarest, weights, slots }
}

function slotOf(key: number, keys: Uint32Array, slots: Uint32Array): number {
  const mask = slots.length - 1
  let slot = key & mask
  while (slots[slot] !== 0 && keys[(slots[slot] as number) - 1] !== key) slot = (slot + 1) & mask
  return slot
}

/** −1 where it is not known. */
export function numberOf({ keys, slots }: Vocabulary, key: number): number {
  return (slots[slotOf(key, keys, slots)] as number) - 1
}

/** The inverse document frequency, flattened: found better on held-out folds than the plain one. */
const FLATTENED = 0.5

export function rarityOf(letters: number, occursIn: number): number {
  return (Math.log((1 + letters) / (1 + occursIn)) + 1) ** FLATTENED
}

/** How seldom a folded word is in the mail that was learned from; what never occurred in it is seldomest (key-phrases.ts). */
export function rarityIn(vocabulary: Vocabulary): (word: string) => number {
  return (word) => vocabulary.rarities[numberOf(vocabulary, keyOfWord(word))] ?? vocabulary.rarest
}

/** What of a letter is known and says something: each key's number. */
export interface Known {
  features: Uint32Array
  counts: Uint8Array
  /** Where each block ends. */
  ends: number[]
  /** The squared length of what is not known, of each block. */
  unknown: number[]
}

/** What is not known counts as half the seldomest: the less of a letter is known, the less is made of that. */
const UNKNOWN = 0.5

export function knownOf(vocabulary: Vocabulary, { keys, counts, ends: allEnds }: Counted): Known {
  const features = new Uint32Array(keys.length)
  const knownCounts = new Uint8Array(keys.length)
  let length = 0
  let at = 0
  const unknown = allEnds.map(() => 0)
  const square = (UNKNOWN * vocabulary.rarest) ** 2
  const ends = allEnds.map((end, block) => {
    for (; at < end; at++) {
      const number = numberOf(vocabulary, keys[at] as number)
      if (number < 0) unknown[block] = (unknown[block] as number) + square
      if (number < 0 || vocabulary.weights[number] === 0) continue
      features[length] = number
      knownCounts[length++] = counts[at] as number
    }
    return length
  })
  return { features: features.slice(0, length), counts: knownCounts.slice(0, length), ends, unknown }
}

export const knownValues = (known: Known, weights: Float32Array): Float32Array =>
  valuesOf(known, (at) => weights[known.features[at] as number] as number, known.unknown)

export function vectorOf(vocabulary: Vocabulary, counted: Counted): Vector {
  const known = knownOf(vocabulary, counted)
  return { features: known.features, values: knownValues(known, vocabulary.weights) }
}

/** Of each key in turn, `weight` saying how much the one at this place says. Blocks get their shares, and all together, with what is unknown, length 1. */
export function valuesOf(
  { counts, ends }: Pick<Counted, 'counts' | 'ends'>,
  weight: (at: number) => number,
  unknown?: readonly number[],
): Float32Array {
  const values = new Float32Array(counts.length)
  let from = 0
  let total = 0
  for (const [block, { share }] of BLOCKS.entries()) {
    const to = ends[block] as number
    let squares = unknown?.[block] ?? 0
    for (let at = from; at < to; at++) {
      const count = counts[at] as number
      const value = (count === 1 ? 1 : 1 + Math.log(count)) * weight(at)
      values[at] = value
      squares += value * value
    }
    if (squares > 0) {
      total += share
      scale(values, from, to, Math.sqrt(share / squares))
    }
    from = to
  }
  if (total > 0) scale(values, 0, values.length, 1 / Math.sqrt(total))
  return values
}

function scale(values: Float32Array, from: number, to: number, by: number): void {
  for (let at = from; at < to; at++) values[at] = (values[at] as number) * by
}
