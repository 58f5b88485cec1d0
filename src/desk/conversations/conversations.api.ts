// What the room of conversations promises: lists, one conversation with all that was said in it, and what may be changed.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { ImpostorSign } from './impostors.api.ts'
import { priorities, statuses, viewNames } from './names.api.ts'
import { Invitation, Protection } from './invitation.api.ts'
import { FieldValues, WantedValues } from '../fields/fields.api.ts'
import { Reading } from '../readings/readings.api.ts'
import { Reasons } from '../reasons.api.ts'

export const Status = z.enum(statuses)
export type Status = z.infer<typeof Status>
export const Priority = z.enum(priorities)
export const Person = z.object({ name: z.string(), address: z.string() })
export type Person = z.infer<typeof Person>

export const ViewName = z.enum(viewNames)
export type ViewName = z.infer<typeof ViewName>

/**
 * `firstResponse`: from the customer's first mail to a person's first answer. `nextResponse`: from the oldest unanswered mail after
 * that to the next answer. `update`: from one answer of ours to the next. `resolution`: from the beginning to resolved.
 * `ownership`: for as long as one team has it.
 */
export const Measure = z.enum(['firstResponse', 'nextResponse', 'update', 'resolution', 'ownership'])
export type Measure = z.infer<typeof Measure>

/** The target that runs out first. */
export const Due = z.object({
  measure: Measure,
  at: z.iso.datetime(),
  /** From here on it is close; null: it does not warn. */
  warnAt: z.iso.datetime().nullable(),
})

export const ConversationRow = z.object({
  id: z.string(),
  number: z.string(),
  inboxId: z.string(),
  subject: z.string(),
  snippet: z.string(),
  status: Status,
  /** The custom status within `status`; null: none. */
  statusId: z.string().nullable(),
  priority: Priority,
  categoryId: z.string().nullable(),
  tags: z.array(z.string()),
  assigneeId: z.string().nullable(),
  teamId: z.string().nullable(),
  contactId: z.string().nullable(),
  /** Who wrote last from outside: what the list shows. */
  from: Person,
  impostorSigns: z.array(ImpostorSign),
  language: z.string().nullable(),
  snoozedUntil: z.iso.datetime().nullable(),
  /** Since when the customer waits for an answer. */
  waitingSince: z.iso.datetime().nullable(),
  lastMessageAt: z.iso.datetime(),
  messageCount: z.number().int(),
  attachmentCount: z.number().int(),
  isUnread: z.boolean(),
  held: z.string().nullable(),
  /** Kept to named people. */
  isPrivate: z.boolean(),
  version: z.number().int(),
  isSample: z.boolean(),
  /** Null: nothing is promised, or nothing runs. */
  due: Due.nullable(),
  /** Of the desk's own fields, by key; in lists without long texts. */
  fields: FieldValues,
})
export type ConversationRow = z.infer<typeof ConversationRow>

export const Participant = z.object({
  name: z.string(),
  address: z.string(),
  contactId: z.string().nullable(),
  /** `sender` wrote into the conversation without having been part of it: check before you answer. */
  role: z.enum(['requester', 'sender', 'cc']),
  since: z.iso.datetime(),
})

export const Attachment = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number().int(),
  sha256: z.string(),
  contentId: z.string().nullable(),
  isInline: z.boolean(),
})
export type Attachment = z.infer<typeof Attachment>

export const Delivery = z.object({
  recipient: z.string(),
  state: z.enum(['queued', 'sending', 'delivered', 'delayed', 'failed', 'suppressed', 'uncertain', 'cancelled']),
  response: z.string().nullable(),
  changedAt: z.iso.datetime(),
})

export const Authenticity = z.object({
  /** `none`: nobody says. `unchecked`: it could not be found out. `pending`: name servers are being asked. */
  result: z.enum(['pass', 'fail', 'none', 'unchecked', 'pending']),
  because: z.string(),
  /** The same as codes; empty where only the sentence is known. */
  reason: Reasons,
  /** `postroom`, or the name of a mail server of ours; empty where nobody found out. */
  by: z.string(),
  /** In the words of RFC 8601; null where it was not asked. */
  spf: z.string().nullable(),
  dkim: z.string().nullable(),
  dmarc: z.string().nullable(),
  arc: z.string().nullable(),
})

export const Message = z.object({
  type: z.literal('message'),
  id: z.string(),
  /** Of the conversation it came with; differs from the one asked for where that was merged. */
  conversationId: z.string(),
  at: z.iso.datetime(),
  direction: z.enum(['in', 'out']),
  kind: z.enum(['message', 'auto-reply', 'bounce', 'list', 'system']),
  authorId: z.string().nullable(),
  from: z.array(Person),
  replyTo: z.array(Person),
  to: z.array(Person),
  cc: z.array(Person),
  bcc: z.array(Person),
  subject: z.string(),
  text: z.string(),
  /** Characters of `text` that were written for this message; the rest is quoted or a signature. */
  replyEnd: z.number().int(),
  /** Stretches of `text` before `replyEnd` that are quoted, start and end by turns. */
  folded: z.array(z.number().int()),
  /** Sanitised. Remote images wait in `data-remote-src`, inline ones in `cid:`. Show it in a sandboxed frame only. */
  html: z.string().nullable(),
  /** What is wished about the images that `html` names elsewhere; null where it names none. */
  remoteImages: z
    .object({
      /** Who wants them: somebody for this message, or the desk for its sender or for all mail; null: nobody has asked yet. */
      because: z.enum(['message', 'sender', 'desk']).nullable(),
      /** An administrator lets nobody ask. */
      isForbidden: z.boolean(),
      /** It is proven who sent it, so that its sender can be trusted for good. */
      canTrust: z.boolean(),
    })
    .nullable(),
  language: z.string().nullable(),
  isStranger: z.boolean(),
  isDegraded: z.boolean(),
  /** A one-time code, or a link that opens an account: `text` is empty, `html` null; ask `showSecret` for them. */
  secret: z.object({ what: z.enum(['code', 'link']), because: z.string() }).nullable(),
  /** Why its sender may be taken for somebody else; empty where nothing speaks for it. */
  impostorSigns: z.array(ImpostorSign),
  /** Whether its sender is who it says, and who found out; null where nobody was asked. */
  authenticity: Authenticity.nullable(),
  because: z.string(),
  /** Why it is in this conversation, as codes; empty where only the sentence is known. */
  reason: Reasons,
  warnings: z.array(z.string()),
  invitation: Invitation.nullable(),
  protection: Protection.nullable(),
  attachments: z.array(Attachment),
  deliveries: z.array(Delivery),
  /** Until then the message can be called back; null when it is gone or came in. */
  undoUntil: z.iso.datetime().nullable(),
  outboxId: z.string().nullable(),
  hasRaw: z.boolean(),
})
export type Message = z.infer<typeof Message>

export const Note = z.object({
  type: z.literal('note'),
  id: z.string(),
  conversationId: z.string(),
  at: z.iso.datetime(),
  authorId: z.string().nullable(),
  text: z.string(),
  editedAt: z.iso.datetime().nullable(),
  /** The colleagues it names with `@`. */
  mentionedIds: z.array(z.string()),
  /** The note that began the thread it belongs to, and its first words; null: it begins one. Of a note that was taken back no words. */
  answers: z.object({ noteId: z.string(), authorId: z.string().nullable(), snippet: z.string() }).nullable(),
})
export type Note = z.infer<typeof Note>

export const EventEntry = z.object({
  type: z.literal('event'),
  id: z.string(),
  conversationId: z.string(),
  at: z.iso.datetime(),
  /** E.g. `conversation.assigned`. */
  name: z.string(),
  actorId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type EventEntry = z.infer<typeof EventEntry>

export const Entry = z.discriminatedUnion('type', [Message, Note, EventEntry])
export type Entry = z.infer<typeof Entry>

export const Conversation = ConversationRow.extend({
  participants: z.array(Participant),
  /** Why it is where it is, newest first: one sentence and the trace rule by rule. */
  routings: z.array(
    z.object({
      id: z.string(),
      at: z.iso.datetime(),
      because: z.string(),
      trace: z.unknown(),
      /** What came of the inbox’s own automatic reply, as codes; empty where it has none, or a rule answered. */
      acknowledged: Reasons,
    }),
  ),
  mergedIds: z.array(z.string()),
  /** The conversation it was taken out of, where that can be undone. */
  splitFromId: z.string().nullable(),
  /** It began with a mail that somebody passed on, and this is who had written it, by the words of that mail alone. */
  forwarded: z.object({ messageId: z.string(), by: Person, writer: Person }).nullable(),
  /** Whom a private conversation is kept to; an administrator who looks in for a while has an `until`. */
  keptTo: z.array(z.object({ userId: z.string(), until: z.iso.datetime().nullable() })),
  reading: Reading.nullable(), // of the newest message that came in and was read
  /** Colleagues who hear how it goes on, beside its assignee. */
  followerIds: z.array(z.string()),
  createdAt: z.iso.datetime(),
})
export type Conversation = z.infer<typeof Conversation>

export const countConversations = route({
  name: 'countConversations',
  summary: 'How many conversations each view holds, by inbox.',
  method: 'GET',
  path: '/conversation-counts',
  may: 'conversation.read',
  input: z.strictObject({}),
  output: z.object({
    /** Keyed by view; each number is the sum of the inboxes you see. */
    views: z.record(z.string(), z.number().int()),
    inboxes: z.record(z.string(), z.object({ open: z.number().int(), unassigned: z.number().int() })),
  }),
})
export const readConversation = route({
  name: 'readConversation',
  summary: 'One conversation; its version is the ETag.',
  method: 'GET',
  path: '/conversations/:id',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: Conversation,
})
export const listEntries = route({
  name: 'listEntries',
  summary: 'All that was said and done in a conversation, oldest first.',
  method: 'GET',
  path: '/conversations/:id/entries',
  may: 'conversation.read',
  input: z.strictObject({
    id: z.string(),
    before: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  output: z.object({ entries: z.array(Entry), hasEarlier: z.boolean() }),
})
export const changeConversation = route({
  name: 'changeConversation',
  summary: 'Change status, assignee, team, priority, category, tags, subject or fields; what is left out stays.',
  method: 'PATCH',
  path: '/conversations/:id',
  may: 'conversation.change',
  input: z.strictObject({
    id: z.string(),
    status: Status.optional(),
    /** A custom status; it brings the one of the three that it belongs to. Null: that one alone. */
    statusId: z.string().nullable().optional(),
    /** Only with `open`: until then it is out of the way. Null wakes it. */
    snoozedUntil: z.iso.datetime().nullable().optional(),
    assigneeId: z.string().nullable().optional(),
    teamId: z.string().nullable().optional(),
    priority: Priority.optional(),
    categoryId: z.string().nullable().optional(),
    tags: z.array(z.string().trim().min(1).max(40)).max(30).optional(),
    subject: z.string().trim().min(1).max(500).optional(),
    inboxId: z.string().optional(),
    /** Null releases a conversation that was held as a loop or junk. */
    held: z.enum(['junk']).nullable().optional(),
    /** Of the desk's own fields, by key: what is left out stays, null takes a value away. */
    fields: WantedValues.optional(),
  }),
  output: Conversation,
})
export const markSeen = route({
  name: 'markSeen',
  summary: 'Mark a conversation as read, or unread again.',
  method: 'PUT',
  path: '/conversations/:id/seen',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string(), seen: z.boolean() }),
  output: z.object({}),
})
export const deleteConversation = route({
  name: 'deleteConversation',
  summary: 'Move a conversation to the bin. It can be restored.',
  method: 'DELETE',
  path: '/conversations/:id',
  may: 'conversation.delete',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const restoreConversation = route({
  name: 'restoreConversation',
  summary: 'Take a conversation out of the bin.',
  method: 'POST',
  path: '/conversations/:id/restore',
  may: 'conversation.delete',
  input: z.strictObject({ id: z.string() }),
  output: Conversation,
})
export const showSecret = route({
  name: 'showSecret',
  summary:
    'The words of a message that opens an account. That you read them is recorded; for an hour its files are open to you too.',
  method: 'POST',
  path: '/conversations/:id/messages/:messageId/secret',
  may: 'secret.read',
  input: z.strictObject({ id: z.string(), messageId: z.string() }),
  output: Message.pick({ subject: true, text: true, replyEnd: true, html: true }),
})
export const downloadAttachment = route({
  name: 'downloadAttachment',
  summary: 'The bytes of an attachment.',
  method: 'GET',
  path: '/conversations/:id/messages/:messageId/attachments/:attachmentId',
  may: 'attachment.download',
  input: z.strictObject({ id: z.string(), messageId: z.string(), attachmentId: z.string() }),
  output: z.unknown(),
  produces: 'application/octet-stream',
})
export const readAttachedMail = route({
  name: 'readAttachedMail',
  summary: 'What a mail that is attached says. Its HTML is sanitised; show it in a sandboxed frame only.',
  method: 'GET',
  path: '/conversations/:id/messages/:messageId/attachments/:attachmentId/mail',
  may: 'attachment.download',
  input: z.strictObject({ id: z.string(), messageId: z.string(), attachmentId: z.string() }),
  output: z.object({
    from: z.array(Person),
    to: z.array(Person),
    cc: z.array(Person),
    subject: z.string(),
    /** When it says it was written. */
    at: z.iso.datetime().nullable(),
    text: z.string(),
    html: z.string().nullable(),
    /** What it holds in turn; the bytes are in the attached mail itself. */
    attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.number().int() })),
  }),
})
export const downloadRaw = route({
  name: 'downloadRaw',
  summary: 'A message as it was received or sent (RFC 5322).',
  method: 'GET',
  path: '/conversations/:id/messages/:messageId/raw',
  may: 'attachment.download',
  input: z.strictObject({ id: z.string(), messageId: z.string() }),
  output: z.unknown(),
  produces: 'message/rfc822',
})
