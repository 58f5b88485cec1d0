// Bytes from strangers (attachments, raw mail) as an answer that no browser runs: safety requirement S5.
import type { Bytes } from '../../desk/users/asking.ts'
import { bytesPolicy } from './headers.ts'

/** All other types go out as octet-stream. */
const harmless = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'text/plain',
  'text/csv',
  'message/rfc822',
  'application/zip',
])

export function bytesResponse(given: Bytes, extra: Record<string, string>): Response {
  const type = given.type.split(';')[0]?.trim().toLowerCase() ?? ''
  const shown = harmless.has(type) ? type : 'application/octet-stream'
  const isText = shown.startsWith('text/') || shown === 'message/rfc822'
  // Only text may be shown in place, and then as text whatever it claims to be.
  const isInline = given.disposition === 'inline' && isText
  const headers = new Headers({
    ...extra,
    'content-type': isInline ? 'text/plain; charset=utf-8' : shown,
    'content-disposition': contentDisposition(isInline ? 'inline' : 'attachment', given.name),
    'content-security-policy': bytesPolicy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  })
  const { bytes } = given
  if (bytes instanceof ReadableStream) return new Response(bytes, { headers })
  headers.set('content-length', String(Buffer.isBuffer(bytes) ? bytes.length : bytes.size))
  return new Response(Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : streamOf(bytes.read()), {
    headers,
  })
}

/** Read on only as fast as it is taken, and not begun before: of an answer to HEAD nobody takes anything. */
function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const reading = pieces[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reading.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await reading.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

/** The name as ASCII for old programs and in full for others (RFC 6266 §4.3, RFC 8187). */
export function contentDisposition(kind: 'attachment' | 'inline', name: string): string {
  // Paths, controls and marks that turn the writing direction round have no place in a name.
  const clean =
    name
      .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
      .replace(/[/\\]/g, '_')
      .slice(0, 200) || 'file'
  const ascii = clean
    .normalize('NFKD')
    .replace(/[^ -~]/g, '_')
    .replace(/["%;]/g, '_')
  const full = encodeURIComponent(clean.toWellFormed()).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${full}`
}
