// The form of `postroom inspect --json` (docs/inspect.md), as far as a machine can hold it. Fields may be added, so more than
// these may be there.
import { z } from 'zod'

const text = z.string().refine((value) => !value.includes('\0'), 'NUL, which no database keeps')
const line = text.refine((value) => !/[\r\n]/.test(value), 'a line break')
const id = line.min(1)
const Person = z.object({ name: line, address: line.includes('@') })
const people = z.array(Person).max(1_000)
const instant = z.iso.datetime()
const File = z.object({
  name: line.min(1).max(255),
  type: z.string().regex(/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/),
  size: z.int().min(0),
})
const Moment = z.object({
  at: instant.nullable(),
  local: z.string().regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/),
  zone: text.nullable(),
})
const Recipient = z.object({
  address: text.nullable(),
  status: z
    .string()
    .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
    .nullable(),
  replyCode: z
    .string()
    .regex(/^[245]\d\d$/)
    .nullable(),
  reason: z.string().min(1),
  hard: z.boolean(),
})

export const Inspected = z.object({
  from: people,
  to: people,
  cc: people,
  replyTo: people,
  subject: line,
  date: instant.nullable(),
  text: text.max(1_000_000),
  html: text.nullable(),
  reply: text,
  quoted: text,
  signature: text,
  attachments: z.array(File.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
  kind: z.enum(['message', 'auto-reply', 'bounce', 'list', 'system']),
  bounce: z
    .object({ kind: z.enum(['failed', 'delayed', 'delivered', 'complaint']), recipients: z.array(Recipient) })
    .nullable(),
  threading: z.object({ messageId: id.nullable(), inReplyTo: z.array(id), references: z.array(id) }),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .nullable(),
  warnings: z.array(z.string().regex(/^[a-z-]+: ./)),
  degraded: z.boolean(),
  protection: z
    .object({
      scheme: z.enum(['smime', 'pgp']),
      isSigned: z.boolean(),
      isEncrypted: z.boolean(),
      isVerified: z.literal(false),
    })
    .nullable(),
  invitation: z
    .object({
      method: z.string().regex(/^[a-z]+$/),
      uid: text,
      sequence: z.int().min(0),
      summary: line.max(500),
      description: text,
      location: line.max(500),
      start: Moment.nullable(),
      end: Moment.nullable(),
      organizer: Person.nullable(),
      attendees: z.array(Person),
      isAnswerable: z.boolean(),
    })
    .nullable(),
  cards: z.array(
    z.object({ name: line, organization: line, title: line, addresses: z.array(line), phones: z.array(line) }),
  ),
  mails: z.array(
    z.object({
      from: people,
      to: people,
      cc: people,
      subject: line,
      date: instant.nullable(),
      text,
      attachments: z.array(File),
    }),
  ),
})
