// What the room of drafts promises: letters and notes while they are written. Kept with every pause in typing, seen by colleagues
// who see the conversation, and never overwritten by somebody who did not read what they overwrite.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { draftLists } from './names.api.ts'
import { Person } from '../conversations/conversations.api.ts'

export const DraftKind = z.enum(['reply', 'reply-all', 'forward', 'new', 'note'])
export type DraftKind = z.infer<typeof DraftKind>

export const Upload = z.object({ id: z.string(), name: z.string(), type: z.string(), size: z.number().int() })
export type Upload = z.infer<typeof Upload>

/** `asked`: somebody is to look at it. `changes`: they want it changed. `approved`: it may go as it is. */
export const ApprovalState = z.enum(['asked', 'changes', 'approved'])
export type ApprovalState = z.infer<typeof ApprovalState>

/** `void`: it was changed after it had been approved. */
export const Remark = z.object({
  userId: z.string(),
  at: z.iso.datetime(),
  what: z.enum([...ApprovalState.options, 'void']),
  text: z.string(),
})
export type Remark = z.infer<typeof Remark>

/** What becomes of the conversation when a letter goes. */
export const AfterSending = z.strictObject({
  then: z.enum(['open', 'waiting', 'resolved']).optional(),
  /** It is out of the way until then. */
  snoozedUntil: z.iso.datetime().optional(),
  /** Where no answer has come by then it comes back. */
  followUpAt: z.iso.datetime().optional(),
})
export type AfterSending = z.infer<typeof AfterSending>

export const Draft = z.object({
  id: z.string(),
  /** Of a letter that begins a conversation its own id. */
  conversationId: z.string(),
  kind: DraftKind,
  inboxId: z.string(),
  messageId: z.string().nullable(),
  authorId: z.string(),
  /** Everybody who has written in it. */
  authorIds: z.array(z.string()),
  version: z.number().int(),
  /** The version of the conversation that its writer knew: `version` of `sendReply`. */
  writtenAgainst: z.number().int(),
  to: z.array(Person),
  cc: z.array(Person),
  bcc: z.array(Person),
  subject: z.string(),
  text: z.string(),
  /** Null: plain text. A picture that was uploaded stands in it as `<img src="cid:upload-<id>">`. */
  html: z.string().nullable(),
  /**
   * Of a letter that somebody is asked to approve: what whoever gets it reads of `html`, as text. It and `text` both leave, so both are shown
   * where they say different things. Null: plain text alone leaves, or nobody is asked.
   */
  reads: z.string().nullable(),
  /** The words as the editor keeps them; null: as the text says. */
  doc: z.record(z.string(), z.unknown()).nullable(),
  withQuote: z.boolean(),
  /** Attachments of the message answered that go along. */
  attachmentIds: z.array(z.string()),
  uploads: z.array(Upload),
  changedAt: z.iso.datetime(),
  changedBy: z.string().nullable(),
  /** When it goes by itself; null: when somebody sends it. */
  schedule: z
    .object({
      at: z.iso.datetime(),
      by: z.string(),
      /** The time zone in which the time was said; `at` is what counts. */
      timeZone: z.string(),
      after: AfterSending,
    })
    .nullable(),
  approval: z
    .object({
      state: ApprovalState,
      askedBy: z.string(),
      /** Who is asked: a colleague, or a team. */
      userId: z.string().nullable(),
      teamId: z.string().nullable(),
      at: z.iso.datetime(),
    })
    .nullable(),
  /** What was said about it, oldest first. */
  remarks: z.array(Remark),
})
export type Draft = z.infer<typeof Draft>

const people = z
  .array(z.strictObject({ name: z.string().max(200).default(''), address: z.string().max(254) }))
  .max(100)
  .default([])
const ids = z.array(z.string().regex(/^\d{1,19}$/)).max(50)

/** Half-written addresses are kept as they are: they are looked at when it is sent. */
export const DraftContent = z.strictObject({
  to: people,
  cc: people,
  bcc: people,
  subject: z.string().max(500).default(''),
  text: z.string().max(500_000).default(''),
  html: z.string().max(1_000_000).nullable().default(null),
  doc: z.record(z.string(), z.unknown()).nullable().default(null),
  withQuote: z.boolean().default(true),
  attachmentIds: ids.default([]),
  uploadIds: ids.default([]),
})
export type DraftContent = z.infer<typeof DraftContent>

export const listDrafts = route({
  name: 'listDrafts',
  summary: 'Letters being written in a conversation, your own notes being written, and what waits in it.',
  method: 'GET',
  path: '/conversations/:id/drafts',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: z.object({
    drafts: z.array(Draft),
    /** It comes back where no answer has come by then. */
    followUp: z.object({ at: z.iso.datetime(), userId: z.string().nullable() }).nullable(),
    /** Why your letters in it have to be approved; null: they need not be. */
    needsApproval: z.enum(['inbox', 'newcomer', 'category']).nullable(),
  }),
})
export const beginDraft = route({
  name: 'beginDraft',
  summary: 'Begin a letter or a note in a conversation.',
  method: 'POST',
  path: '/conversations/:id/drafts',
  may: 'conversation.reply',
  status: 201,
  input: z.strictObject({
    id: z.string(),
    kind: z.enum(['reply', 'reply-all', 'forward', 'note']),
    /** The message answered; the newest one from outside when left out. */
    messageId: z.string().optional(),
    /** The version of the conversation that its writer knows. */
    writtenAgainst: z.number().int(),
    ...DraftContent.shape,
  }),
  output: Draft,
})
export const beginLetter = route({
  name: 'beginLetter',
  summary:
    'Begin a letter that begins a conversation. Until it is sent it stands under its own id: as :id and as :draftId.',
  method: 'POST',
  path: '/drafts',
  may: 'conversation.reply',
  status: 201,
  input: z.strictObject({ inboxId: z.string(), ...DraftContent.shape }),
  output: Draft,
})
export const saveDraft = route({
  name: 'saveDraft',
  summary:
    'Keep what was written. Refused (`draft-changed`) where somebody else saved since `version`: read what it says now, and choose or join. Whoever saves takes part.',
  method: 'PUT',
  path: '/conversations/:id/drafts/:draftId',
  may: 'conversation.reply',
  input: z.strictObject({
    id: z.string(),
    draftId: z.string(),
    version: z.number().int(),
    /** Left out: as it was. */
    kind: z.enum(['reply', 'reply-all', 'forward']).optional(),
    messageId: z.string().optional(),
    inboxId: z.string().optional(),
    writtenAgainst: z.number().int().optional(),
    ...DraftContent.shape,
  }),
  output: Draft,
})
export const discardDraft = route({
  name: 'discardDraft',
  summary: 'Throw a draft away, in which you have written. Its uploads stay for a day.',
  method: 'DELETE',
  path: '/conversations/:id/drafts/:draftId',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), draftId: z.string() }),
  output: z.object({}),
})
/** `mine`: in which you have written. `scheduled`: of those, what goes by itself. `approval`: what waits for your approval. */
export const DraftList = z.enum(draftLists)
export type DraftList = z.infer<typeof DraftList>

export const ListedDraft = Draft.omit({ html: true, doc: true, text: true, reads: true }).extend({
  /** The first words. */
  snippet: z.string(),
  /** Null: it begins one. */
  conversation: z.object({ id: z.string(), number: z.string(), subject: z.string(), from: z.string() }).nullable(),
})
export type ListedDraft = z.infer<typeof ListedDraft>

export const listOwnDrafts = route({
  name: 'listOwnDrafts',
  summary:
    'Drafts of yours, or that wait for you; in conversations that you see. Those changed last come first, scheduled ones in the order they go.',
  method: 'GET',
  path: '/drafts',
  may: 'conversation.read',
  input: z.strictObject({ list: DraftList.default('mine') }),
  output: z.object({ drafts: z.array(ListedDraft) }),
})
export const readDraft = route({
  name: 'readDraft',
  summary: 'One draft, whole.',
  method: 'GET',
  path: '/conversations/:id/drafts/:draftId',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string(), draftId: z.string() }),
  output: Draft,
})
export const readUpload = route({
  name: 'readUpload',
  summary: 'A file that was uploaded for a letter: your own, or of a draft that you see.',
  method: 'GET',
  path: '/uploads/:id',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: z.unknown(),
  produces: 'application/octet-stream',
})
