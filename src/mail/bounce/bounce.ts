// Bounces: mail systems telling that our mail failed, waits, was delivered, or was complained about. Reports made for machines
// first (RFC 3464, RFC 5965), then the words of the many systems that write only for people.

import { domainOf, parseAddressList } from '../address.ts'
import type { Headers } from '../parse/headers.ts'
import { messageIdsIn } from '../threading.ts'
import { addressesIn, fieldBlocks } from './fields.ts'
import { readNotification } from './notification.ts'
import { readNotice, splitNotice } from './notice.ts'
import { readDeliveryStatus, readFeedback } from './report.ts'
import type { BouncedRecipient } from './report.ts'

export interface Bounce {
  kind: 'failed' | 'delayed' | 'complaint' | 'delivered'
  /** Empty when it is surely a bounce, but says of nobody. */
  recipients: BouncedRecipient[]
  /** The mail of ours that it is about, as far as it came back. */
  original: { messageId: string | null; references: string[]; subject: string | null; to: string[] } | null
}

export interface BounceInput {
  headers: Headers
  from: string | null
  subject: string
  /** The readable text, decoded. */
  text: string
  /** The other parts, decoded as far as text goes: message/delivery-status, message/feedback-report, message/rfc822 … */
  parts: { type: string; text: string }[]
  /** '' is the null sender, null is not known. */
  envelopeFrom: string | null
}

const MACHINE =
  /^(?:mailer-?daemon|mail-daemon|post_?master|mail-?delivery|mdaemon|bounces?|dsn|postmast|mailadm|system-?admin|microsoftexchange[0-9a-f]*|no-?reply|smtp-admin|abuse|complaints?|feedback|fbl|staff|scomp)(?:$|[+.@_-])/i
const MACHINE_NAME =
  /mail(?:er)?[ -]?deliver|mailer[ -]daemon|delivery (?:sub)?system|system administrator|mail system|postmaster|delivery status|delivery notification/i
const SUBJECT =
  /undeliver|not deliver|deliver(?:y|ing)[^\r\n]{0,40}(?:fail|status|error|problem|delay|report|notification|warning|incomplete|not)|fail(?:ed|ure)[^\r\n]{0,30}(?:deliver|notice|mail)|return(?:ed|ing)[^\r\n]{0,30}(?:mail|message|sender)|(?:mail|message)[^\r\n]{0,30}(?:fail|return|undeliver|bounce|delay|error|rejected|blocked|can ?not be)|bounce|nondeliver|could not (?:be )?(?:send|sent|deliver)|unable to deliver|warning: message|mail system error|user unknown|unzustellbar|nicht zugestellt|non remis|échec|no se (?:ha )?(?:pudo|puede) entregar|onbestelbaar|niet bezorgd|недостав|не доставлено|配信不能|エラー|退信|投递失败|teslim edilemedi|非配|permanent error|automatic (?:bounce|delivery)|complaint|abuse report|loop alert/i
const PHRASE =
  /could ?n[o']t be delivered|can ?not be delivered|unable to deliver|wasn't able to deliver|undeliverable|not been delivered|not be delivered|was not delivered|were not delivered|delivery (?:has |to |of |attempt|status|fail|error|is |notif|temporar)|permanent(?:ly)? (?:fatal )?(?:error|fail)|fatal errors|following addresses had|deliver(?:ing)? your (?:mail|message)|did not reach|mail delivery|undelivered|returned to sender|returned mail|transcript of session|user unknown|failed to deliver|rejected your|unknown user|message (?:was )?(?:refused|rejected|bounced)|не может быть доставлено|konnte nicht|could not send|no such user|mailbox (?:is )?(?:full|unavailable)|error occurred while|duplicated message-id|error message below|an error has occurred|недоставлен|配信できません|送信できません|届けることができません|无法投递|退回/i

/** Null when it is no bounce: an ordinary mail, or an auto-reply, whatever it quotes. */
export function readBounce(mail: BounceInput): Bounce | null {
  const part = (type: RegExp): { type: string; text: string } | undefined =>
    mail.parts.find((one) => type.test(one.type))
  const feedback = part(/^message\/feedback-report/i)
  const returned = part(/^(?:message\/(?:global|rfc822|partial)|text\/rfc822-headers|message\/global-headers)/i)
  if (feedback) return complaint(feedback.text, returned?.text ?? '')
  if (/^\s*complaint about message from/i.test(mail.subject) && returned) return complaint('', returned.text) // Outlook.com's form
  const notified = readNotification(mail.text)
  if (notified) return { ...fromReport(notified.recipients, notified.original), kind: notified.kind }

  const status = part(/^message\/(?:global-)?delivery-status/i)
  if (!status && !mayBeBounce(mail)) return null
  const { words, original } = splitNotice(mail.text)
  const source = returned?.text || original
  if (status) {
    const reported = readDeliveryStatus(status.text, words)
    if (reported.length > 0) return fromReport(reported, source)
  }
  if (!status && !looksLikeBounce(mail, words, source)) return null
  const inText = readDeliveryStatus(mail.text.slice(0, 200_000).replace(/^(?:> ?)+/gm, ''), words) // its parts came apart on the way
  if (inText.length > 0) return fromReport(inText, source)
  const about = originalIn(source)
  const hints = mail.headers.every('x-failed-recipients').flatMap(addressesIn)
  const read = readNotice(words, hints, ownAddresses(mail, about))
  // A bounce that somebody passed on: what it reports stands within what came back.
  const within = read.length > 0 ? [] : readDeliveryStatus(returned?.text ?? '', words)
  if (within.length > 0) return fromReport(within, source)
  const recipients = read.length > 0 ? read : readNotice(words, about?.to ?? [], new Set())
  return {
    kind: isDelay(mail.subject, words) ? 'delayed' : 'failed',
    recipients: recipients.map((one) => soften(one, mail, words)),
    original: about,
  }
}

function fromReport(reported: ReturnType<typeof readDeliveryStatus>, source: string): Bounce {
  const has = (action: string): boolean => reported.some((one) => one.action === action)
  const recipients = reported.map(({ action: _action, ...recipient }) => recipient)
  return {
    kind: has('failed') ? 'failed' : has('delayed') ? 'delayed' : 'delivered',
    recipients,
    original: originalIn(source),
  }
}

function complaint(report: string, source: string): Bounce {
  const { addresses, type } = readFeedback(report)
  const original = originalIn(source)
  const complained = addresses.length > 0 ? addresses : (original?.to ?? [])
  const diagnostic = `feedback report: ${type}`
  const recipients = complained.map((address) => ({
    address,
    status: null,
    replyCode: null,
    reason: 'feedback' as const,
    hard: false,
    diagnostic,
  }))
  return { kind: 'complaint', recipients, original }
}

/** What its head says. Asked first, since most mail is none and its text then need not be looked at. */
function mayBeBounce(mail: BounceInput): boolean {
  return mail.headers.first('x-failed-recipients') !== undefined || isFromMachine(mail) || hasBounceSubject(mail)
}

function isFromMachine(mail: BounceInput): boolean {
  const returnPath = mail.headers.first('return-path') ?? ''
  const from = mail.headers.first('from') ?? ''
  return (
    mail.envelopeFrom === '' ||
    /<\s*>/.test(returnPath) ||
    MACHINE.test(mail.from ?? '') ||
    MACHINE_NAME.test(parseAddressList(from)[0]?.name ?? from) ||
    /mailer-?daemon/i.test(`${returnPath}${from}`)
  )
}

const hasBounceSubject = (mail: BounceInput): boolean => SUBJECT.test(mail.subject.slice(0, 500))

/** A machine as sender alone is no bounce, and neither is a subject: two signs, of which one is about delivery. */
function looksLikeBounce(mail: BounceInput, words: string, source: string): boolean {
  if (mail.headers.first('x-failed-recipients') !== undefined) return true
  const byWords = PHRASE.test(words.slice(0, 20_000))
  const bySubject = hasBounceSubject(mail)
  if (isFromMachine(mail)) return byWords || (bySubject && (source !== '' || addressesIn(words).length > 0))
  return bySubject && byWords && (source !== '' || /diagnostic-code:|final-recipient:/i.test(words))
}

function isDelay(subject: string, words: string): boolean {
  const text = `${subject}\n${words}`.slice(0, 20_000)
  return /warning message only|has been delayed|delivery delayed|\(delay\)|will (?:continue to |keep )?(?:be )?(?:retried|try|trying)|do not need to resend|not yet been delivered|still being retried|temporarily delayed|delayed mail/i.test(
    text,
  )
}

/** An old server's "unknown" with nothing else to say is believed; what it calls a delay is never final. */
function soften(recipient: BouncedRecipient, mail: BounceInput, words: string): BouncedRecipient {
  return isDelay(mail.subject, words) ? { ...recipient, hard: false } : recipient
}

/** Who the bounce came from and went to: named in every notice, never the one that failed, unless we wrote to ourselves. */
function ownAddresses(mail: BounceInput, original: Bounce['original']): Set<string> {
  const own = new Set(
    ['from', 'to', 'reply-to', 'return-path', 'delivered-to'].flatMap((name) =>
      addressesIn(mail.headers.first(name) ?? ''),
    ),
  )
  for (const address of own)
    if (/^(?:mailer-daemon|postmaster)@/.test(address)) own.add(`postmaster@${domainOf(address)}`)
  for (const address of original?.to ?? []) own.delete(address)
  return own
}

/** The headers of the returned mail, which may be cut short, indented or damaged. */
function originalIn(source: string): Bounce['original'] {
  if (source.trim() === '') return null
  const block = new Map<string, string>()
  for (const one of fieldBlocks(source.slice(0, 100_000)).slice(0, 2))
    for (const [name, value] of one) if (!block.has(name)) block.set(name, value)
  const to = [
    ...(block.get('to') ? parseAddressList(block.get('to') ?? '') : []),
    ...parseAddressList(block.get('cc') ?? ''),
  ].map((one) => one.address)
  return {
    messageId: messageIdsIn(block.get('message-id') ?? '')[0] ?? null,
    references: [...messageIdsIn(block.get('references') ?? ''), ...messageIdsIn(block.get('in-reply-to') ?? '')],
    subject: block.get('subject') ?? null,
    to,
  }
}
