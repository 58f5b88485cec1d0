// What rules as code promise: the set as YAML, and putting such a file to work. Also what a set may be that is only thought of.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Note, WantedRule } from './rules.api.ts'
import { RuleDifference } from './versions.api.ts'

const inboxId = z.string().regex(/^\d{1,19}$/).nullable().default(null) // prettier-ignore

export const exportRules = route({
  name: 'exportRules',
  summary: 'The rules that you see as a YAML file, with names instead of ids; with `inboxId`, those of one inbox.',
  method: 'GET',
  path: '/rules-code',
  may: 'rule.read',
  input: z.strictObject({ inboxId: z.string().regex(/^\d{1,19}$/).optional() }), // prettier-ignore
  output: z.object({ code: z.string(), version: z.number().int() }),
})
export const applyRules = route({
  name: 'applyRules',
  summary: 'Make the rules what a YAML file says, as a new version; with `dryRun` only tell the difference.',
  method: 'POST',
  path: '/rules-code',
  may: 'rule.write',
  input: z.strictObject({
    code: z.string(),
    /** Only the rules of this inbox; all others stay. */
    inboxId,
    dryRun: z.boolean().default(false),
    /** The version that was looked at: a newer one is a conflict. */
    base: z.number().int().optional(),
    note: Note,
  }),
  /** `version` null: nothing was changed. */
  output: z.object({ version: z.number().int().nullable(), differences: z.array(RuleDifference) }),
})

const Change = z.discriminatedUnion('change', [
  z.strictObject({ change: z.literal('add'), rule: WantedRule }),
  z.strictObject({ change: z.literal('replace'), id: z.string(), rule: WantedRule }),
  z.strictObject({ change: z.literal('delete'), id: z.string() }),
  z.strictObject({ change: z.literal('order'), ids: z.array(z.string()).max(10_000) }),
])
/** A set that is only thought of: changes to the one of now, a whole one, a file, or one of its versions. */
export const Draft = z.union([
  z.strictObject({ changes: z.array(Change).min(1).max(200) }),
  z.strictObject({ rules: z.array(WantedRule).max(10_000) }),
  z.strictObject({ code: z.string(), inboxId }),
  z.strictObject({ version: z.number().int().min(1), inboxId }),
])
export type Draft = z.infer<typeof Draft>
