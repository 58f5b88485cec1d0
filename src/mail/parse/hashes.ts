// Fingerprints of a received mail, by which the same mail coming in twice is recognised.
import { createHash } from 'node:crypto'
import { splitHeaders } from './headers.ts'

/** Fields that the way here adds, so that two copies of one mail differ in them. */
const TRACE =
  /^(?:return-path|received(?:-spf)?|x-received|delivered-to|(?:x-)?original-to|(?:x-)?envelope-(?:to|from)|authentication-results|arc-[\w-]+|x-google-smtp-source|status|x-status|x-uid|x-keywords|x-mozilla-status2?|content-length|lines):?$/i

/**
 * SHA-256 (hex) of everything after the header block, with line ends as CRLF and blank lines at the end left out: equal for one
 * mail that came by two ways, unless one of them re-encoded it.
 */
export function canonicalHash(raw: Buffer): string {
  const hash = createHash('sha256')
  const body = raw.subarray(splitHeaders(raw, raw.length).bodyStart)
  const out = Buffer.allocUnsafe(64 * 1024)
  let length = 0
  let lineEnds = 0
  const put = (byte: number): void => {
    if (length === out.length) {
      hash.update(out)
      length = 0
    }
    out[length++] = byte
  }
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] as number
    if (byte === 0x0d || byte === 0x0a) {
      if (byte === 0x0d && body[at + 1] === 0x0a) at++
      lineEnds++
      continue
    }
    for (; lineEnds > 0; lineEnds--) {
      put(0x0d)
      put(0x0a)
    }
    put(byte)
  }
  return hash.update(out.subarray(0, length)).digest('hex')
}

/** SHA-256 (hex) of the bytes as received, without the fields that delivery adds on the way. */
export function strippedHash(raw: Buffer): string {
  const hash = createHash('sha256')
  const { bodyStart } = splitHeaders(raw, raw.length)
  let skipping = false
  let start = 0
  while (start < bodyStart) {
    const newline = raw.indexOf(0x0a, start)
    const end = newline === -1 || newline >= bodyStart ? bodyStart : newline + 1
    const isContinuation = raw[start] === 0x20 || raw[start] === 0x09
    if (!isContinuation) skipping = TRACE.test(fieldName(raw, start, end))
    if (!skipping) hash.update(raw.subarray(start, end))
    start = end
  }
  return hash.update(raw.subarray(bodyStart)).digest('hex')
}

function fieldName(raw: Buffer, start: number, end: number): string {
  const line = raw.toString('latin1', start, Math.min(end, start + 80))
  return line.slice(0, Math.max(0, line.indexOf(':'))).trimEnd()
}
