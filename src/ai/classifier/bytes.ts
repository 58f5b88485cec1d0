// A model as bytes, to be kept and handed between threads: a head, then typed arrays (little-endian), then a checksum. What is cut
// short, altered or of another version is refused, never half believed.
import { crc32 } from 'node:zlib'
import { Problem } from '../../kit/problem.ts'
import type { Model } from './model.ts'
import { vocabularyOf } from './vocabulary.ts'

/** Counted up with every change of the format, and of the features: a model knows them by their hashes. */
const VERSION = 3
const MAGIC = 0x31435250 // "PRC1"
const FIXED = 12

interface Head {
  categories: string[]
  features: number
  outcomes: number
  temperature: number
  /** Null stands for −∞, which JSON does not have. */
  unlikeBelow: number | null
  letters: number
  seed: number
}

export function bytesOf(model: Model): Uint8Array<ArrayBuffer> {
  const head: Head = {
    categories: [...model.categories],
    features: model.sizes.length,
    outcomes: model.outcomes.length,
    temperature: model.temperature,
    unlikeBelow: Number.isFinite(model.unlikeBelow) ? model.unlikeBelow : null,
    letters: model.letters,
    seed: model.seed,
  }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const parts: ArrayBufferView[] = [
    Uint32Array.of(MAGIC, VERSION, text.length),
    padded(text),
    model.vocabulary.keys,
    model.vocabulary.rarities,
    model.vocabulary.weights,
    model.sizes,
    model.bias,
    Float32Array.from(model.outcomes, ({ confidence }) => confidence),
    Uint8Array.from(model.outcomes, ({ isRight }) => Number(isRight)),
    model.weights,
  ]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 4))
  let at = 0
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
    at += part.byteLength
  }
  new DataView(bytes.buffer).setUint32(at, crc32(bytes.subarray(0, at)), true)
  return bytes
}

export function modelFrom(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const body = bytes.length - 4
  if (body < FIXED || view.getUint32(0, true) !== MAGIC) throw unreadable('it is no model')
  if (view.getUint32(4, true) !== VERSION)
    throw unreadable(`it is of version ${view.getUint32(4, true)}, not ${VERSION}`)
  if (view.getUint32(body, true) !== crc32(bytes.subarray(0, body))) throw unreadable('its checksum is another')
  const length = view.getUint32(8, true)
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(FIXED, FIXED + length))) as Head
  let at = FIXED + Math.ceil(length / 4) * 4
  /** A copy, so that it begins where its type wants it to. */
  const take = (size: number): ArrayBuffer => {
    const part = bytes.slice(at, (at += size))
    if (part.length !== size) throw unreadable('it is too short')
    return part.buffer
  }
  const { features, outcomes, categories, unlikeBelow, temperature, letters, seed } = head
  const keys = new Uint32Array(take(features * 4))
  const rarities = new Float32Array(take(features * 4))
  const vocabulary = vocabularyOf(keys, rarities, new Float32Array(take(features * 4)))
  const sizes = new Float32Array(take(features * 4))
  const bias = new Float32Array(take(categories.length * 4))
  const confidences = new Float32Array(take(outcomes * 4))
  const right = new Uint8Array(take(outcomes))
  const weights = new Int8Array(take(features * categories.length))
  if (at !== body) throw unreadable('it is too long')
  return {
    categories,
    vocabulary,
    weights,
    sizes,
    bias,
    temperature,
    outcomes: Array.from(confidences, (confidence, index) => ({ confidence, isRight: right[index] === 1 })),
    unlikeBelow: unlikeBelow ?? -Infinity,
    letters,
    seed,
  }
}

function padded(text: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(text.length / 4) * 4)
  whole.set(text)
  return whole
}

const unreadable = (because: string): Problem =>
  new Problem('invalid', 'model-unreadable', 'This classifier cannot be read. Train it again.', { detail: { because } })
