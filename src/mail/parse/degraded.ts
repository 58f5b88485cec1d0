// The reader of last resort: headers and the first text of a mail that nothing better could read. Cheap and synchronous, so it
// may run on the main thread; it must therefore stay free of anything that grows faster than its input.
import { readEnvelopeFields, type HeaderFacts } from './facts.ts'
import { decodeFields, splitHeaders } from './headers.ts'
import { decodeText } from './charset.ts'
import { decodeTransfer } from './encodings.ts'
import { withLineFeeds } from './line-ends.ts'
import { withoutLeadIn } from './lead-in.ts'
import type { ParsedMail } from './parsed.ts'

const HEADER_BYTES = 64 * 1024
const TEXT_BYTES = 64 * 1024

/**
 * Always an answer, and where there is neither subject nor text it is the mail as it came. `because` becomes the warning a
 * person sees beside the mail.
 */
export function parseDegraded(received: Buffer, because: string): ParsedMail {
  const { raw, warnings } = withoutLeadIn(received)
  const block = splitHeaders(raw, HEADER_BYTES)
  const headers = decodeFields(block.fields, null)
  const body = raw.subarray(block.fields.length === 0 ? 0 : block.bodyStart)
  const text = firstText(body, headers.first('content-type') ?? '', headers.first('content-transfer-encoding') ?? '')
  const facts: HeaderFacts = readEnvelopeFields(block.fields, headers, null, 100)
  return {
    ...facts,
    text: text.trim() === '' && facts.subject === '' ? firstText(raw, '', '') : text,
    html: null,
    attachments: [],
    attached: new Map(),
    reportParts: [],
    invitation: null,
    protection: null,
    cards: [],
    mails: [],
    headers,
    warnings: [...warnings, `degraded: ${because}`],
    degraded: true,
  }
}

/** A body that is one encoded text is decoded; of anything made of parts the source is shown. */
function firstText(body: Buffer, type: string, encoding: string): string {
  const single = type === '' || /^text\//i.test(type.trim())
  const bytes = single
    ? decodeTransfer([body.subarray(0, TEXT_BYTES)], encoding.toLowerCase())
    : body.subarray(0, TEXT_BYTES)
  const charset = single ? (/charset\s*=\s*"?([\w.:-]+)/i.exec(type)?.[1] ?? null) : null
  return withLineFeeds(decodeText(bytes, charset).text)
}
