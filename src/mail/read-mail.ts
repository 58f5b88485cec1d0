// What is known of a mail once it was read, wholly or in the last resort.
import type { Bounce } from './bounce/bounce.ts'
import type { AccessSecret } from './access-secret/access-secret.ts'
import type { Invitation } from './calendar/invitation.ts'
import type { Attachment } from './parse/attachment.ts'
import type { Card } from './parse/card.ts'
import type { HeaderFacts } from './parse/facts.ts'
import type { AttachedMail } from './parse/parsed.ts'
import type { Protection } from './parse/protection.ts'

/** Plain data: it crosses threads. `headersFrom(headers)` makes the pairs searchable again. */
export interface ReadMail extends HeaderFacts {
  headers: [name: string, value: string][]
  text: string
  /** Sanitised; null when the mail has no HTML. */
  html: string | null
  /** Images that wait in `html` until somebody asks for them. */
  remoteImages: number
  /** What is new in this mail, and what it repeats. */
  reply: string
  quoted: string
  signature: string
  /** Where in `text` the visible part ends. */
  replyEnd: number
  /** Stretches of `text` before that which are quoted, start and end by turns. */
  folded: number[]
  attachments: Attachment[]
  invitation: Invitation | null
  protection: Protection | null
  cards: Card[]
  mails: AttachedMail[]
  kind: 'message' | 'auto-reply' | 'bounce' | 'list' | 'system'
  mayAutoReply: boolean
  kindBecause: string
  /** Also of an automatic answer: what it answers has arrived. */
  bounce: Bounce | null
  /** It opens an account to whoever reads it. */
  secret: AccessSecret | null
  /** ISO 639-1 of the visible reply; null when it is too short to tell. */
  language: string | null
  languageConfidence: number
  /** `code: words`, never text of the mail. The codes are listed in docs/inspect.md. */
  warnings: string[]
  /** True when something could only be kept, not read. */
  degraded: boolean
  /** Equal for the same bytes, and for the same body; see parse/hashes.ts. */
  strippedHash: string
  canonicalHash: string
}
