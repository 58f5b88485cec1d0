// What the room of macros promises: replies written once and used often, with what is done to the conversation when they are sent.
// The screen says “canned replies”.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Priority, Status } from '../conversations/conversations.api.ts'
import { MacroBody } from './body.api.ts'

const tags = z.array(z.string().trim().min(1).max(40)).min(1).max(20)
/** Written as in rules, and done by the same verbs. */
export const MacroAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('setStatus'), status: Status, statusId: z.string().optional() }),
  z.strictObject({ do: z.literal('setCategory'), categoryId: z.string().nullable() }),
  z.strictObject({ do: z.literal('setPriority'), priority: Priority }),
  z.strictObject({ do: z.literal('addTags'), tags }),
  z.strictObject({ do: z.literal('removeTags'), tags }),
  z.strictObject({ do: z.literal('setTeam'), teamId: z.string().nullable() }),
  z.strictObject({ do: z.literal('assign'), userId: z.string().nullable() }),
  z.strictObject({
    do: z.literal('snooze'),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(372 * 24 * 60),
    counts: z.enum(['business', 'calendar']).default('calendar'),
  }),
])
export type MacroAction = z.infer<typeof MacroAction>

/** A language as mail is read in: `nl`. */
const Language = z.string().regex(/^[a-z]{2,3}$/)
export const MacroVariant = z.strictObject({ language: Language, body: MacroBody })
export type MacroVariant = z.infer<typeof MacroVariant>

export const MacroFolder = z.object({
  id: z.string(),
  /** Null: at the top. */
  parentId: z.string().nullable(),
  name: z.string(),
  /** Your own; otherwise the desk's. */
  isOwn: z.boolean(),
})
export type MacroFolder = z.infer<typeof MacroFolder>

/** Kept with each sending; nothing is counted when it is read. */
export const MacroUsage = z.object({
  uses: z.number().int(),
  usesThisMonth: z.number().int(),
  /** Its words were changed before it was sent. */
  edited: z.number().int(),
  /** Uses of which is known, after seven days, what became of them. */
  settled: z.number().int(),
  /** Of those: the conversation is resolved, and the customer wrote no more in these days. */
  resolved: z.number().int(),
  lastAt: z.iso.datetime().nullable(),
})
export type MacroUsage = z.infer<typeof MacroUsage>

const common = {
  id: z.string(),
  folderId: z.string().nullable(),
  title: z.string(),
  /** One's own, and seen by nobody else; null: of a team, or of everybody. */
  ownerId: z.string().nullable(),
  teamId: z.string().nullable(),
  /** For these; empty: for all. */
  inboxIds: z.array(z.string()),
  actions: z.array(MacroAction),
  version: z.number().int(),
  changedAt: z.iso.datetime(),
  archivedAt: z.iso.datetime().nullable(),
  isSample: z.boolean(),
  /** Whether you may change it. */
  mayWrite: z.boolean(),
}
export const MacroRow = z.object({
  ...common,
  languages: z.array(z.string()),
  /** Its first words, in the first language. */
  excerpt: z.string(),
  usage: MacroUsage,
})
export type MacroRow = z.infer<typeof MacroRow>

export const Macro = z.object({ ...common, variants: z.array(MacroVariant) })
export type Macro = z.infer<typeof Macro>

const written = {
  title: z.string().trim().min(1).max(120),
  folderId: z.string().nullable().default(null),
  /** Your own. */
  isPersonal: z.boolean().default(false),
  teamId: z.string().nullable().default(null),
  inboxIds: z.array(z.string()).max(200).default([]),
  /** The first is for every language that has none of its own. */
  variants: z.array(MacroVariant).min(1).max(20),
  actions: z.array(MacroAction).max(10).default([]),
}
export type WantedMacro = z.output<typeof addMacro.input>

export const listMacros = route({
  name: 'listMacros',
  summary: 'The canned replies that you may use, with their folders and how they do; or the 200 archived last.',
  method: 'GET',
  path: '/macros',
  may: 'macro.read',
  input: z.strictObject({ state: z.enum(['inUse', 'archived']).default('inUse') }),
  output: z.object({
    folders: z.array(MacroFolder),
    macros: z.array(MacroRow),
    /** What may stand in double braces. */
    variables: z.array(z.string()),
  }),
})
export const readMacro = route({
  name: 'readMacro',
  summary: 'One canned reply with all its words.',
  method: 'GET',
  path: '/macros/:id',
  may: 'macro.read',
  input: z.strictObject({ id: z.string() }),
  output: Macro,
})
export const addMacro = route({
  name: 'addMacro',
  summary: 'Write a canned reply: your own, or with `macro.write` one for a team or for everybody.',
  method: 'POST',
  path: '/macros',
  may: 'conversation.reply',
  status: 201,
  input: z.strictObject(written),
  output: Macro,
})
export const changeMacro = route({
  name: 'changeMacro',
  summary: 'Replace a canned reply; `version` guards against overwriting a colleague.',
  method: 'PUT',
  path: '/macros/:id',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), version: z.number().int(), ...written }),
  output: Macro,
})
export const moveMacro = route({
  name: 'moveMacro',
  summary: 'Lay a canned reply into another folder.',
  method: 'PUT',
  path: '/macros/:id/folder',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), folderId: z.string().nullable() }),
  output: z.object({}),
})
export const duplicateMacro = route({
  name: 'duplicateMacro',
  summary: 'A copy of a canned reply, as your own unless it is wanted for everybody.',
  method: 'POST',
  path: '/macros/:id/copies',
  may: 'conversation.reply',
  status: 201,
  input: z.strictObject({ id: z.string(), isPersonal: z.boolean().default(true) }),
  output: Macro,
})
export const archiveMacro = route({
  name: 'archiveMacro',
  summary: 'Stop offering a canned reply. Refused while a rule uses it.',
  method: 'DELETE',
  path: '/macros/:id',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const restoreMacro = route({
  name: 'restoreMacro',
  summary: 'Offer an archived canned reply again.',
  method: 'POST',
  path: '/macros/:id/restore',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string() }),
  output: Macro,
})
export const listMacroVersions = route({
  name: 'listMacroVersions',
  summary: 'How a canned reply was: its newest hundred versions, newest first.',
  method: 'GET',
  path: '/macros/:id/versions',
  may: 'macro.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(
    z.object({
      version: z.number().int(),
      at: z.iso.datetime(),
      by: z.string().nullable(),
      title: z.string(),
      variants: z.array(MacroVariant),
      actions: z.array(MacroAction),
    }),
  ),
})
export const readMacroFigures = route({
  name: 'readMacroFigures',
  summary: 'How a canned reply was used in the last twelve months, by month and by person.',
  method: 'GET',
  path: '/macros/:id/figures',
  may: 'macro.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(
    z.object({
      /** YYYY-MM */
      month: z.string(),
      /** Null: everybody together, rules too. */
      userId: z.string().nullable(),
      uses: z.number().int(),
      edited: z.number().int(),
      settled: z.number().int(),
      resolved: z.number().int(),
    }),
  ),
})

export const FilledMacro = z.object({
  /** Its words with all places filled that can be. */
  body: MacroBody,
  /** The same without formatting. */
  text: z.string(),
  language: z.string(),
  /** Places that stand in the words still: nothing is known, and there is no fallback. */
  unfilled: z.array(z.string()),
})
export type FilledMacro = z.infer<typeof FilledMacro>

const whatFor = { conversationId: z.string().optional(), inboxId: z.string().optional() }
export const fillMacro = route({
  name: 'fillMacro',
  summary:
    'The words of a canned reply for a conversation, in its language; or for a letter that begins one in an inbox.',
  method: 'GET',
  path: '/macros/:id/filled',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), ...whatFor }),
  output: FilledMacro,
})
export const previewMacro = route({
  name: 'previewMacro',
  summary: 'The same of words that are not saved yet.',
  method: 'POST',
  path: '/macros/preview',
  may: 'conversation.reply',
  input: z.strictObject({ variants: z.array(MacroVariant).min(1).max(20), ...whatFor }),
  output: FilledMacro,
})

const folderName = z.string().trim().min(1).max(60)
export const addMacroFolder = route({
  name: 'addMacroFolder',
  summary: 'Add a folder for canned replies.',
  method: 'POST',
  path: '/macro-folders',
  may: 'conversation.reply',
  status: 201,
  input: z.strictObject({
    name: folderName,
    parentId: z.string().nullable().default(null),
    isPersonal: z.boolean().default(false),
  }),
  output: MacroFolder,
})
export const changeMacroFolder = route({
  name: 'changeMacroFolder',
  summary: 'Rename a folder, or lay it into another.',
  method: 'PATCH',
  path: '/macro-folders/:id',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string(), name: folderName.optional(), parentId: z.string().nullable().optional() }),
  output: MacroFolder,
})
export const deleteMacroFolder = route({
  name: 'deleteMacroFolder',
  summary: 'Delete a folder; what lies in it comes to lie where the folder lay.',
  method: 'DELETE',
  path: '/macro-folders/:id',
  may: 'conversation.reply',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
