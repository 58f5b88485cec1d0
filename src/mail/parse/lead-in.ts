// What some programs put before a mail's first header, and line endings that no parser expects.

export interface Received {
  raw: Buffer
  warnings: string[]
}

/** The mail without a byte order mark, blank lines or an mbox "From " line before it; CR-only mail gets LF. Copies only then. */
export function withoutLeadIn(received: Buffer): Received {
  const warnings: string[] = []
  let raw = received
  if (raw.includes(0x0d) && !raw.includes(0x0a)) {
    raw = Buffer.from(raw.toString('latin1').replaceAll('\r', '\n'), 'latin1')
    warnings.push('line-endings: only CR; read as LF')
  }
  let start = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0
  while (isBlank(raw[start])) start++
  if (start > 0) warnings.push('lead-in: something stood before the first header')
  if (isMboxLine(raw, start)) {
    const end = raw.indexOf(0x0a, start)
    start = end === -1 ? raw.length : end + 1
  }
  // A mail of blank lines only is left alone: its header block is empty.
  return { raw: start > 0 && start < raw.length ? raw.subarray(start) : raw, warnings }
}

const isBlank = (byte: number | undefined): boolean => byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09

/** RFC 4155: "From " and no colon where a field name would end; some quote it as ">From ". */
function isMboxLine(raw: Buffer, start: number): boolean {
  return /^>?From [^:\s]/.test(raw.toString('latin1', start, start + 12))
}
