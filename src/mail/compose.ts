// Writes an outgoing message: headers, text, HTML, attachments. What it is given are typed values, never header text;
// what it gives back is ready for SMTP, with CR LF throughout and nobody's Bcc.
import MailComposer from 'nodemailer/lib/mail-composer'
import { Problem } from '../kit/problem.ts'
import { domainOf, isAddress, type Address } from './address.ts'

export interface Draft {
  from: Address
  to: Address[]
  cc: Address[]
  /** In the envelope only. */
  bcc: Address[]
  replyTo?: Address[]
  subject: string
  text: string
  html: string | null
  /** With its angle brackets, fixed when the message was queued. */
  messageId: string
  inReplyTo: string | null
  /** Oldest first. Those that are no Message-IDs are left out, and the middle of a long list. */
  references: string[]
  date: Date
  attachments: { name: string; type: string; bytes: Buffer; contentId?: string }[]
  /** An answer to an invitation, for the reader's calendar; as `answerInvitation` writes it. */
  calendar?: string | null
  /** Our own automatic fields: Auto-Submitted, List-Unsubscribe … */
  headers?: [string, string][]
}

export interface Composed {
  raw: Buffer
  envelope: { from: string; to: string[] }
}

/** RFC 6047 §2.4. */
const CALENDAR = 'text/calendar; method=REPLY; charset=UTF-8'
const KEPT_REFERENCES = 20
/** Fields that have a place of their own in a draft, or none at all. */
const NOT_YOURS =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|in-reply-to|references|mime-version|content-.*|received|return-path|dkim-signature|resent-.*)$/i
const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>]+>$/ // RFC 5322 §3.6.4, as loosely as mail really has it

/** A value that would break out of its header is refused (a Problem, `invalid`), not repaired. */
export async function compose(draft: Draft): Promise<Composed> {
  const { from, to, cc, bcc, replyTo = [], messageId, inReplyTo } = draft
  for (const one of [from, ...to, ...cc, ...bcc, ...replyTo]) checkAddress(one)
  checkLine('subject', draft.subject)
  if (!MESSAGE_ID.test(messageId)) throw invalid('message-id', 'The Message-ID has the wrong form.')
  if (inReplyTo !== null && !MESSAGE_ID.test(inReplyTo)) throw invalid('message-id', 'In-Reply-To has the wrong form.')
  const headers = (draft.headers ?? []).map(([key, value]) => {
    if (!/^[!-9;-~]+$/.test(key) || NOT_YOURS.test(key))
      throw invalid('header-name', `The field ${JSON.stringify(key)} cannot be set.`)
    checkLine(key, value)
    return { key, value }
  })

  const composer = new MailComposer({
    from: mailbox(from),
    to: to.map(mailbox),
    cc: cc.map(mailbox),
    replyTo: replyTo.map(mailbox),
    subject: draft.subject,
    text: withCrlf(draft.text),
    ...(draft.html === null ? {} : { html: withCrlf(draft.html) }),
    messageId,
    ...(inReplyTo === null ? {} : { inReplyTo }),
    references: trimReferences(draft.references),
    date: draft.date,
    ...(draft.calendar ? { alternatives: [{ contentType: CALENDAR, content: draft.calendar }] } : {}),
    attachments: draft.attachments.map(attachment),
    headers,
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const built = await composer.compile().build()
  const raw = built.subarray(-2).toString() === '\r\n' ? built : Buffer.concat([built, Buffer.from('\r\n')])
  const recipients = new Set([...to, ...cc, ...bcc].map((one) => envelopeAddress(one.address)))
  return { raw, envelope: { from: envelopeAddress(from.address), to: [...recipients] } }
}

/** The first one is the thread's root, the last are the nearest (RFC 5322 §3.6.4, RFC 5537 §3.4.4 on leaving some out). */
export function trimReferences(references: readonly string[]): string[] {
  const good = [...new Set(references.filter((one) => MESSAGE_ID.test(one)))]
  return good.length <= KEPT_REFERENCES + 1 ? good : [...good.slice(0, 1), ...good.slice(-KEPT_REFERENCES)]
}

function attachment({ name, type, bytes, contentId }: Draft['attachments'][number]) {
  if (contentId !== undefined && !/^[^\s<>\p{Cc}]+$/u.test(contentId)) {
    throw invalid('content-id', 'The Content-ID of an attachment has the wrong form.')
  }
  return {
    filename: name.replace(/\p{Cc}+/gu, '_') || 'attachment',
    contentType:
      /^[\w.+-]+\/[\w.+-]+$/.test(type) && !/^(?:multipart|message)\//i.test(type) ? type : 'application/octet-stream',
    content: bytes,
    ...(contentId === undefined ? {} : { cid: contentId, contentDisposition: 'inline' }),
  }
}

function mailbox({ name, address }: Address) {
  return { name, address: envelopeAddress(address) }
}

/** The domain in ASCII, the local part untouched: a few servers tell cases apart. */
function envelopeAddress(address: string): string {
  return `${address.slice(0, address.lastIndexOf('@'))}@${domainOf(address)}`
}

function checkAddress({ name, address }: Address) {
  if (!isAddress(address)) throw invalid('address', 'One of the addresses is not an e-mail address.')
  checkLine('name', name)
}

function checkLine(what: string, value: string) {
  if (/[\r\n\0]/.test(value)) throw invalid('line-break', `There is a line break in the ${what}.`)
}

function withCrlf(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n').replaceAll('\0', '')
}

function invalid(code: string, message: string): Problem {
  return new Problem('invalid', code, message)
}
