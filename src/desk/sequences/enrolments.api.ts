// What is promised about enrolments: a contact on the way through a sequence, what happened to them and why; and who asked not to be
// written to.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

const id = z.string().max(20)
/** Contacts in one request. */
export const MOST_AT_ONCE = 200

export const EnrolmentState = z.enum(['waiting', 'paused', 'finished', 'stopped'])
export type EnrolmentState = z.infer<typeof EnrolmentState>

/** Why it is paused or has stopped. */
export const EnrolmentBecause = z.enum([
  'replied',
  'companyReplied',
  'bounced',
  'unsubscribed',
  'optedOut',
  'suppressed',
  'dealWon',
  'dealLost',
  'condition',
  'contactGone',
  'archived',
  'byHand',
  'unfilled',
  'checks',
  'approval',
  'noAccess',
  'hours',
  'restored',
  'refused',
])
export type EnrolmentBecause = z.infer<typeof EnrolmentBecause>

/** Why somebody is not enrolled. */
export const EnrolmentRefusal = z.enum([
  'unseen',
  'noAddress',
  'suppressed',
  'optedOut',
  'underWay',
  'colleague',
  'before',
])
export type EnrolmentRefusal = z.infer<typeof EnrolmentRefusal>

export const Enrolment = z.object({
  id: z.string(),
  sequenceId: z.string(),
  sequence: z.string(),
  /** Null where you do not see them. */
  contact: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** These two null too where you do not see them. */
  dealId: z.string().nullable(),
  conversationId: z.string().nullable(),
  senderId: z.string(),
  /** Null: a rule. */
  enrolledBy: z.string().nullable(),
  state: EnrolmentState,
  because: EnrolmentBecause.nullable(),
  /** Letters that have left, of how many there are. */
  sent: z.number().int(),
  steps: z.number().int(),
  /** When the next is looked at; null: never. */
  dueAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
})
export type Enrolment = z.infer<typeof Enrolment>

/** One thing that happened to an enrolment: a code, and what it is filled with. */
export const EnrolmentPast = z.object({
  at: z.iso.datetime(),
  what: z.string(),
  actorId: z.string().nullable(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type EnrolmentPast = z.infer<typeof EnrolmentPast>

const wanted = {
  id: z.string(),
  contactIds: z.array(id).min(1).max(MOST_AT_ONCE),
  /** What it is about; won or lost it ends. */
  dealId: id.nullable().default(null),
}

export const previewEnrolment = route({
  name: 'previewEnrolment',
  summary:
    'Who would be enrolled, who would not and why, and what the first letter would say to each. Nothing is sent.',
  method: 'POST',
  path: '/sequences/:id/preview',
  may: 'sequence.enrol',
  input: z.strictObject(wanted),
  output: z.object({
    rows: z.array(
      z.object({
        contactId: z.string(),
        name: z.string(),
        address: z.string(),
        refusal: EnrolmentRefusal.nullable(),
        subject: z.string(),
        text: z.string(),
        /** Variables of any letter that nothing fills: it would wait for a person there. */
        unfilled: z.array(z.string()),
      }),
    ),
    /** When the first letter would leave. */
    dueAt: z.iso.datetime().nullable(),
    /** Letters say how to leave the list. */
    isToMany: z.boolean(),
  }),
})
export const enrolContacts = route({
  name: 'enrolContacts',
  summary: 'Enrol contacts: letters go in your name, from the inbox of the sequence.',
  method: 'POST',
  path: '/sequences/:id/enrolments',
  may: 'sequence.enrol',
  status: 201,
  input: z.strictObject(wanted),
  output: z.object({
    enrolled: z.array(Enrolment),
    refused: z.array(z.object({ contactId: z.string(), refusal: EnrolmentRefusal })),
  }),
})
export const listEnrolments = route({
  name: 'listEnrolments',
  summary: 'Enrolments of a sequence, a contact, a deal, or of all your inboxes, newest first.',
  method: 'GET',
  path: '/enrolments',
  may: 'sequence.read',
  input: z.strictObject({
    sequenceId: id.optional(),
    contactId: id.optional(),
    dealId: id.optional(),
    state: EnrolmentState.optional(),
    cursor: id.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({ enrolments: z.array(Enrolment), next: z.string().nullable() }),
})
export const readEnrolment = route({
  name: 'readEnrolment',
  summary: 'One enrolment with what happened to it and why, oldest first.',
  method: 'GET',
  path: '/enrolments/:id',
  may: 'sequence.read',
  input: z.strictObject({ id: z.string() }),
  output: Enrolment.extend({ past: z.array(EnrolmentPast) }),
})
export const changeEnrolment = route({
  name: 'changeEnrolment',
  summary: 'Stop an enrolment for good, let it pause, or let it go on.',
  method: 'PUT',
  path: '/enrolments/:id',
  may: 'sequence.enrol',
  input: z.strictObject({ id: z.string(), do: z.enum(['stop', 'pause', 'resume']) }),
  output: Enrolment,
})

export const OptOut = z.object({
  isOut: z.boolean(),
  since: z.iso.datetime().nullable(),
  source: z.enum(['link', 'reply', 'person']).nullable(),
})
export type OptOut = z.infer<typeof OptOut>
export const readOptOut = route({
  name: 'readOptOut',
  summary: 'Whether a contact asked not to be written to of our own accord.',
  method: 'GET',
  path: '/contacts/:id/opt-out',
  may: 'contact.read',
  input: z.strictObject({ id: z.string() }),
  output: OptOut,
})
export const setOptOut = route({
  name: 'setOptOut',
  summary: 'A contact is not written to of our own accord any more, at any of their addresses, or is again.',
  method: 'PUT',
  path: '/contacts/:id/opt-out',
  may: 'contact.write',
  input: z.strictObject({ id: z.string(), isOut: z.boolean() }),
  output: OptOut,
})
