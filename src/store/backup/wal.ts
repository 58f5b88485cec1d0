// The server's write-ahead log as files: what a segment is called, which one a position lies in.
// PostgreSQL, "WAL Internals": a name is timeline, then the position in units of the segment's size.

/** A position as PostgreSQL writes it, `16/B374D848`, as a number of bytes. */
export function parseLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

export function formatLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffffffffn).toString(16).toUpperCase()}`
}

export function segmentName(timeline: number, number: bigint, segmentSize: number): string {
  const perHigh = 0x1_0000_0000n / BigInt(segmentSize)
  const parts = [BigInt(timeline), number / perHigh, number % perHigh]
  return parts.map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('')
}

/** The number of the segment with this name; undefined where it is none, or of another timeline. */
export function segmentNumber(name: string, timeline: number, segmentSize: number): bigint | undefined {
  if (!/^[0-9A-F]{24}$/.test(name) || Number.parseInt(name.slice(0, 8), 16) !== timeline) return undefined
  const perHigh = 0x1_0000_0000n / BigInt(segmentSize)
  return BigInt(`0x${name.slice(8, 16)}`) * perHigh + BigInt(`0x${name.slice(16)}`)
}

export function segmentOf(lsn: bigint, segmentSize: number): bigint {
  return lsn / BigInt(segmentSize)
}
