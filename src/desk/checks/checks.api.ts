// What the room of checks promises: what is looked at before an answer leaves, how much each finding weighs in which inbox, and the
// words that the house writes or does not.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

/** Each a row of the settings; what they find is told in `flows/reply/checks`. */
export const CheckName = z.enum([
  'attachment',
  'newRecipient',
  'lookAlike',
  'manyRecipients',
  'bccAnswer',
  'severalCompanies',
  'ownInbox',
  'unfilled',
  'greeting',
  'greetingName',
  'closing',
  'cardNumber',
  'iban',
  'nationalNumber',
  'password',
  'apiKey',
  'privateKey',
  'signInLink',
  'linkElsewhere',
  'linkDisguised',
  'linkInternal',
  'linkBroken',
  'linkPlain',
  'language',
  'question',
  'date',
  'formality',
  'bannedPhrase',
  'preferredPhrase',
  'jargon',
  'shouting',
  'blame',
  'longSentence',
])
export type CheckName = z.infer<typeof CheckName>

/** `hint`: shown. `warn`: Send asks once more. `block`: it does not leave unless somebody who may says why. */
export const CheckLevel = z.enum(['off', 'hint', 'warn', 'block'])
export type CheckLevel = z.infer<typeof CheckLevel>

export const HousePhrase = z.strictObject({
  kind: z.enum(['banned', 'preferred', 'jargon']),
  /** In whatever case and with or without accents; whole words. */
  words: z.string().trim().min(2).max(100),
  /** Offered in its place; '': nothing is. */
  instead: z.string().trim().max(200).default(''),
})
export type HousePhrase = z.infer<typeof HousePhrase>

/** Languages with two ways to address somebody. */
export const TwoWays = z.enum(['nl', 'de', 'fr', 'es', 'tr', 'az'])

const phrases = z.array(HousePhrase).max(500)

export const CheckRules = z.strictObject({
  /** What is not named weighs what it weighs everywhere (`defaultLevels`). */
  levels: z.partialRecord(CheckName, CheckLevel).default({}),
  phrases: phrases.default([]),
  /** By language (ISO 639-1); one that is not named has only to be the same throughout a mail. */
  formality: z.partialRecord(TwoWays, z.enum(['formal', 'informal'])).default({}),
  /** Words after which a sentence is long. */
  longSentence: z.number().int().min(10).max(200).default(40),
  /** Visible recipients from which on they are many. */
  manyRecipients: z.number().int().min(2).max(100).default(10),
  /** Account numbers (IBAN) that everybody may know: the desk's own. */
  ownAccounts: z.array(z.string().trim().min(5).max(42)).max(50).default([]),
})
export type CheckRules = z.infer<typeof CheckRules>

export const CheckPolicy = z.object({
  inboxId: z.string(),
  ...CheckRules.shape,
  /** 0: nobody has changed it yet. */
  version: z.number().int(),
})
export type CheckPolicy = z.infer<typeof CheckPolicy>

/** Phrases of the whole desk: they hold in every inbox beside its own. */
export const DeskPhrases = z.object({ phrases, version: z.number().int() })
export type DeskPhrases = z.infer<typeof DeskPhrases>

const version = z.number().int().min(0)

export const listCheckPolicies = route({
  name: 'listCheckPolicies',
  summary: 'What is looked at before an answer leaves, for each inbox that you see.',
  method: 'GET',
  path: '/check-policies',
  may: 'inbox.read',
  input: z.strictObject({}),
  output: z.object({
    /** What each check weighs where an inbox says nothing else. */
    defaultLevels: z.record(CheckName, CheckLevel),
    desk: DeskPhrases,
    inboxes: z.array(CheckPolicy),
  }),
})
export const changeCheckPolicy = route({
  name: 'changeCheckPolicy',
  summary: 'Replace what is looked at before an answer leaves an inbox.',
  method: 'PUT',
  path: '/inboxes/:id/checks',
  may: 'inbox.configure',
  input: z.strictObject({ id: z.string(), version, ...CheckRules.shape }),
  output: CheckPolicy,
})
export const changeDeskPhrases = route({
  name: 'changeDeskPhrases',
  summary: 'Replace the phrases that the whole desk writes, or does not.',
  method: 'PUT',
  path: '/check-phrases',
  may: 'inbox.configure',
  input: z.strictObject({ version, phrases }),
  output: DeskPhrases,
})
