// The features a model knows and how much each says: what occurs everywhere says little. A letter becomes a vector over them.
import { BLOCKS, keyOfWord } from './features.ts'
import type { Counted } from './count.ts'

export interface Vocabulary {
  /** Key of each feature, in the order of its number. */
  keys: Uint32Array
  /** How much each says. */
  weights: Float32Array
  /** Where a key's number + 1 is found; 0 is an empty slot. A power of two long. */
  slots: Uint32Array
}

/** Sparse, of length 1 where anything in the letter is known. */
export interface Vector {
  features: Uint32Array
  values: Float32Array
}

export function vocabularyOf(keys: Uint32Array, weights: Float32Array): Vocabulary {
  const slots = new Uint32Array(1 << Math.ceil(Math.log2(Math.max(4, keys.length * 2))))
  for (let index = 0; index < keys.length; index++) slots[slotOf(keys[index] as number, keys, slots)] = index + 1
  return { keys, weights, slots }
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

/** The inverse document frequency, flattened: found better on the held-out folds of two sets than the plain one. */
const FLATTENED = 0.7

export function weightOf(letters: number, occursIn: number): number {
  return (Math.log((1 + letters) / (1 + occursIn)) + 1) ** FLATTENED
}

/** How much a folded word says in the mail that was learned from; what never occurred in it says most (key-phrases.ts). */
export function rarityIn(vocabulary: Vocabulary): (word: string) => number {
  const most = vocabulary.weights.reduce((best, weight) => Math.max(best, weight), 1)
  return (word) => vocabulary.weights[numberOf(vocabulary, keyOfWord(word))] ?? most
}

export function vectorOf(vocabulary: Vocabulary, counted: Counted): Vector {
  const numbers = new Int32Array(counted.keys.length)
  for (let at = 0; at < numbers.length; at++) numbers[at] = numberOf(vocabulary, counted.keys[at] as number)
  const all = valuesOf(counted, (at) => {
    const number = numbers[at] as number
    return number < 0 ? 0 : (vocabulary.weights[number] as number)
  })
  const features = new Uint32Array(numbers.length)
  const values = new Float32Array(numbers.length)
  let length = 0
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] as number
    if (number < 0) continue
    features[length] = number
    values[length++] = all[at] as number
  }
  return { features: features.slice(0, length), values: values.slice(0, length) }
}

/** Of each key in turn, `weight` saying how much the one at this place says. Blocks get their shares, and all together length 1. */
export function valuesOf({ counts, ends }: Counted, weight: (at: number) => number): Float32Array {
  const values = new Float32Array(counts.length)
  let from = 0
  let total = 0
  for (const [block, { share }] of BLOCKS.entries()) {
    const to = ends[block] as number
    let squares = 0
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
