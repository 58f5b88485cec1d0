// What parsing yields of a mail's bytes, fully or degraded.
import type { Attachment } from './bodies.ts'
import type { HeaderFacts } from './facts.ts'
import type { Headers } from './headers.ts'
import type { ReportPart } from './report-parts.ts'

export interface ParsedMail extends HeaderFacts {
  /** The plain part, or the HTML as text. Lines end in LF; never holds NUL. */
  text: string
  /** As received: hostile until sanitised. */
  html: string | null
  attachments: Attachment[]
  reportParts: ReportPart[]
  headers: Headers
  /** For people and logs: `code: words`, without text of the mail. */
  warnings: string[]
  /** True when something of the mail could not be read and is only in its source. */
  degraded: boolean
}
