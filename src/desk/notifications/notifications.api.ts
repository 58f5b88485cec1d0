// What the room of notifications promises: what happened that concerns you, how much of it you have not read, and which of it you
// want to be told, where and when.
import { z } from 'zod'
import { Reasons } from '../reasons.api.ts'
import { route } from '../../kit/route.ts'

/**
 * What one can be told of. `assigned`, `teamAssigned`: a conversation is mine, or my team's. `replied`, `noted`: the customer, a
 * colleague wrote in one that is mine or that I follow. `clock`: its time is close to its end, or over. `told`: a rule or an
 * escalation says so. `undelivered`: my answer did not arrive. `approval`: a draft waits for my approval, or mine was looked at.
 * `calledOff`: my letter was to go by itself, and did not. `followUp`: no answer came by then. `done`: what I asked for and did not
 * wait for. `task`, `taskDue`: a task was given to me or my team, or is due; `audit`: whoever signs audits of routing hears that one is
 * due, or that the mail has changed; `goal`: how a goal that I answer for stands, once a week.
 */
export const What = z.enum([
  'assigned',
  'teamAssigned',
  'replied',
  'noted',
  'mentioned',
  'clock',
  'told',
  'undelivered',
  'approval',
  'calledOff',
  'followUp',
  'done',
  'task',
  'taskDue',
  'audit',
  'goal',
])
export type What = z.infer<typeof What>

export const Notification = z.object({
  id: z.string(),
  what: What,
  at: z.iso.datetime(),
  isRead: z.boolean(),
  /** How often since it was last read. */
  times: z.number().int(),
  /** A colleague; null: Postroom itself, or somebody outside. */
  actorId: z.string().nullable(),
  /** How many conversations it is about: several where they came in a flood. */
  conversations: z.number().int(),
  /** The one it is about; null where it is about several, or about none. */
  conversation: z.object({ id: z.string(), number: z.string(), subject: z.string(), from: z.string() }).nullable(),
  /** How many tasks it is about. */
  tasks: z.number().int(),
  task: z.object({ id: z.string(), title: z.string() }).nullable(),
  /** Why, where a rule or a clock decided; `reason` is the same as codes. */
  because: z.string(),
  reason: Reasons,
  /** What a rule has to say, or the name of what is done. */
  text: z.string(),
  /** Of a note: `answer` in a thread that you wrote in. Of what is done: which work, e.g. `reconciliation`. Of audits: `auditDue` or `drift`. Of a goal: how it stands. */
  work: z.string(),
})
export type Notification = z.infer<typeof Notification>

const ids = z.array(z.string().max(20))
/**
 * Whom a rule or an escalation has told. `leads`: those of them who see the inbox; where there are none, administrators. Whoever does
 * not see the conversation is not told.
 */
export const Notify = z.strictObject({
  do: z.literal('notify'),
  to: z
    .array(z.enum(['assignee', 'team', 'followers', 'leads']))
    .max(4)
    .default([]),
  userIds: ids.max(50).default([]),
  text: z.string().trim().max(200).default(''),
})
export type Notify = z.infer<typeof Notify>
/** Who does not see the conversation does not follow it. */
export const AddFollower = z.strictObject({ do: z.literal('addFollower'), userIds: ids.min(1).max(50) })

const unread = z.object({ unread: z.number().int() })

export const listNotifications = route({
  name: 'listNotifications',
  summary: 'What you were told, newest first; never about a conversation that you do not see any more.',
  method: 'GET',
  path: '/notifications',
  may: 'conversation.read',
  input: z.strictObject({
    cursor: z.string().max(60).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: unread.extend({
    notifications: z.array(Notification),
    next: z.string().nullable(),
    /** Whether an open page may tell you through the browser now: you chose so, and want no quiet. */
    mayDisturb: z.boolean(),
  }),
})
export const countNotifications = route({
  name: 'countNotifications',
  summary: 'How many notifications you have not read.',
  method: 'GET',
  path: '/notification-count',
  may: 'conversation.read',
  input: z.strictObject({}),
  output: unread,
})
export const markNotifications = route({
  name: 'markNotifications',
  summary: 'Mark notifications as read, or unread again: those named, those of a conversation or a task, or all.',
  method: 'PUT',
  path: '/notifications',
  may: 'conversation.read',
  input: z.strictObject({
    read: z.boolean(),
    ids: z.array(z.string()).max(500).optional(),
    conversationId: z.string().optional(),
    taskId: z.string().optional(),
  }),
  output: unread,
})

export const MailTime = z.enum(['never', 'atOnce', 'hourly', 'daily'])
export type MailTime = z.infer<typeof MailTime>
const choice = { app: z.boolean(), mail: MailTime }
const Choice = z.object({
  ...choice,
  /** In browsers without an open page, where somebody asked for it (push.api.ts). */
  push: z.boolean(),
})
export type Choice = z.infer<typeof Choice>
/** What is left out stays. */
const GivenChoice = z.strictObject({ ...choice, push: z.boolean().optional() })
export type GivenChoice = z.infer<typeof GivenChoice>

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
/** When neither mail nor browser disturbs, nor what is pushed. `times`: between two times of the day. `hours`: outside business hours. */
export const Quiet = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('never') }),
  z.strictObject({ by: z.literal('times'), from: time, until: time }),
  z.strictObject({ by: z.literal('hours'), hoursId: z.string() }),
])
export type Quiet = z.infer<typeof Quiet>

const ofEach = <T>(one: T) => Object.fromEntries(What.options.map((what) => [what, one])) as Record<What, T>
const chosen = {
  /** A name such as Europe/Amsterdam; null: that of the desk's hours. */
  timeZone: z.string().max(60).nullable(),
  /** When a daily mail comes, by that zone. */
  dailyAt: time,
  quiet: Quiet,
  /** Whether mails, and what is pushed where the desk allows it, name subjects, which is mail text that leaves the desk. */
  namesSubjects: z.boolean(),
  /** Whether what I answer I follow from then on. */
  followsAnswered: z.boolean(),
  /** Whether an open page tells through the browser. */
  browser: z.boolean(),
}
export const NotificationChoices = z.object({ events: z.object(ofEach(Choice)), ...chosen })
export type NotificationChoices = z.infer<typeof NotificationChoices>

export const readNotificationChoices = route({
  name: 'readNotificationChoices',
  summary: 'Of what you are told, where and when.',
  method: 'GET',
  path: '/profile/notifications',
  may: 'signed-in',
  input: z.strictObject({}),
  output: NotificationChoices.extend({
    /** The zone that holds where none is chosen. */
    deskZone: z.string(),
    /** Whether mail can leave at all. */
    hasWayOut: z.boolean(),
  }),
})
export const changeNotificationChoices = route({
  name: 'changeNotificationChoices',
  summary: 'Choose of what you are told, where and when; what is left out stays.',
  method: 'PATCH',
  path: '/profile/notifications',
  may: 'signed-in',
  input: z.strictObject({ ...chosen, events: z.strictObject(ofEach(GivenChoice)).partial() }).partial(),
  output: NotificationChoices,
})
