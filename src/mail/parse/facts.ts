// What the header block says about a mail: who, to whom, when, about what, in answer to what.
import type { Address } from '../address.ts'
import { messageIdsIn, normalizeMessageId } from '../threading.ts'
import { readAddresses } from './addresses.ts'
import { parseDate } from './date.ts'
import type { Headers, RawField } from './headers.ts'

export interface HeaderFacts {
  /** Message-IDs without their angle brackets, as everywhere in Postroom. */
  messageId: string | null
  inReplyTo: string[]
  references: string[]
  from: Address[]
  sender: Address | null
  replyTo: Address[]
  to: Address[]
  cc: Address[]
  bcc: Address[]
  subject: string
  /** Null when missing or impossible; the time of receipt is somebody else's knowledge. */
  date: Date | null
}

/** `most` bounds each address field; `charset` is the body's, for bytes that should have been encoded. */
export function readEnvelopeFields(
  fields: RawField[],
  headers: Headers,
  charset: string | null,
  most: number,
): HeaderFacts {
  const addresses = (name: string): Address[] =>
    fields
      .filter((field) => field.name.toLowerCase() === name)
      .flatMap((field) => readAddresses(field.value, charset, most))
      .slice(0, most)
  return {
    messageId: normalizeMessageId(headers.first('message-id') ?? ''),
    inReplyTo: headers.every('in-reply-to').flatMap(messageIdsIn),
    references: headers.every('references').flatMap(messageIdsIn),
    from: addresses('from'),
    sender: addresses('sender')[0] ?? null,
    replyTo: addresses('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    subject: (headers.first('subject') ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim(),
    date: parseDate(headers.first('date')),
  }
}
