// Delivery news that a sending service mails as JSON in the text (Amazon SES through SNS): bounces, complaints, deliveries.

import { z } from 'zod'
import { normalizeAddress } from '../address.ts'
import { replyCodeIn, statusIn } from './fields.ts'
import { isHard } from './reason-names.ts'
import { reasonOf } from './reasons.ts'
import type { ReportedRecipient } from './report.ts'

const Recipient = z.object({
  emailAddress: z.string(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional(),
})
const Mail = z.object({
  destination: z.array(z.string()).default([]),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  commonHeaders: z.object({ subject: z.string().optional(), messageId: z.string().optional() }).default({}),
})
const Notification = z.object({
  notificationType: z.enum(['Bounce', 'Complaint', 'Delivery']),
  mail: Mail.default({ destination: [], headers: [], commonHeaders: {} }),
  bounce: z.object({ bouncedRecipients: z.array(Recipient).default([]) }).optional(),
  complaint: z.object({ complainedRecipients: z.array(Recipient).default([]) }).optional(),
  delivery: z.object({ recipients: z.array(z.string()).default([]), smtpResponse: z.string().optional() }).optional(),
})

interface Notified {
  kind: 'failed' | 'complaint' | 'delivered'
  recipients: ReportedRecipient[]
  /** The original's headers, as a header block. */
  original: string
}

/** Null unless the text begins with such a notification. */
export function readNotification(text: string): Notified | null {
  const start = text.trimStart()
  if (!start.startsWith('{') || !start.slice(0, 200_000).includes('"notificationType"')) return null
  const read = Notification.safeParse(jsonAt(start.slice(0, 200_000)))
  if (!read.success) return null
  const { mail, bounce, complaint, delivery } = read.data
  const original = originalOf(mail)
  const nothingSaid = { status: null, replyCode: null, hard: false, diagnostic: '', action: 'failed' } as const
  if (complaint) {
    const recipients = complaint.complainedRecipients.map((one) => ({
      ...nothingSaid,
      address: normalizeAddress(one.emailAddress),
      reason: 'feedback' as const,
    }))
    return { kind: 'complaint', recipients, original }
  }
  if (delivery) {
    const said = delivery.smtpResponse ?? ''
    const status = statusIn(said)
    const recipients = delivery.recipients.map((address) => ({
      ...nothingSaid,
      address: normalizeAddress(address),
      status,
      reason: 'delivered' as const,
      diagnostic: said,
      action: 'delivered' as const,
    }))
    return { kind: 'delivered', recipients, original }
  }
  return { kind: 'failed', recipients: (bounce?.bouncedRecipients ?? []).map(readBounced), original }
}

function readBounced(one: z.infer<typeof Recipient>): ReportedRecipient {
  const diagnostic = (one.diagnosticCode ?? '').replace(/^[\w-]{1,30}; ?/, '')
  const status = statusIn(one.status ?? '') ?? statusIn(diagnostic)
  const replyCode = replyCodeIn(diagnostic)
  const reason = reasonOf({ words: [diagnostic], status, replyCode, command: null })
  return {
    address: normalizeAddress(one.emailAddress),
    status,
    replyCode,
    reason,
    hard: isHard(reason),
    diagnostic: diagnostic.slice(0, 2000),
    action: 'failed',
  }
}

/**
 * The service's own footer stands after the JSON: parsed as far as the last brace of a line. A line too long for mail was cut on
 * its way, anywhere, and goes on after a blank.
 */
function jsonAt(text: string): unknown {
  for (const whole of [text, text.replace(/\n ?/g, '')]) {
    for (const end of [
      whole.length,
      text === whole ? whole.indexOf('}\n') + 1 : 0,
      whole.lastIndexOf('}') + 1,
      whole.indexOf('}--') + 1,
    ]) {
      try {
        return JSON.parse(whole.slice(0, end))
      } catch {
        continue // the next guess at its end
      }
    }
  }
  return null
}

function originalOf(mail: z.infer<typeof Mail>): string {
  const line = (name: string, value: string): string => `${name}: ${value.replace(/\s+/g, ' ')}`
  const fields = mail.headers.map(({ name, value }) => line(name, value))
  if (mail.commonHeaders.messageId) fields.push(line('Message-ID', mail.commonHeaders.messageId))
  if (mail.commonHeaders.subject) fields.push(line('Subject', mail.commonHeaders.subject))
  return [...fields, line('To', mail.destination.join(', '))].join('\n')
}
