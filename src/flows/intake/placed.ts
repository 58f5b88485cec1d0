// A mail on its way through filing: as it came, sorted by what it says of itself, and placed where it belongs.
import type { Id } from '../../kit/id.ts'
import type { Authenticity } from '../../mail/authenticity.ts'
import type { ReadMail } from '../../mail/read-mail.ts'
import type { ThreadKeys } from '../../mail/threading.ts'

/** The address of the client that brought it stands beside it until it is checked. */
export type KeptAuthenticity = Authenticity | { result: 'pending'; ip: string }

/** A mail taken from the intake, read, for one inbox. */
export interface Incoming {
  intakeId: Id
  /** By which way in. */
  source: string
  inboxId: Id
  envelopeFrom: string | null
  recipients: string[]
  receivedAt: Date
  authenticity: KeptAuthenticity | null
  /** What the provider of the account says; what the mail itself says of it anybody could have written. */
  providerThread: string | null
  read: ReadMail
}

export interface Sorted extends Incoming {
  keys: ThreadKeys
  /** Normalised; null when nobody signed as sender. */
  from: string | null
  isOwnAddress: boolean
  /** See `Sought`. */
  asks: string | null
  alike: string | null
}

export interface Placed extends Sorted {
  messageId: Id
  conversationId: Id
  /** The inbox of the conversation: another than the mail came to, where the conversation was moved. */
  homeId: Id
  isNew: boolean
  isStranger: boolean
  held: 'loop' | null
  because: string
  /** Conversations that turned out to be one with this, and why. */
  absorbs: Id[]
  absorbsBecause: string
  /** An answer that names nothing it answers, and opened a conversation. */
  isOrphan: boolean
  /** Joined by what anybody could guess: it brings nobody along. */
  isGuessable: boolean
}
