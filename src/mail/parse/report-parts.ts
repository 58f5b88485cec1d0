// The machine-readable parts of bounces and complaints, as text for those who read them.
import { decodeText } from './charset.ts'
import { decodeTransfer } from './encodings.ts'
import { withLineFeeds } from './line-ends.ts'
import { leaves, type Part } from './structure.ts'

export interface ReportPart {
  type: string
  text: string
}

// RFC 3464, 6533, 3462, 5965, 8098
const REPORTS =
  /^(?:message\/(?:global-)?delivery-status|message\/rfc822(?:-headers)?|message\/global(?:-headers)?|text\/rfc822-headers|message\/feedback-report|message\/(?:global-)?disposition-notification)$/

const MOST_BYTES = 256 * 1024
const MOST_PARTS = 20

export function reportParts(root: Part): ReportPart[] {
  return leaves(root)
    .filter((part) => REPORTS.test(part.type))
    .slice(0, MOST_PARTS)
    .map((part) => {
      const bytes = decodeTransfer(part.body, part.encoding).subarray(0, MOST_BYTES)
      return { type: part.type, text: withLineFeeds(decodeText(bytes, part.charset).text) }
    })
}
