// What a rule may look at: one message and its conversation, as plain data. Whoever has a mail can make it: a stored
// message, a raw mail that is only being tried, a generated one in a test.
import type { Authenticity } from '../../mail/authenticity.ts'
import type { BusinessHours } from '../hours/hours.api.ts'
import type { Message, Priority, Status } from '../conversations/conversations.api.ts'
import type { Id } from '../../kit/id.ts'
import type { z } from 'zod'
import type { ReadingFacts } from './reading-facts.ts'
import type { Further } from './further-facts.ts'
import type { FieldValues } from '../fields/fields.api.ts'
import type { Occasion } from './rules.api.ts'

export interface Situation {
  inboxId: Id
  status: z.infer<typeof Status>
  priority: z.infer<typeof Priority>
  categoryId: Id | null
  tags: string[]
  assigneeId: Id | null
  teamId: Id | null
  /** Left out: it is not. */
  isSnoozed?: boolean
  /** Of the desk's own; left out: none. */
  statusId?: Id | null
  /** Of the desk's own fields; left out: none has a value. */
  fields?: FieldValues
  /** Of the message that is read; left out or null where it is not known. */
  language?: string | null
}

export interface Facts {
  occasion: z.infer<typeof Occasion>
  /** The address alone: a display name is whatever its writer wants it to be. Rules about names test the header From. */
  sender: string
  senderDomain: string
  /** Addresses of the envelope and of the fields To and Cc. */
  recipients: string[]
  subject: string
  /** `reply` is what was written for this message, without quotation and signature. */
  body: { reply: string; whole: string }
  headers: [name: string, value: string][]
  attachments: { name: string; type: string }[]
  language: string | null
  kind: z.infer<typeof Message>['kind']
  /** Whether its sender is who it says. */
  authentication: Authenticity['result']
  /** What was read in it; left out or null where it was not. */
  reading?: ReadingFacts | null
  /** The message opened its conversation. */
  isNew: boolean
  conversation: Situation
  now: Date
  /** Of the inbox the conversation was in to begin with; null: always open. */
  hours: BusinessHours | null
  /** Left out: it is not, nobody waits, and nobody counted. */
  isHeld?: boolean
  waitingSince?: Date | null
  /** In To and Cc. */
  recipientCount?: number
  /** What only some rules ask for; what nobody asked for, or cannot be known of a mail that is tried, is left out. */
  further?: Partial<Further>
}
