// What is promised about calendars elsewhere (CalDAV, or an ICS address) whose meetings with contacts stand on timelines.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const CalendarTrouble = z.enum([
  'name-unknown',
  'names-away',
  'port-closed',
  'no-answer',
  'certificate',
  'tls-missing',
  'password-wrong',
  'denied',
  'not-found',
  'not-dav',
  'no-calendar',
  'too-large',
  'elsewhere',
  'busy',
  'failed',
  'told',
])
export type CalendarTrouble = z.infer<typeof CalendarTrouble>

export const CalendarKind = z.enum(['caldav', 'ics'])
export type CalendarKind = z.infer<typeof CalendarKind>

export const Calendar = z.object({
  id: z.string(),
  kind: CalendarKind,
  /** Nobody's own: of the whole desk. */
  isDesks: z.boolean(),
  name: z.string(),
  /** Of the collection; of an ICS address only its server, as the rest may be a secret. */
  url: z.string(),
  username: z.string(),
  /** Of events that are private there: that there is something, and when; or nothing. */
  privateShown: z.enum(['time', 'nothing']),
  /** Meetings that its owner enters or accepts here are put there. */
  isTarget: z.boolean(),
  state: z.enum(['new', 'connected', 'waiting', 'failed', 'paused']),
  trouble: CalendarTrouble.nullable(),
  error: z.string().nullable(),
  checkedAt: z.iso.datetime().nullable(),
  agreedAt: z.iso.datetime().nullable(),
  /** Null before it was looked. */
  isWritable: z.boolean().nullable(),
  /** Events that were read there, 10,000 at most; whether any is with a contact is not told. */
  events: z.number().int(),
  /** Own ones that could not be put there. */
  untold: z.number().int(),
  createdAt: z.iso.datetime(),
})
export type Calendar = z.infer<typeof Calendar>

const id = z.string().regex(/^\d{1,19}$/)
const url = z.url({ protocol: /^https?$/ }).max(1_000)
const wishes = {
  name: z.string().trim().min(1).max(100),
  url,
  username: z.string().trim().max(200),
  privateShown: Calendar.shape.privateShown,
  isTarget: z.boolean(),
}
/** Write-only: no answer ever holds it. */
const secret = z.string().min(1).max(1_000)

export const listCalendars = route({
  name: 'listCalendars',
  summary: 'One’s own calendars that are followed, and for whoever configures address books those of the desk.',
  method: 'GET',
  path: '/calendars',
  may: 'contact.write',
  input: z.strictObject({}),
  output: z.array(Calendar),
})
export const addCalendar = route({
  name: 'addCalendar',
  summary: 'Follow a calendar: its meetings with contacts stand on their timelines.',
  method: 'POST',
  path: '/calendars',
  may: 'contact.write',
  status: 201,
  input: z.strictObject({
    ...wishes,
    kind: CalendarKind,
    /** With `caldav`. */
    username: wishes.username.default(''),
    secret: secret.optional(),
    privateShown: wishes.privateShown.default('time'),
    isTarget: z.boolean().default(false),
    isDesks: z.boolean().default(false),
  }),
  output: Calendar,
})
export const changeCalendar = route({
  name: 'changeCalendar',
  summary: 'Change how a calendar is followed. Another address is another calendar and begins anew.',
  method: 'PATCH',
  path: '/calendars/:id',
  may: 'contact.write',
  input: z.strictObject({ id, ...z.object(wishes).partial().shape, secret: secret.optional() }),
  output: Calendar,
})
export const pauseCalendar = route({
  name: 'pauseCalendar',
  summary: 'Leave a calendar alone for a while, or go on.',
  method: 'PUT',
  path: '/calendars/:id/pause',
  may: 'contact.write',
  input: z.strictObject({ id, isPaused: z.boolean() }),
  output: Calendar,
})
export const removeCalendar = route({
  name: 'removeCalendar',
  summary: 'Forget a calendar. What it alone had goes from timelines; what was entered here stays.',
  method: 'DELETE',
  path: '/calendars/:id',
  may: 'contact.write',
  input: z.strictObject({ id }),
  output: z.object({}),
})
export const syncCalendar = route({
  name: 'syncCalendar',
  summary: 'Look at once, and at everything.',
  method: 'POST',
  path: '/calendars/:id/sync',
  may: 'contact.write',
  input: z.strictObject({ id }),
  output: Calendar,
})
export const testCalendar = route({
  name: 'testCalendar',
  summary: 'Try a calendar without keeping anything: what is wrong, or which calendars this login has.',
  method: 'POST',
  path: '/calendar-tests',
  may: 'contact.write',
  input: z.strictObject({
    /** Whose secret is used where none is given, on its own server alone. */
    id: id.optional(),
    kind: CalendarKind.default('caldav'),
    url: url.optional(),
    username: wishes.username.optional(),
    secret: secret.optional(),
  }),
  output: z.object({
    isOk: z.boolean(),
    trouble: CalendarTrouble.nullable(),
    error: z.string().nullable(),
    /** What lies at the address itself. */
    calendar: z.object({ name: z.string(), isWritable: z.boolean(), tellsChanges: z.boolean() }).nullable(),
    /** What this login has elsewhere on that server, where the address itself is no calendar. */
    found: z.array(z.object({ url: z.string(), name: z.string() })),
  }),
})
