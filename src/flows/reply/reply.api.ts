// What answering promises: recipients computed from the message answered, a reply that is refused when it was written
// against a conversation that has moved on, and ten seconds to think again.
import { z } from 'zod'
import { Message, Person, Status } from '../../desk/conversations/conversations.api.ts'
import { MacroAction } from '../../desk/macros/macros.api.ts'
import { Upload } from '../../desk/drafts/drafts.api.ts'
import { route } from '../../kit/route.ts'

export const ReplyKind = z.enum(['reply', 'reply-all', 'forward'])
export type ReplyKind = z.infer<typeof ReplyKind>

export const prepareReply = route({
  name: 'prepareReply',
  summary: 'What a reply would start from: recipients, subject, quoted text, signature.',
  method: 'GET',
  path: '/conversations/:id/reply-start',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), kind: ReplyKind.default('reply'), messageId: z.string().optional() }),
  output: z.object({
    kind: ReplyKind,
    /** The message answered. */
    messageId: z.string().nullable(),
    from: Person,
    to: z.array(Person),
    cc: z.array(Person),
    subject: z.string(),
    quotedText: z.string(),
    quotedHtml: z.string(),
    signature: z.string(),
    /** Attachments that a forward takes along. */
    attachments: z.array(
      z.object({ id: z.string(), messageId: z.string(), name: z.string(), type: z.string(), size: z.number().int() }),
    ),
    /** Send it back with the reply: a conversation that has moved on refuses it. */
    version: z.number().int(),
    /** What the writer should know, e.g. that the sender was no part of the conversation. */
    cautions: z.array(z.string()),
  }),
})

/** A canned reply that stands in the words, with those of its actions that shall be done. */
export const UsedMacro = z.strictObject({
  id: z.string(),
  /** Its words were changed. */
  isEdited: z.boolean().default(false),
  actions: z.array(MacroAction).max(10).default([]),
})

const content = {
  to: z
    .array(z.strictObject({ name: z.string().max(200).default(''), address: z.string().max(254) }))
    .min(1)
    .max(100),
  cc: z
    .array(z.strictObject({ name: z.string().max(200).default(''), address: z.string().max(254) }))
    .max(100)
    .default([]),
  bcc: z
    .array(z.strictObject({ name: z.string().max(200).default(''), address: z.string().max(254) }))
    .max(100)
    .default([]),
  subject: z.string().trim().min(1).max(500),
  text: z.string().max(500_000),
  /** Null sends plain text only. Sanitised before it leaves. A picture that was uploaded stands in it as `<img src="cid:upload-<id>">`. */
  html: z.string().max(1_000_000).nullable().default(null),
  uploadIds: z.array(z.string()).max(50).default([]),
  /** What becomes of the conversation when this is sent. */
  then: Status.optional(),
  /** Why it leaves although the inbox's checks hold it back; for who may (`check.override`). */
  override: z.strictObject({ reason: z.string().trim().min(3).max(300) }).optional(),
  macros: z.array(UsedMacro).max(10).optional(),
  /** The draft that this is, as it was saved last: it goes with it, and comes back when it is called back. */
  draft: z.strictObject({ id: z.string(), version: z.number().int() }).optional(),
}

export const sendReply = route({
  name: 'sendReply',
  summary: 'Answer: queued at once, sent after the time to undo.',
  method: 'POST',
  path: '/conversations/:id/replies',
  may: 'conversation.reply',
  status: 201,
  input: z.strictObject({
    id: z.string(),
    kind: ReplyKind.default('reply'),
    /** The message answered; the newest one from outside when left out. */
    messageId: z.string().optional(),
    ...content,
    /** Attachments of the message answered that go along. */
    attachmentIds: z.array(z.string()).max(50).default([]),
    /** Says yes, maybe or no to the invitation in the message answered, for the organiser's calendar. */
    invitation: z.enum(['accepted', 'tentative', 'declined']).optional(),
    /** The version of the conversation the reply was written against. */
    version: z.number().int(),
    /** The message answered is put below the words. */
    withQuote: z.boolean().optional(),
    /** It stays open, and is out of the way until then. */
    snoozedUntil: z.iso.datetime().optional(),
    /** Where no answer has come by then it comes back. */
    followUpAt: z.iso.datetime().optional(),
  }),
  output: z.object({ message: Message, undoUntil: z.iso.datetime(), version: z.number().int() }),
})
export const startConversation = route({
  name: 'startConversation',
  summary: 'Write to somebody first.',
  method: 'POST',
  path: '/conversations',
  may: 'conversation.reply',
  status: 201,
  input: z.strictObject({ inboxId: z.string(), ...content }),
  output: z.object({ conversationId: z.string(), message: Message, undoUntil: z.iso.datetime() }),
})
export const undoSend = route({
  name: 'undoSend',
  summary:
    'Call a message back while there is time; its text and uploads are answered so that it can be edited and sent again.',
  method: 'DELETE',
  path: '/outbox/:id',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string() }),
  output: z.object({
    conversationId: z.string(),
    to: z.array(Person),
    cc: z.array(Person),
    bcc: z.array(Person),
    subject: z.string(),
    text: z.string(),
    html: z.string().nullable(),
    /** What had been uploaded for it, to be sent again under the same ids. */
    uploads: z.array(Upload),
    /** The draft that it was, and is again. */
    draft: z.object({ conversationId: z.string(), id: z.string(), version: z.number().int() }).nullable(),
  }),
})
export const retrySend = route({
  name: 'retrySend',
  summary: 'Send an uncertain or failed message once more, with the same Message-ID.',
  method: 'POST',
  path: '/outbox/:id/retry',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const uploadFile = route({
  name: 'uploadFile',
  summary: 'Keep a file for a message to be sent; forgotten after a day.',
  method: 'POST',
  path: '/uploads',
  may: 'conversation.reply',
  status: 201,
  input: z.strictObject({
    name: z.string().min(1).max(255),
    type: z.string().max(127).default('application/octet-stream'),
  }),
  consumes: '*/*',
  output: Upload,
})
export const readOutboxState = route({
  name: 'readOutboxState',
  summary:
    'Whether mail goes out, of the conversations that one sees: what waits that should have left, since when, and what the last server said.',
  method: 'GET',
  path: '/outbox-state',
  may: 'job.read',
  input: z.strictObject({}),
  output: z.object({
    /** False where no server is named that mail goes out by: answers wait. */
    hasWayOut: z.boolean(),
    waiting: z.number().int(),
    /** When the oldest of them was written; null: none waits. */
    oldest: z.iso.datetime().nullable(),
    /** What keeps the one that was tried last; without addresses. */
    lastError: z.string().nullable(),
    /** When a server last took one. */
    lastSent: z.iso.datetime().nullable(),
  }),
})
