// What the versions of the set of rules promise: to list them, to look at one, to compare two, to go back to one.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Note, Rule, WantedRule } from './rules.api.ts'

export const VersionDeed = z.enum(['begun', 'added', 'changed', 'deleted', 'ordered', 'applied', 'rolledBack'])
export type VersionDeed = z.infer<typeof VersionDeed>

/** How one rule differs between two sets. `moved`: only its place; places are counted from 1. */
export const RuleDifference = z.object({
  ruleId: z.string(),
  name: z.string(),
  what: z.enum(['added', 'changed', 'moved', 'deleted']),
  before: WantedRule.nullable(),
  after: WantedRule.nullable(),
  placeBefore: z.number().int().nullable(),
  placeAfter: z.number().int().nullable(),
  /** The difference as a sentence, in English. */
  told: z.string(),
})
export type RuleDifference = z.infer<typeof RuleDifference>

export const RuleVersion = z.object({
  number: z.number().int(),
  authorId: z.string().nullable(),
  deed: VersionDeed,
  /** Empty also where something was changed that you do not see. */
  note: z.string(),
  /** The version that was rolled back to. */
  backTo: z.number().int().nullable(),
  at: z.iso.datetime(),
  /** Rules that it changed, as far as you see them: the first few by name. */
  rules: z.array(z.object({ name: z.string(), what: RuleDifference.shape.what })),
  ruleCount: z.number().int(),
})
export type RuleVersion = z.infer<typeof RuleVersion>

/** With `?version=` in the query numbers are text. */
const number = z.coerce.number().int().min(1).max(2_000_000_000)

export const listRuleVersions = route({
  name: 'listRuleVersions',
  summary: 'The versions of the set of rules, newest first, as far as they changed rules that you see.',
  method: 'GET',
  path: '/rule-versions',
  may: 'rule.write',
  input: z.strictObject({ before: number.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
  output: z.object({ versions: z.array(RuleVersion), current: z.number().int(), hasMore: z.boolean() }),
})
export const readRuleVersion = route({
  name: 'readRuleVersion',
  summary: 'One version: the rules as they were then, and what it changed.',
  method: 'GET',
  path: '/rule-versions/:number',
  may: 'rule.write',
  input: z.strictObject({ number }),
  output: z.object({ version: RuleVersion, rules: z.array(Rule.omit({ version: true, changedAt: true })), differences: z.array(RuleDifference) }), // prettier-ignore
})
export const compareRuleVersions = route({
  name: 'compareRuleVersions',
  summary: 'How the rules of one version differ from those of another; without `to`, from those of now.',
  method: 'GET',
  path: '/rule-versions/:number/differences',
  may: 'rule.write',
  input: z.strictObject({ number, to: number.optional() }),
  output: z.object({ differences: z.array(RuleDifference) }),
})
export const rollBackRules = route({
  name: 'rollBackRules',
  summary:
    'Make the rules what they were in a version, as a new version; for whoever may change each rule that this touches.',
  method: 'POST',
  path: '/rule-versions/:number/rollback',
  may: 'rule.write',
  input: z.strictObject({
    number,
    /** Only the rules of this inbox. */
    inboxId: z.string().nullable().default(null),
    /** The version that was looked at: a newer one is a conflict. */
    base: z.number().int().optional(),
    note: Note,
  }),
  output: z.object({ version: z.number().int().nullable(), differences: z.array(RuleDifference) }),
})
