// Under which keys a mail is remembered, so that it is filed once however often it comes.
import { hash as digest } from 'node:crypto'
import type { ReadMail } from '../../mail/read-mail.ts'

const hash = (...parts: string[]) => digest('sha256', parts.join('\0'), 'buffer')

/**
 * Equal for mails that are the same: the same bytes (trace fields aside), or the same Message-ID with the same body, which
 * is how one mail looks that came by two ways. Message-ID alone is never enough: an outsider who guesses one
 * could keep a real mail out.
 */
export function copyKeys(mail: Pick<ReadMail, 'messageId' | 'strippedHash' | 'canonicalHash'>): Buffer[] {
  const copy = hash('copy', mail.strippedHash)
  return mail.messageId ? [copy, hash('mail', mail.messageId, mail.canonicalHash)] : [copy]
}
