// What the room of capture promises: which mail is logged on whom, what never is, who said so, and how it is corrected.
import { z } from 'zod'
import { LogReason, Noun, Subject } from '../timeline/timeline.api.ts'
import { route } from '../../kit/route.ts'

const id = z.string().max(20)
const list = (most: number) => z.array(z.string().trim().min(1).max(most)).max(1_000)

/** Of this nothing is logged, and nobody becomes a contact by it. */
export const NeverLog = z.strictObject({
  addresses: list(320).default([]),
  domains: list(253).default([]),
  /** In the subject, anywhere. */
  words: list(100).default([]),
  /** Of the conversation; counts for what was logged before, too, for as long as it has the tag. */
  tags: list(100).default([]),
})
export type NeverLog = z.infer<typeof NeverLog>

export const DeskLog = z.strictObject({
  never: NeverLog.default({ addresses: [], domains: [], words: [], tags: [] }),
  /** Mail among colleagues. */
  logsInternal: z.boolean().default(false),
  /** Whether whom a customer copies in becomes a contact too, and not only who writes and whom we write to. */
  addsEverybody: z.boolean().default(false),
  /** Whether names of attachments stand on timelines. */
  attachments: z.boolean().default(true),
})
export type DeskLog = z.infer<typeof DeskLog>

/** `known`: only on contacts there are already. */
export const LogMode = z.enum(['all', 'known', 'nothing'])
export type LogMode = z.infer<typeof LogMode>
/** What somebody who sees the customer but not the inbox sees of its mail; of private conversations never anything. */
export const LogShown = z.enum(['inbox', 'headers', 'all'])
export type LogShown = z.infer<typeof LogShown>
export const InboxLog = z.strictObject({ mode: LogMode.default('all'), shown: LogShown.default('inbox') })
export type InboxLog = z.infer<typeof InboxLog>

export const PersonLog = z.strictObject({
  /** Of what this person writes, and of the inboxes that only they see. */
  never: NeverLog.default({ addresses: [], domains: [], words: [], tags: [] }),
})
export type PersonLog = z.infer<typeof PersonLog>

export const Lesson = z.object({
  kind: z.enum(['address', 'domain', 'words']),
  value: z.string(),
  /** Where it is not logged any more; null: it is logged on `to` besides. */
  instead: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** Null: nowhere. */
  to: z.object({ noun: Noun, id: z.string(), name: z.string() }).nullable(),
  taughtById: z.string().nullable(),
  taughtAt: z.iso.datetime(),
})
export type Lesson = z.infer<typeof Lesson>

export const LogPolicies = z.object({
  desk: z.object({ ...DeskLog.shape, version: z.number().int() }),
  inboxes: z.array(
    z.object({
      inboxId: z.string(),
      ...InboxLog.shape,
      version: z.number().int(),
      /** It is yours alone, and so is the choice. */
      isOwn: z.boolean(),
    }),
  ),
  own: z.object({ ...PersonLog.shape, version: z.number().int() }),
})
export type LogPolicies = z.infer<typeof LogPolicies>

export const listLogPolicies = route({
  name: 'listLogPolicies',
  summary: 'What is logged on customers, and what never: of the desk, of your inboxes, of yourself.',
  method: 'GET',
  path: '/log-policies',
  may: 'contact.read',
  input: z.strictObject({}),
  output: LogPolicies,
})
const version = z.number().int()
export const changeDeskLog = route({
  name: 'changeDeskLog',
  summary: 'Set what is logged at the whole desk.',
  method: 'PUT',
  path: '/log-policies/desk',
  may: 'inbox.configure',
  input: z.strictObject({ version, ...DeskLog.shape }),
  output: z.object({}),
})
export const changeInboxLog = route({
  name: 'changeInboxLog',
  summary: 'Set what is logged of an inbox: by whoever may configure it, or whose alone it is.',
  method: 'PUT',
  path: '/log-policies/inboxes/:inboxId',
  may: 'contact.write',
  input: z.strictObject({ inboxId: id, version, ...InboxLog.shape }),
  output: z.object({}),
})
export const changeOwnLog = route({
  name: 'changeOwnLog',
  summary: 'Set what of your own mail is never logged.',
  method: 'PUT',
  path: '/log-policies/own',
  may: 'contact.write',
  input: z.strictObject({ version, ...PersonLog.shape }),
  output: z.object({}),
})

export const LoggedOn = z.object({
  noun: Noun,
  id: z.string(),
  name: z.string(),
  because: LogReason,
  confidence: z.number(),
  /** The address, domain or words that decided; null where the reason says it all. */
  via: z.string().nullable(),
  /** Messages of this conversation that are logged there. */
  messages: z.number().int(),
})
export type LoggedOn = z.infer<typeof LoggedOn>

export const readLog = route({
  name: 'readLog',
  summary: 'On which contacts, companies and deals the mail of a conversation is logged, and why.',
  method: 'GET',
  path: '/conversations/:id/log',
  may: 'contact.read',
  input: z.strictObject({ id }),
  output: z.object({ logged: z.array(LoggedOn) }),
})
export const correctLog = route({
  name: 'correctLog',
  summary:
    'Log the mail of a conversation on another record, on one more, or no longer on one; and remember it for what comes.',
  method: 'POST',
  path: '/conversations/:id/log',
  may: 'contact.write',
  input: z.strictObject({
    id,
    /** Where it is logged no longer. */
    from: Subject.optional(),
    /** Where it is logged instead, or besides. */
    to: Subject.optional(),
    /** For mail of whom it holds from now on. */
    remember: z.enum(['nothing', 'address', 'domain']).default('nothing'),
  }),
  output: z.object({ correctionId: z.string(), messages: z.number().int() }),
})
export const undoLogCorrection = route({
  name: 'undoLogCorrection',
  summary: 'Take a correction back, with what it taught.',
  method: 'DELETE',
  path: '/log-corrections/:id',
  may: 'contact.write',
  input: z.strictObject({ id }),
  output: z.object({}),
})
export const listLessons = route({
  name: 'listLogLessons',
  summary: 'What corrections have taught about where mail is logged.',
  method: 'GET',
  path: '/log-lessons',
  may: 'contact.read',
  input: z.strictObject({ cursor: z.string().max(700).optional() }),
  output: z.object({ lessons: z.array(Lesson), next: z.string().nullable() }),
})
export const addLesson = route({
  name: 'addLogLesson',
  summary: 'Log mail whose subject has these words, as a project or order is called, on a record besides.',
  method: 'POST',
  path: '/log-lessons',
  may: 'contact.write',
  input: z.strictObject({ words: z.string().trim().min(3).max(100), to: Subject }),
  output: z.object({}),
  status: 201,
})
export const forgetLesson = route({
  name: 'forgetLogLesson',
  summary: 'Forget one of them.',
  method: 'DELETE',
  path: '/log-lessons',
  may: 'contact.write',
  input: z.strictObject({
    kind: z.enum(['address', 'domain', 'words']),
    value: z.string().max(320),
    subjectId: id.default('0'),
  }),
  output: z.object({}),
})

export const LogAddresses = z.object({
  /** By inbox; the secret is the same. BCC it, or forward to it. Null: you have none. */
  addresses: z.array(z.object({ inboxId: z.string(), address: z.string() })),
  changedAt: z.iso.datetime().nullable(),
})
export const readLogAddresses = route({
  name: 'readLogAddresses',
  summary: 'The secret addresses by which your own mail is logged.',
  method: 'GET',
  path: '/log-addresses',
  may: 'contact.write',
  input: z.strictObject({}),
  output: LogAddresses,
})
export const changeLogAddresses = route({
  name: 'changeLogAddresses',
  summary: 'Get new ones: the former ones log nothing any more.',
  method: 'POST',
  path: '/log-addresses',
  may: 'contact.write',
  input: z.strictObject({}),
  output: LogAddresses,
})
