// Writes TNEF (winmail.dat) for tests, attribute by attribute (MS-OXTNEF §2.1.3).
const u16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8])
const u32 = (value: number): Buffer => Buffer.from(new Uint32Array([value]).buffer)
const padded = (value: Buffer): Buffer => Buffer.concat([value, Buffer.alloc((4 - (value.length % 4)) % 4)])

export const tnefOf = (...attributes: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('789f3e220100', 'hex'), ...attributes])

const attribute =
  (level: number, id: number) =>
  (data: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from([level]),
      u32(id),
      u32(data.length),
      data,
      u16(data.reduce((a, b) => a + b, 0) & 0xffff),
    ])

/** Of the message. */
export const messageProperties = (...found: Buffer[]): Buffer => attribute(1, 0x00069003)(properties(found))
/** Begins the next attachment. */
export const attachment = (title: string, data: Buffer): Buffer =>
  Buffer.concat([
    attribute(2, 0x00069002)(Buffer.alloc(14)),
    attribute(2, 0x00018010)(Buffer.from(`${title}\0`, 'latin1')),
    ...(data.length > 0 ? [attribute(2, 0x0006800f)(data)] : []),
  ])
export const attachmentProperties = (...found: Buffer[]): Buffer => attribute(2, 0x00069005)(properties(found))

const properties = (found: Buffer[]): Buffer => Buffer.concat([u32(found.length), ...found])
const counted = (type: number, id: number, value: Buffer): Buffer =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(value.length), padded(value)])

export const unicode = (id: number, text: string): Buffer => counted(0x1f, id, Buffer.from(`${text}\0`, 'utf16le'))
export const binary = (id: number, value: Buffer): Buffer => counted(0x102, id, value)
export const long = (id: number, value: number): Buffer => Buffer.concat([u16(3), u16(id), u32(value)])
/** A message within: behind the id of its interface. */
export const object = (id: number, value: Buffer): Buffer =>
  counted(0x0d, id, Buffer.concat([Buffer.from('0703020000000000c000000000000046', 'hex'), value]))
export const time = (date: Date): Buffer => {
  const value = Buffer.alloc(8)
  value.writeBigUInt64LE((BigInt(date.getTime()) + 11_644_473_600_000n) * 10_000n)
  return Buffer.concat([u16(0x40), u16(0), value])
}
/** Another property, numbered within a set (its GUID in hexadecimal). */
export const numbered = (set: string, id: number, other: Buffer): Buffer =>
  Buffer.concat([other.subarray(0, 2), u16(0x8002), Buffer.from(set, 'hex'), u32(0), u32(id), other.subarray(4)])
/** A property that has a name in place of a number. */
export const named = (name: string, value: number): Buffer => {
  const letters = Buffer.from(`${name}\0`, 'utf16le')
  return Buffer.concat([
    u16(3),
    u16(0x8001),
    Buffer.alloc(16),
    u32(1),
    u32(letters.length),
    padded(letters),
    u32(value),
  ])
}
