// Letters that say nearly the same, as when somebody writes twice or a template goes to many: MinHash over groups of three words
// (Broder 1997). The bands are what a store looks others up by; the signatures then tell how alike two are.
import type { Letter } from '../letter.ts'
import { worded } from '../words.ts'

/** Estimates the share of three-word groups that two letters have in common, to within 0.06 or so. */
export type Signature = Uint32Array

const HASHES = 60
const BANDS = 20
const GROUP = 3

/** Null where there are too few words to tell letters apart by. */
export function signatureOf(letter: Letter): Signature | null {
  const words = worded(letter).words.text.map((word) => hash(word.text, 0x811c9dc5))
  if (words.length < GROUP + 2) return null
  const least = new Uint32Array(HASHES).fill(0xffffffff)
  for (let at = 0; at + GROUP <= words.length; at++) {
    let group = 0
    for (let one = at; one < at + GROUP; one++) group = mixed(Math.imul(group, 31) ^ (words[one] as number))
    for (let one = 0; one < HASHES; one++) {
      const value = mixed(group ^ Math.imul(one + 1, 0x9e3779b1))
      if (value < (least[one] as number)) least[one] = value
    }
  }
  return least
}

/** Letters that share one of these may be alike: at a likeness of 0.5 nine in ten do, at 0.1 one in fifty. */
export function bandsOf(signature: Signature): number[] {
  const rows = HASHES / BANDS
  return Array.from({ length: BANDS }, (_, band) =>
    signature
      .subarray(band * rows, (band + 1) * rows)
      .reduce((sum, value) => mixed(Math.imul(sum, 31) ^ value), band + 1),
  )
}

/** 0 to 1. */
export function likeness(one: Signature, other: Signature): number {
  let same = 0
  for (let at = 0; at < HASHES; at++) if (one[at] === other[at]) same++
  return same / HASHES
}

function hash(text: string, seed: number): number {
  let on = seed
  for (let at = 0; at < text.length; at++) on = Math.imul(on ^ text.charCodeAt(at), 0x01000193)
  return on
}

function mixed(value: number): number {
  let on = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  on = Math.imul(on ^ (on >>> 13), 0xc2b2ae35)
  return (on ^ (on >>> 16)) >>> 0
}
