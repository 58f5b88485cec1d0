// What is promised about mail accounts that follow the desk: what they have not heard yet, and where both sides changed one thing.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

const Field = z.enum(['status', 'flagged', 'seen', 'label'])
/** Of a `label`; otherwise null. */
const Label = z.string().nullable()

export const MailboxConflict = z.object({
  id: z.string(),
  conversationId: z.string(),
  number: z.string(),
  subject: z.string(),
  /** The mail it was noticed at. */
  messageId: z.string().nullable(),
  field: Field,
  label: Label,
  /** status: `open`, `waiting`, `resolved`, `deleted`; otherwise `yes`, `no`. */
  deskValue: z.string(),
  deskAt: z.iso.datetime(),
  /** Null: Postroom itself. */
  deskActorId: z.string().nullable(),
  /** status: `inbox`, `archive`, `trash`; otherwise `yes`, `no`. */
  serverValue: z.string(),
  /** When it was noticed. */
  serverAt: z.iso.datetime(),
  /** By which it was decided; `mass`: more were thrown away at once than are believed. */
  rule: z.enum(['postroom', 'server', 'later', 'mass']),
  winner: z.enum(['desk', 'server']),
  undoneAt: z.iso.datetime().nullable(),
  undoneBy: z.string().nullable(),
})
export type MailboxConflict = z.infer<typeof MailboxConflict>

export const MailboxChange = z.object({
  id: z.string(),
  conversationId: z.string(),
  number: z.string(),
  subject: z.string(),
  field: z.enum(['status', 'deleted', 'flagged', 'seen', 'sent', 'label']),
  label: Label,
  /** status: `open`, `resolved`; otherwise `yes`, `no`. */
  wanted: z.string(),
  wantedAt: z.iso.datetime(),
  attempts: z.number().int(),
  /** Since when it is not tried any more. */
  failedAt: z.iso.datetime().nullable(),
  /** What the server said last. */
  error: z.string().nullable(),
})
export type MailboxChange = z.infer<typeof MailboxChange>

const before = z.string().optional()
const limit = z.coerce.number().int().min(1).max(200).default(50)

export const listMailboxConflicts = route({
  name: 'listMailboxConflicts',
  summary:
    'Where the desk and a mail account changed one thing at once, and who won; newest first, of the conversations that one sees.',
  method: 'GET',
  path: '/mailboxes/:id/conflicts',
  may: 'mailbox.configure',
  input: z.strictObject({ id: z.string(), before, limit }),
  output: z.object({ conflicts: z.array(MailboxConflict), hasMore: z.boolean() }),
})
export const undoMailboxConflict = route({
  name: 'undoMailboxConflict',
  summary: 'Let the other value hold, here and, as far as the account is told of such things, on its server.',
  method: 'POST',
  path: '/mailboxes/:id/conflicts/:conflictId/undo',
  may: 'mailbox.configure',
  input: z.strictObject({ id: z.string(), conflictId: z.string() }),
  output: MailboxConflict,
})
export const listMailboxChanges = route({
  name: 'listMailboxChanges',
  summary:
    'What a mail account has still to hear of, and how much of it, of the conversations that one sees; what failed first.',
  method: 'GET',
  path: '/mailboxes/:id/changes',
  may: 'mailbox.configure',
  input: z.strictObject({ id: z.string(), limit }),
  output: z.object({ changes: z.array(MailboxChange), waiting: z.number().int(), failed: z.number().int() }),
})
export const retryMailboxChanges = route({
  name: 'retryMailboxChanges',
  summary: 'Try all that failed once more, now.',
  method: 'POST',
  path: '/mailboxes/:id/changes/retry',
  may: 'mailbox.configure',
  input: z.strictObject({ id: z.string() }),
  output: z.object({ retried: z.number().int() }),
})
