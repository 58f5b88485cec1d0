// The MAPI properties inside a TNEF attribute (MS-OXTNEF §2.1.3.4): a number, a type and one or more values each.
import { decodeText } from '../charset.ts'

export interface Properties {
  /** '' where it is missing. */
  text(id: number): string
  /** Of whatever type. */
  bytes(id: number): Buffer | null
  /** Of a property that is numbered within a set; the set's GUID in hexadecimal, as it is written. */
  named(set: string, id: number): Buffer | null
  namedText(set: string, id: number): string
  number(id: number): number | null
  isUnicode(id: number): boolean
  isObject(id: number): boolean
  isWhole: boolean
}

interface Property {
  type: number
  /** The first of its values. */
  value: Buffer
}

const MULTIPLE = 0x1000
const NAMED = 0x8000
const UNICODE = 0x1f
const OBJECT = 0x0d
/** Types whose values say their own length: strings, bytes, objects. */
const COUNTED = new Set([0x1e, UNICODE, 0x102, OBJECT])
const SIZES: Record<number, number> = {
  0x02: 4,
  0x03: 4,
  0x04: 4,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x0a: 4,
  0x0b: 4,
  0x14: 8,
  0x40: 8,
  0x48: 16,
}

export function readProperties(data: Buffer, charset: string): Properties {
  const found = new Map<number | string, Property>()
  let at = 0
  let isWhole = true
  try {
    let count = number()
    while (count-- > 0 && at < data.length) {
      const type = data.readUInt16LE(at)
      const id = data.readUInt16LE(at + 2)
      at += 4
      const key = id >= NAMED ? readName() : id
      const value = readValues(type)
      if (!found.has(key)) found.set(key, { type: type & ~MULTIPLE, value })
    }
  } catch (thrown) {
    // It ends early, or a type is unknown, so that nobody knows where the next property begins.
    if (!(thrown instanceof RangeError)) throw thrown
    isWhole = false
  }
  return {
    isWhole,
    text,
    bytes: (id) => found.get(id)?.value ?? null,
    named: (set, id) => found.get(`${set} ${id}`)?.value ?? null,
    namedText: (set, id) => text(`${set} ${id}`),
    number: (id) => {
      const value = found.get(id)?.value
      return value?.length === 4 ? value.readUInt32LE(0) : null
    },
    isUnicode: (id) => found.get(id)?.type === UNICODE,
    isObject: (id) => found.get(id)?.type === OBJECT,
  }

  function text(key: number | string): string {
    const one = found.get(key)
    return one && COUNTED.has(one.type) ? textOf(one.value, one.type === UNICODE ? 'utf-16le' : charset) : ''
  }

  function number(): number {
    at += 4
    return data.readUInt32LE(at - 4)
  }

  function readName(): string {
    const set = data.toString('hex', at, at + 16)
    at += 16
    const isString = number() === 1
    return `${set} ${isString ? textOf(counted(), 'utf-16le') : number()}`
  }

  function counted(): Buffer {
    const length = number()
    if (length > data.length - at) throw new RangeError('longer than its attribute')
    const value = data.subarray(at, at + length)
    at += length + ((4 - (length % 4)) % 4)
    return value
  }

  function readValues(type: number): Buffer {
    const base = type & ~MULTIPLE
    const isCounted = COUNTED.has(base)
    const size = SIZES[base]
    if (!isCounted && size === undefined) throw new RangeError('an unknown type')
    let values = isCounted || type !== base ? number() : 1
    let first: Buffer | null = null
    while (values-- > 0) {
      if (at >= data.length) throw new RangeError('fewer values than it says')
      const value = isCounted ? counted() : data.subarray(at, (at += size ?? 0))
      first ??= value
    }
    return first ?? Buffer.alloc(0)
  }
}

/** Up to the NUL that ends it, where letters are bytes. */
export function textOf(value: Buffer, charset: string): string {
  const end = charset === 'utf-16le' ? -1 : value.indexOf(0)
  return decodeText(value.subarray(0, Math.min(end === -1 ? value.length : end, LONGEST)), charset).text
}

/** Bytes of one string; a body is the longest. */
const LONGEST = 4_000_000
