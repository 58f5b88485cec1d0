// What a message's invitation promises to those who show or answer it; `mail/calendar` reads it.
import { z } from 'zod'

const Person = z.object({ name: z.string(), address: z.string() })

const Moment = z.object({
  /** Null for a whole day, and where nobody can place the time. */
  at: z.iso.datetime().nullable(),
  /** As the organiser wrote it: `2026-03-05T10:00`, or `2026-03-05` for a whole day. */
  local: z.string(),
  zone: z.string().nullable(),
})

export const Invitation = z.object({
  method: z.enum(['request', 'cancel', 'reply', 'counter', 'publish', 'add', 'refresh', 'declinecounter']),
  summary: z.string(),
  description: z.string(),
  location: z.string(),
  start: Moment.nullable(),
  /** Of whole days the last one. */
  end: Moment.nullable(),
  repeats: z
    .object({
      every: z.number().int(),
      unit: z.enum(['day', 'week', 'month', 'year']),
      /** Monday is 1; `nth` is the how-manieth of the month, from its end where negative, or 0. */
      on: z.array(z.object({ weekday: z.number().int(), nth: z.number().int() })),
      times: z.number().int().nullable(),
      /** The last day. */
      until: z.string().nullable(),
    })
    .nullable(),
  /** Whoever is answered. */
  organizer: Person.nullable(),
  attendees: z.array(
    Person.extend({
      answer: z.enum(['accepted', 'declined', 'tentative', 'delegated', 'needs-action']),
      isOptional: z.boolean(),
    }),
  ),
  /** `sendReply` with `invitation` says yes, maybe or no. */
  isAnswerable: z.boolean(),
})
export type Invitation = z.infer<typeof Invitation>

export const Protection = z.object({
  scheme: z.enum(['smime', 'pgp']),
  /** By somebody; nobody has looked whether the signature is good. */
  isSigned: z.boolean(),
  isEncrypted: z.boolean(),
})
