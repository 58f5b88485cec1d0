// The sample mails as they would arrive: composed, byte for byte, and not known to the desk in any other way.
import type { Address } from '../../mail/address.ts'
import { compose } from '../../mail/compose.ts'
import { replySubject } from '../../mail/subject.ts'
import { sampleFile } from './files.ts'
import type { Case } from './plan.ts'
import { createRandom } from '../../kit/random.ts'

export interface SampleMail {
  raw: Buffer
  from: string
  /** Without angle brackets. */
  mailId: string
}

/** What was said before, where a mail answers. */
export interface Before {
  mailId: string
  refs: string[]
  subject: string
  text: string
  by: string
}

export function filled(text: string, one: Case, agent: string): string {
  const first = one.customer.name.split(' ')[0] ?? one.customer.name
  return text
    .replaceAll('{name}', first)
    .replaceAll('{agent}', agent)
    .replaceAll('{order}', one.order)
    .replaceAll('{product}', one.product)
}

export async function customerMail(
  one: Case,
  to: Address,
  text: string,
  given: { at: Date; key: string; before: Before | null; withFile: boolean },
): Promise<SampleMail> {
  const { before } = given
  const quote = before
    ? `\n\n${one.tongue.wrote.replace('{name}', before.by)}\n${before.text.replace(/^/gm, '> ')}`
    : ''
  const file =
    given.withFile && one.script.file ? [sampleFile(one.script.file, one.order, createRandom(Number(one.order)))] : []
  return await mail(one.customer, to, {
    at: given.at,
    key: given.key,
    subject: before ? replySubject(before.subject) : filled(one.script.subject, one, ''),
    text: text + quote,
    html: one.isHtml ? htmlOf(text, quote) : null,
    files: file,
    before,
  })
}

/** Somebody who was forwarded the mail and answers it, without having been part of the conversation. */
export async function strangersMail(to: Address, at: Date, key: string, before: Before): Promise<SampleMail> {
  const from = { name: 'Morgan Reyes', address: `morgan.reyes@${key}.forwarded.example` }
  const text =
    'Hello,\n\na friend forwarded me your mail. I have the same problem with my lamp. What did you find out, and who was it that wrote to you?\n\nMorgan'
  return await mail(from, to, { at, key, subject: replySubject(before.subject), text, html: null, files: [], before })
}

export async function awayMail(one: Case, to: Address, at: Date, key: string, before: Before): Promise<SampleMail> {
  const text =
    'I am out of the office until Monday and will read your message then. In urgent cases please call our front desk.'
  const headers: [string, string][] = [['Auto-Submitted', 'auto-replied']]
  const subject = `Automatic reply: ${before.subject}`
  return await mail(one.customer, to, { at, key, subject, text, html: null, files: [], before, headers })
}

export async function newsletterMail(to: Address, at: Date, key: string): Promise<SampleMail> {
  const from = { name: 'Lighting Trade Weekly', address: 'news@tradeweekly.example' }
  const text =
    'This week: what the new efficiency labels mean for small shops, five fairs to visit in spring, and a look into a workshop that repairs lamps from the fifties.\n\nYou get this mail because you subscribed at a fair. Unsubscribe: https://tradeweekly.example/unsubscribe'
  const headers: [string, string][] = [
    ['List-Id', 'Lighting Trade Weekly <weekly.tradeweekly.example>'],
    ['List-Unsubscribe', '<https://tradeweekly.example/unsubscribe>'],
    ['Precedence', 'bulk'],
  ]
  return await mail(from, to, {
    at,
    key,
    subject: 'Lighting Trade Weekly: labels, fairs, repairs',
    text,
    html: htmlOf(text, ''),
    files: [],
    before: null,
    headers,
  })
}

/** RFC 3464: the customer's server reports that our answer could not be delivered. */
export function bounceMail(one: Case, to: Address, at: Date, key: string, before: Before): SampleMail {
  const domain = one.customer.address.split('@')[1] ?? 'mail.example'
  const mailId = `${key}.bounce@mx.${domain}`
  const lines = [
    `From: Mail Delivery System <MAILER-DAEMON@mx.${domain}>`,
    `To: ${to.address}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${mailId}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="=_${key}"`,
    '',
    `--=_${key}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `This is the mail system at mx.${domain}.`,
    '',
    'Your message could not be delivered: the mailbox of the recipient is full.',
    '',
    `--=_${key}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; mx.${domain}`,
    '',
    `Final-Recipient: rfc822; ${one.customer.address}`,
    'Action: failed',
    'Status: 5.2.2',
    'Diagnostic-Code: smtp; 552 5.2.2 Mailbox full',
    '',
    `--=_${key}`,
    'Content-Type: text/rfc822-headers',
    '',
    `From: ${to.address}`,
    `To: ${one.customer.address}`,
    `Message-ID: <${before.mailId}>`,
    '',
    `--=_${key}--`,
    '',
  ]
  return { raw: Buffer.from(lines.join('\r\n')), from: '', mailId }
}

interface Written {
  at: Date
  key: string
  subject: string
  text: string
  html: string | null
  files: { name: string; type: string; bytes: Buffer }[]
  before: Before | null
  headers?: [string, string][]
}

async function mail(from: Address, to: Address, written: Written): Promise<SampleMail> {
  const { before, key, at, files, subject, text, html, headers = [] } = written
  const mailId = `${key}@${from.address.split('@')[1] ?? 'mail.example'}`
  const references = before ? [...before.refs, before.mailId].map((id) => `<${id}>`) : []
  const { raw } = await compose({
    from,
    to: [to],
    cc: [],
    bcc: [],
    subject,
    text,
    html,
    messageId: `<${mailId}>`,
    inReplyTo: before ? `<${before.mailId}>` : null,
    references,
    date: at,
    attachments: files,
    headers,
  })
  return { raw, from: from.address, mailId }
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const paragraphs = (text: string) =>
  text
    .split('\n\n')
    .map((one) => `<p>${escaped(one).replaceAll('\n', '<br>')}</p>`)
    .join('')

function htmlOf(text: string, quote: string): string {
  const quoted = quote ? `<blockquote>${paragraphs(quote.trim().replace(/^> ?/gm, ''))}</blockquote>` : ''
  return `<html><body>${paragraphs(text)}${quoted}</body></html>`
}
