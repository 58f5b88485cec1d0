// What the room of inboxes promises: the shared places where a team's conversations wait.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

/** Whose signature stands under an answer: the writer's own or else the inbox's; both; the inbox's alone. */
export const SignatureBy = z.enum(['person', 'both', 'inbox'])
const ids = z.array(z.string().max(20)).max(500)
/** Whose letters a colleague has to approve before they go, and who does that beside leads and administrators. */
export const ApprovalPolicy = z.strictObject({
  everybody: z.boolean().default(false),
  userIds: ids.default([]),
  /** Of colleagues whose login is younger than so many days. */
  newForDays: z.number().int().min(0).max(3650).default(0),
  /** Of everybody, in conversations of these categories. */
  categoryIds: ids.default([]),
  approverIds: ids.default([]),
  approverTeamIds: ids.default([]),
})
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>

export const Inbox = z.object({
  id: z.string(),
  name: z.string(),
  fromName: z.string(),
  /** The first is the one mail is sent from. */
  addresses: z.array(z.string()),
  signature: z.string(),
  signatureBy: SignatureBy,
  hoursId: z.string().nullable(),
  isOpenToAll: z.boolean(),
  userIds: z.array(z.string()),
  teamIds: z.array(z.string()),
  autoReply: z.object({ subject: z.string(), text: z.string() }).nullable(),
  /** Of the rules, the first that holds is the last that is read. */
  isFirstRuleLast: z.boolean(),
  /** Null: nobody's letters have to be approved. */
  approval: ApprovalPolicy.nullable(),
})
export type Inbox = z.infer<typeof Inbox>

const editable = {
  name: z.string().trim().min(1).max(80),
  fromName: z.string().trim().min(1).max(80),
  addresses: z.array(z.string().trim().min(3).max(254)).min(1).max(50),
  /** May have places: {{user.name}}, as docs/macros.md says. */
  signature: z.string().max(10_000),
  signatureBy: SignatureBy,
  hoursId: z.string().nullable(),
  isOpenToAll: z.boolean(),
  userIds: z.array(z.string()).max(2000),
  teamIds: z.array(z.string()).max(500),
  autoReply: z.strictObject({ subject: z.string().max(200), text: z.string().min(1).max(10_000) }).nullable(),
  isFirstRuleLast: z.boolean(),
  approval: ApprovalPolicy.nullable(),
}

export const listInboxes = route({
  name: 'listInboxes',
  summary: 'The inboxes you see.',
  method: 'GET',
  path: '/inboxes',
  may: 'inbox.read',
  input: z.strictObject({}),
  output: z.array(Inbox),
})
export const addInbox = route({
  name: 'addInbox',
  summary: 'Add an inbox with its addresses.',
  method: 'POST',
  path: '/inboxes',
  may: 'inbox.configure',
  status: 201,
  input: z.strictObject({
    ...z.strictObject(editable).partial().shape,
    name: editable.name,
    addresses: editable.addresses,
  }),
  output: Inbox,
})
export const changeInbox = route({
  name: 'changeInbox',
  summary: 'Change an inbox; what is left out stays.',
  method: 'PATCH',
  path: '/inboxes/:id',
  may: 'inbox.configure',
  input: z.strictObject({ id: z.string(), ...z.strictObject(editable).partial().shape }),
  output: Inbox,
})
export const readSignature = route({
  name: 'readSignature',
  summary: 'What stands under a letter of yours that leaves from this inbox.',
  method: 'GET',
  path: '/inboxes/:id/signature',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string() }),
  output: z.object({ signature: z.string() }),
})
export const archiveInbox = route({
  name: 'archiveInbox',
  summary: 'Stop receiving in an inbox. Its conversations stay.',
  method: 'DELETE',
  path: '/inboxes/:id',
  may: 'inbox.configure',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
