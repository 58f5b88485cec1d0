// What the room of mailboxes promises: the mail accounts that are read into inboxes. A password goes in and never comes out.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Grant, GrantWish } from './grants.api.ts'
import { Trouble } from './trouble.api.ts'

export const MailboxState = z.enum(['new', 'connected', 'waiting', 'failed', 'paused'])

/** What it means for a conversation when its mails are archived, deleted or flagged in the account. */
const OnArchived = z.enum(['nothing', 'resolve'])
const OnDeleted = z.enum(['mark', 'bin'])
const OnFlagged = z.enum(['nothing', 'tag'])
/** Labels that somebody gives a mail there; only Gmail has them. */
const OnLabelled = z.enum(['nothing', 'tag'])
/** Answers that people send from the account, found in its folder of sent mail. */
const OnSent = z.enum(['nothing', 'file'])

const ReadBy = z.string().nullable()

/** What is changed in the account when something happens here. */
const TellResolved = z.enum(['nothing', 'archive', 'mark'])
const TellDeleted = z.enum(['nothing', 'trash', 'expunge'])
const TellFlagged = z.enum(['nothing', 'flag'])
const TellTags = z.enum(['nothing', 'label'])
const TellSeen = z.enum(['never', 'opened', 'handled'])
const TellSent = z.enum(['nothing', 'append'])

/** Who wins where both sides changed one thing since they last agreed. */
const ConflictRule = z.enum(['postroom', 'server', 'later'])

/** How the two sides follow each other, as it is kept. */
const following = {
  onArchived: OnArchived,
  onDeleted: OnDeleted,
  onFlagged: OnFlagged,
  onLabelled: OnLabelled,
  onSent: OnSent,
  /** The user who reads mail there with another program: read there counts as read by them. Null: nobody knows who does. */
  readBy: ReadBy,
  /** `archive`: moved to the archive; `mark`: the keyword $Done. Opened again, it is undone. */
  tellResolved: TellResolved,
  /** `expunge`: deleted for good. */
  tellDeleted: TellDeleted,
  /** As the tag "flagged" comes and goes. */
  tellFlagged: TellFlagged,
  /** As other tags come and go; only Gmail has labels. */
  tellTags: TellTags,
  /** When mails are marked as read: when anybody opened them here, or when they were answered or resolved. */
  tellSeen: TellSeen,
  /** What is sent from here is put into the folder of sent mail there, unless the provider does so itself. */
  tellSent: TellSent,
  /** Null: found by its special use, or its name. */
  archiveFolder: z.string().nullable(),
  sentFolder: z.string().nullable(),
  statusRule: ConflictRule,
  flagRule: ConflictRule,
}

export const Mailbox = z.object({
  id: z.string(),
  inboxId: z.string(),
  name: z.string(),
  host: z.string(),
  port: z.number().int(),
  /** TLS from the first byte; otherwise STARTTLS. */
  isSecure: z.boolean(),
  username: z.string(),
  auth: z.enum(['password', 'xoauth2']),
  /** On what terms it is read without a password; null with one. */
  grant: Grant.nullable(),
  folder: z.string(),
  ...following,
  /** `waiting`: tried again soon. `failed`: sign-in was refused; tried again, but seldom. */
  state: MailboxState,
  /** What went wrong last; null once it works again. */
  error: z.string().nullable(),
  /** When the folder was last read to its end, or tried. */
  checkedAt: z.iso.datetime().nullable(),
  /** When its server took in the newest mail that was read. */
  lastMailAt: z.iso.datetime().nullable(),
  /** It is silent for longer than is usual for it: so many mails would have come since. Ends by itself when mail comes. */
  silence: z.object({ since: z.iso.datetime(), expected: z.number().int() }).nullable(),
  createdAt: z.iso.datetime(),
})
export type Mailbox = z.infer<typeof Mailbox>

const FolderName = z.string().trim().min(1).max(250).nullable()

const server = {
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65535).default(993),
  isSecure: z.boolean().default(true),
  username: z.string().min(1).max(254),
  /** The password; with `xoauth2` there is none. */
  secret: z.string().min(1).max(10_000).optional(),
  auth: z.enum(['password', 'xoauth2']).default('password'),
  /** Needed with `xoauth2`. */
  grant: GrantWish.optional(),
  folder: z.string().min(1).max(250).default('INBOX'),
  onArchived: OnArchived.default('resolve'),
  onDeleted: OnDeleted.default('mark'),
  onFlagged: OnFlagged.default('tag'),
  onLabelled: OnLabelled.default('tag'),
  onSent: OnSent.default('file'),
  readBy: ReadBy.default(null),
  tellResolved: TellResolved.default('nothing'),
  tellDeleted: TellDeleted.default('nothing'),
  tellFlagged: TellFlagged.default('nothing'),
  tellTags: TellTags.default('nothing'),
  tellSeen: TellSeen.default('never'),
  tellSent: TellSent.default('nothing'),
  archiveFolder: FolderName.default(null),
  sentFolder: FolderName.default(null),
  statusRule: ConflictRule.default('postroom'),
  flagRule: ConflictRule.default('later'),
}

export const listMailboxes = route({
  name: 'listMailboxes',
  summary: 'The mail accounts that are read, and how they are.',
  method: 'GET',
  path: '/mailboxes',
  may: 'mailbox.configure',
  input: z.strictObject({}),
  output: z.array(Mailbox),
})
export const addMailbox = route({
  name: 'addMailbox',
  summary:
    'Read a mail account into an inbox, from its first message on. Nothing is changed or marked there, but for what the account is to be told (`tell…`).',
  method: 'POST',
  path: '/mailboxes',
  may: 'mailbox.configure',
  status: 201,
  input: z.strictObject({ inboxId: z.string(), name: z.string().trim().min(1).max(80).optional(), ...server }),
  output: Mailbox,
})
export const changeMailbox = route({
  name: 'changeMailbox',
  summary:
    'Change an account; what is left out stays. With another server, user or folder everything there is read anew; another server, port or user, or a less secure connection, takes the password again, or a new consent.',
  method: 'PATCH',
  path: '/mailboxes/:id',
  may: 'mailbox.configure',
  input: z.strictObject({
    id: z.string(),
    name: z.string().trim().min(1).max(80).optional(),
    inboxId: z.string().optional(),
    host: server.host.optional(),
    port: z.number().int().min(1).max(65535).optional(),
    isSecure: z.boolean().optional(),
    username: server.username.optional(),
    secret: server.secret,
    auth: z.enum(['password', 'xoauth2']).optional(),
    grant: server.grant,
    folder: z.string().min(1).max(250).optional(),
    onArchived: OnArchived.optional(),
    onDeleted: OnDeleted.optional(),
    onFlagged: OnFlagged.optional(),
    onLabelled: OnLabelled.optional(),
    onSent: OnSent.optional(),
    readBy: ReadBy.optional(),
    tellResolved: TellResolved.optional(),
    tellDeleted: TellDeleted.optional(),
    tellFlagged: TellFlagged.optional(),
    tellTags: TellTags.optional(),
    tellSeen: TellSeen.optional(),
    tellSent: TellSent.optional(),
    archiveFolder: FolderName.optional(),
    sentFolder: FolderName.optional(),
    statusRule: ConflictRule.optional(),
    flagRule: ConflictRule.optional(),
  }),
  output: Mailbox,
})
export const pauseMailbox = route({
  name: 'pauseMailbox',
  summary: 'Stop or go on reading an account. It goes on where it stopped.',
  method: 'PUT',
  path: '/mailboxes/:id/pause',
  may: 'mailbox.configure',
  input: z.strictObject({ id: z.string(), isPaused: z.boolean() }),
  output: Mailbox,
})
export const removeMailbox = route({
  name: 'removeMailbox',
  summary: 'Forget an account and its password. What was read from it stays.',
  method: 'DELETE',
  path: '/mailboxes/:id',
  may: 'mailbox.configure',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const testMailbox = route({
  name: 'testMailbox',
  summary:
    'Try to sign in and open the folder, without keeping anything. With `id` what is left out is as stored; the password only for its own server, port and user, as securely.',
  method: 'POST',
  path: '/mailboxes/test',
  may: 'mailbox.configure',
  input: z.strictObject({
    id: z.string().optional(),
    host: server.host.optional(),
    port: z.number().int().min(1).max(65535).optional(),
    isSecure: z.boolean().optional(),
    username: server.username.optional(),
    secret: server.secret,
    auth: z.enum(['password', 'xoauth2']).optional(),
    folder: z.string().min(1).max(250).optional(),
  }),
  output: z.object({
    isOk: z.boolean(),
    /** What is wrong, told apart; null where nothing is. */
    trouble: Trouble.nullable(),
    /** In the words of the server, or of the network. */
    error: z.string().nullable(),
    /** By the clock of the machine that Postroom runs on: certificates are judged by it. */
    at: z.iso.datetime(),
    messages: z.number().int().nullable(),
  }),
})
