// Reports made for machines: delivery status notifications (RFC 3464) and abuse feedback (RFC 5965).

import { limits } from '../../kit/limits.ts'
import { isAddress, normalizeAddress } from '../address.ts'
import { addressesIn, commandIn, fieldBlocks, isVague, replyCodeIn, statusIn } from './fields.ts'
import { isHard, type Reason } from './reason-names.ts'
import { reasonOf } from './reasons.ts'

export interface BouncedRecipient {
  address: string
  /** Enhanced status (RFC 3463), the most exact one that was said; null when none was. */
  status: string | null
  replyCode: string | null
  reason: Reason
  /** Writing to this address again is useless. */
  hard: boolean
  diagnostic: string
}

export type Action = 'failed' | 'delayed' | 'delivered'

export interface ReportedRecipient extends BouncedRecipient {
  action: Action
}

/** Of the words beside a report; each of thousands of recipients is looked for in them. */
const MOST_WORDS = 100_000

/** The recipients of a message/delivery-status part. `notice` is the words beside it, asked when the fields say little. */
export function readDeliveryStatus(text: string, notice: string): ReportedRecipient[] {
  const recipients: ReportedRecipient[] = []
  const words = notice.slice(0, MOST_WORDS)
  const folded = words.toLowerCase()
  for (const block of fieldBlocks(text)) {
    if (recipients.length === limits.message.addresses) break
    const address = recipientOf(block)
    if (address) recipients.push(readRecipient(block, address, noticeAbout(address, words, folded)))
  }
  return recipients
}

/** What we wrote to, before the address it was forwarded to. */
function recipientOf(block: Map<string, string>): string | null {
  for (const name of ['original-recipient', 'final-recipient', 'x-actual-recipient']) {
    const value = block.get(name)
    if (value === undefined) continue
    const typed = value
      .slice(value.indexOf(';') + 1)
      .replace(/[<>]/g, '')
      .replace(/\\x\{([0-9a-f]{2,6})\}/gi, (_whole, hex: string) => letter(hex)) // RFC 6533 §3
      .trim()
    const address = normalizeAddress(typed)
    if (isAddress(address)) return address
    const [found] = addressesIn(value)
    if (found) return found
  }
  return null
}

function letter(hex: string): string {
  const code = Number.parseInt(hex, 16)
  return code < 0x110000 ? String.fromCodePoint(code) : ''
}

/** What some systems say in brackets behind the status. */
function commentIn(text: string): string {
  const from = text.indexOf('(')
  const to = text.lastIndexOf(')', from + 501)
  return from >= 0 && to - from > 3 ? text.slice(from + 1, to) : ''
}

function readRecipient(block: Map<string, string>, address: string, notice: string): ReportedRecipient {
  const code = block.get('diagnostic-code') ?? ''
  const own = diagnosticOf(code) || commentIn(block.get('status') ?? '')
  const given = statusIn(block.get('status') ?? '')
  const action = actionOf(block.get('action') ?? '', given)
  const words = own || notice
  const replyCode = replyCodeIn(own) ?? replyCodeIn(words)
  const status = moreExact(given, statusIn(code) ?? (own ? null : statusIn(words)), replyCode)
  const refusal = {
    words: own ? [own, notice] : [notice],
    status,
    replyCode,
    command: commandIn(own) ?? commandIn(notice),
  }
  const reason = action === 'delivered' ? 'delivered' : reasonOf(refusal)
  return {
    address,
    status,
    replyCode,
    reason,
    hard: action === 'failed' && isHard(reason),
    diagnostic: words.slice(0, 2000),
    action,
  }
}

/** The refusing server's own words: without the type before them, out of the quotation of a gateway that asked it. */
function diagnosticOf(value: string): string {
  const typed = value.replace(/^(?!x-unix; ?\d+$)[\w-]{1,30}[ \t]*;\s*/i, '') // RFC 3464 §2.3.6; x-unix: what a program ended with
  const relayed = /^[245]\.\d\.\d{1,3} - [^'"]{0,200} (\d{3}[- ])['"](.*)['"]/s.exec(typed)
  return relayed ? `${relayed[1]}${relayed[2]}` : typed
}

/** Whoever refused knows better than whoever reports it; a detail of zero is a shrug. */
function moreExact(given: string | null, said: string | null, replyCode: string | null): string | null {
  if (given === null || said === null) return given ?? said
  const isOfOneMind = given[0] === said[0] || replyCode?.[0] === said[0]
  if (!isOfOneMind || isVague(said)) return given
  return isVague(given) || given.endsWith('.0') || !said.endsWith('.0') ? said : given
}

function actionOf(action: string, status: string | null): Action {
  const word = action.trim().toLowerCase()
  if (/^(?:delivered|relayed|expanded|deliverable)/.test(word)) return 'delivered'
  if (word.startsWith('delayed')) return 'delayed'
  if (word === '' && status?.startsWith('2')) return 'delivered'
  return 'failed'
}

/** The part of the readable notice that speaks of this recipient; all of it when it names nobody. */
function noticeAbout(address: string, notice: string, folded: string): string {
  const at = folded.indexOf(address)
  const line = notice.lastIndexOf('\n', at) + 1
  if (at < 0) return notice.slice(0, 4000)
  const about = notice.slice(Math.max(line, at - 500), at + 2000)
  const next = about.search(/\n(?:original|final)-recipient:/i)
  return next < 0 ? about : about.slice(0, next)
}

/** A message/feedback-report part: who complained, as far as it says; many hide it. */
export function readFeedback(text: string): { addresses: string[]; type: string } {
  const [block = new Map<string, string>()] = fieldBlocks(text)
  const addresses = [...block]
    .filter(([name]) => /^(?:original-rcpt-to|removal-recipient|original-recipient)/.test(name))
    .flatMap(([, value]) => addressesIn(value))
  return { addresses: [...new Set(addresses)], type: block.get('feedback-type') ?? 'other' }
}
