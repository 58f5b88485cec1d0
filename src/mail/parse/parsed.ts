// What parsing yields of a mail's bytes, fully or degraded.
import type { Address } from '../address.ts'
import type { Invitation } from '../calendar/invitation.ts'
import type { Attachment } from './attachment.ts'
import type { Card } from './card.ts'
import type { HeaderFacts } from './facts.ts'
import type { Headers } from './headers.ts'
import type { References } from './inline.ts'
import type { Protection } from './protection.ts'
import type { ReportPart } from './report-parts.ts'

export interface ParsedMail extends HeaderFacts {
  /** The plain part, or the HTML as text. Lines end in LF; never holds NUL. */
  text: string
  /** As received: hostile until sanitised. */
  html: string | null
  attachments: Attachment[]
  /** Content ids by the reference that an image of the HTML holds. */
  attached: References
  reportParts: ReportPart[]
  /** The first calendar with an event in it. */
  invitation: Invitation | null
  protection: Protection | null
  cards: Card[]
  /** Mails attached as such, as far as they are shown; their bytes are attachments. */
  mails: AttachedMail[]
  headers: Headers
  /** For people and logs: `code: words`, without text of the mail. */
  warnings: string[]
  /** True when something of the mail could not be read and is only in its source. */
  degraded: boolean
}

export interface AttachedMail {
  /** The attachment it is. */
  part: number
  from: Address[]
  to: Address[]
  cc: Address[]
  subject: string
  date: Date | null
  text: string
  attachments: { name: string; type: string; size: number }[]
}
