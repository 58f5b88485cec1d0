// What the room of the timeline promises: what happened with a contact, a company or a deal, newest first, as far as whoever asks may
// see it; and the calls, meetings and notes that people enter by hand.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { nouns } from './names.api.ts'

const id = z.string().max(20)

export const Noun = z.enum(nouns)
export type Noun = z.infer<typeof Noun>

export const Subject = z.strictObject({ noun: Noun, id })
export type Subject = z.infer<typeof Subject>

/** `change`: of fields; `visit`: to a tracked link. */
export const EntryKind = z.enum([
  'message',
  'note',
  'call',
  'meeting',
  'task',
  'deal',
  'stage',
  'campaign',
  'visit',
  'merge',
  'change',
])
export type EntryKind = z.infer<typeof EntryKind>

/** Why a message is logged on a record; docs/capture.md has them in a table. */
export const LogReason = z.enum([
  'sender',
  'recipient',
  'domain',
  'company',
  'thread',
  'deal',
  'role',
  'words',
  'taught',
  'hand',
])
export type LogReason = z.infer<typeof LogReason>

/** What an entry says that lies nowhere else. */
export const Detail = z.strictObject({
  /** Of a message: the address, domain or words that decided. */
  via: z.string().max(320).optional(),
  /** What the deal, the campaign or the merged record was called. */
  name: z.string().max(300).optional(),
  /** Of a change of stage. */
  from: z.string().max(200).optional(),
  to: z.string().max(200).optional(),
  /** Names of the fields that changed. */
  changed: z.array(z.string().max(100)).max(50).optional(),
  url: z.string().max(2_000).optional(),
})
export type Detail = z.infer<typeof Detail>

const Person = z.object({ name: z.string(), address: z.string() })

/** `replied`: they wrote in the conversation since. */
export const SentState = z.enum(['queued', 'sent', 'delivered', 'delayed', 'failed', 'uncertain', 'replied'])
export type SentState = z.infer<typeof SentState>

export const LoggedMessage = z.object({
  id: z.string(),
  direction: z.enum(['in', 'out']),
  /** message, auto-reply, list … */
  kind: z.string(),
  from: Person,
  /** Five at most. */
  to: z.array(Person),
  subject: z.string(),
  /** Its first words; null where you see the headers only, or it hides a secret. */
  snippet: z.string().nullable(),
  /** Null where attachments are not listed. */
  attachments: z.array(z.string()).nullable(),
  state: SentState.nullable(),
  /** Its sender could not be proved. */
  isForged: z.boolean(),
  /** 0 to 1; null: nothing says that they are dissatisfied. */
  frustration: z.number().nullable(),
  intent: z.string().nullable(),
  keyPhrases: z.array(z.string()),
})
export type LoggedMessage = z.infer<typeof LoggedMessage>

export const CallDirection = z.enum(['in', 'out'])
export const CallOutcome = z.enum(['reached', 'missed', 'message'])

export const Activity = z.object({
  id: z.string(),
  kind: z.enum(['note', 'call', 'meeting']),
  at: z.iso.datetime(),
  minutes: z.number().int().nullable(),
  direction: CallDirection.nullable(),
  outcome: CallOutcome.nullable(),
  text: z.string(),
  authorId: z.string().nullable(),
  version: z.number().int(),
  changedAt: z.iso.datetime(),
})
export type Activity = z.infer<typeof Activity>

/** What a calendar says of a meeting. */
export const Meeting = z.object({
  endsAt: z.iso.datetime(),
  /** Whole days, `2026-03-05`; null where it has hours. */
  days: z.object({ first: z.string(), last: z.string() }).nullable(),
  /** As the calendar names it. */
  zone: z.string().nullable(),
  place: z.string(),
  status: z.enum(['confirmed', 'tentative', 'cancelled']),
  /** Of this one only the time is told. */
  isPrivate: z.boolean(),
  /** It comes again. */
  isSeries: z.boolean(),
  /** It was entered or accepted here. */
  isOwn: z.boolean(),
  people: z.array(
    Person.extend({ answer: z.enum(['accepted', 'declined', 'tentative', 'delegated', 'needs-action']) }),
  ),
  /** How many more take part: contacts that one does not see, or too many to name. */
  others: z.number().int(),
})
export type Meeting = z.infer<typeof Meeting>

export const TimelineEntry = z.object({
  /** Of one subject: unlike every other’s. */
  key: z.string(),
  kind: EntryKind,
  at: z.iso.datetime(),
  actorId: z.string().nullable(),
  /** Null where you see the headers of a message only. */
  conversation: z.object({ id: z.string(), number: z.string(), subject: z.string() }).nullable(),
  message: LoggedMessage.nullable(),
  activity: Activity.nullable(),
  /** Beside its activity; null where no calendar has it. */
  meeting: Meeting.nullable(),
  task: z
    .object({
      id: z.string(),
      title: z.string(),
      ownerId: z.string().nullable(),
      dueAt: z.iso.datetime().nullable(),
      doneAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  aboutId: z.string().nullable(),
  detail: Detail.nullable(),
  /** Of a message: why it is here, and how surely. */
  because: LogReason.nullable(),
  confidence: z.number().nullable(),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

const of = { noun: Noun, id }

export const readTimeline = route({
  name: 'readTimeline',
  summary: 'What happened with a contact, a company or a deal, newest first.',
  method: 'GET',
  path: '/timeline/:noun/:id',
  may: 'contact.read',
  input: z.strictObject({
    ...of,
    /** Separated by commas; all of them where left out. */
    kinds: z.string().max(200).optional(),
    q: z.string().trim().max(200).optional(),
    cursor: z.string().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({
    entries: z.array(TimelineEntry),
    next: z.string().nullable(),
    /** It ended before it was full, and `next` goes on from where it has looked. */
    isPartial: z.boolean(),
  }),
})
export const exportTimeline = route({
  name: 'exportTimeline',
  summary: 'The same as a table (CSV), 5,000 entries at most.',
  method: 'GET',
  path: '/timeline/:noun/:id/csv',
  may: 'contact.read',
  input: z.strictObject(of),
  output: z.unknown(),
  produces: 'text/csv',
})

const fields = {
  at: z.iso.datetime({ offset: true }),
  minutes: z.number().int().min(1).max(1_440).nullable(),
  direction: CallDirection.nullable(),
  outcome: CallOutcome.nullable(),
  text: z.string().trim().max(20_000),
}
export const addActivity = route({
  name: 'addActivity',
  summary: 'Enter a call, a meeting or a note by hand.',
  method: 'POST',
  path: '/activities',
  may: 'contact.write',
  input: z.strictObject({
    kind: z.enum(['note', 'call', 'meeting']),
    /** Whom it was with; the company of a contact has it too. */
    subjects: z.array(Subject).min(1).max(20),
    text: fields.text,
    /** Now where left out. */
    at: fields.at.optional(),
    minutes: fields.minutes.default(null),
    direction: fields.direction.default(null),
    outcome: fields.outcome.default(null),
    /** Of a meeting: it is put into one’s own calendar too. */
    inCalendar: z.boolean().default(false),
  }),
  output: Activity,
  status: 201,
})
export const changeActivity = route({
  name: 'changeActivity',
  summary: 'Correct what was entered by hand.',
  method: 'PATCH',
  path: '/activities/:id',
  may: 'contact.write',
  input: z.strictObject({
    id,
    version: z.number().int().optional(),
    text: fields.text.optional(),
    at: fields.at.optional(),
    minutes: fields.minutes.optional(),
    direction: fields.direction.optional(),
    outcome: fields.outcome.optional(),
  }),
  output: Activity,
})
export const deleteActivity = route({
  name: 'deleteActivity',
  summary: 'Take away what was entered by hand; `restoreActivity` brings it back.',
  method: 'DELETE',
  path: '/activities/:id',
  may: 'contact.write',
  input: z.strictObject({ id }),
  output: z.object({}),
})
export const restoreActivity = route({
  name: 'restoreActivity',
  summary: 'Bring back what was taken away.',
  method: 'POST',
  path: '/activities/:id/restore',
  may: 'contact.write',
  input: z.strictObject({ id }),
  output: Activity,
})

/** What is worth a look, each with what speaks for it; nobody has to write a rule for these. */
export const Flag = z.discriminatedUnion('kind', [
  /** They wrote for the first time these days; `intent`: what for, where the mail tells. Not of a deal. */
  z.object({ kind: z.literal('lead'), since: z.iso.datetime(), intent: z.string().nullable() }),
  z.object({ kind: z.literal('dissatisfied'), at: z.iso.datetime(), confidence: z.number() }),
  /** The last word is theirs, and older than a day. */
  z.object({ kind: z.literal('unanswered'), since: z.iso.datetime() }),
  /** What we sent last did not arrive. */
  z.object({ kind: z.literal('undelivered'), at: z.iso.datetime() }),
])
export type Flag = z.infer<typeof Flag>

export const Glance = z.object({
  /** Of the newest twenty messages with them. */
  lastInAt: z.iso.datetime().nullable(),
  lastOutAt: z.iso.datetime().nullable(),
  /** Of the newest three of theirs, the one that shows it most; null: none does. */
  frustration: z.object({ at: z.iso.datetime(), confidence: z.number() }).nullable(),
  /** What they want, newest first, each once; three at most. */
  intents: z.array(z.string()),
  flags: z.array(Flag),
  /** Of a contact others at their company, six at most. */
  colleagues: z.array(z.object({ id: z.string(), name: z.string(), title: z.string().nullable() })),
  /** Conversations that were put off, by when they wake; five at most. */
  waiting: z.array(
    z.object({ conversationId: z.string(), number: z.string(), subject: z.string(), until: z.iso.datetime() }),
  ),
})
export type Glance = z.infer<typeof Glance>

export const readGlance = route({
  name: 'readGlance',
  summary:
    'A contact, a company or a deal in one glance: the last word of each side, their mood, what they want, what was put off, and who else is there.',
  method: 'GET',
  path: '/timeline/:noun/:id/glance',
  may: 'contact.read',
  input: z.strictObject(of),
  output: Glance,
})
