// What the room of SLA policies promises: targets, the clocks they put on a conversation, and what happens when one runs out.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Notify } from '../notifications/notifications.api.ts'
import { Measure, Priority } from '../conversations/conversations.api.ts'

const YEAR = 366 * 24 * 60
/** Null: no promise for this priority. */
const minutes = z.number().int().min(1).max(YEAR).nullable()

export const Pause = z.enum(['waiting', 'snoozed'])
export type Pause = z.infer<typeof Pause>

export const Target = z.strictObject({
  measure: Measure,
  /** `business`: while the hours of the policy, or else of the inbox, are open. `calendar`: day and night. */
  counts: z.enum(['business', 'calendar']),
  minutes: z.strictObject({ urgent: minutes, high: minutes, normal: minutes, low: minutes }),
  pausesWhile: z.array(Pause).max(2).default([]),
})
export type Target = z.infer<typeof Target>

export const EscalationAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('setPriority'), priority: Priority }),
  z.strictObject({ do: z.literal('setTeam'), teamId: z.string() }),
  z.strictObject({ do: z.literal('assign'), userId: z.string().nullable() }),
  z.strictObject({ do: z.literal('addTags'), tags: z.array(z.string().trim().min(1).max(40)).min(1).max(20) }),
  Notify,
])

/** One step of the escalation chain; each is taken once by each clock. */
export const Step = z.strictObject({
  /** Null: any target of the policy. */
  measure: Measure.nullable().default(null),
  /** `warning`: at the policy's share of the target. `breach`: when it has run out. */
  when: z.enum(['warning', 'breach']),
  /** So much later, day and night. */
  afterMinutes: z
    .number()
    .int()
    .min(0)
    .max(31 * 24 * 60)
    .default(0),
  action: EscalationAction,
})
export type Step = z.infer<typeof Step>

const ids = z.array(z.string().regex(/^\d{1,19}$/)).max(200)
const editable = {
  name: z.string().trim().min(1).max(120),
  /** Which conversations it is for: of these inboxes, these categories, with any of these tags. Empty: whichever. */
  inboxIds: ids.default([]),
  categoryIds: ids.default([]),
  tags: z.array(z.string().trim().min(1).max(40)).max(50).default([]),
  /** Null: the hours of the conversation's inbox. */
  hoursId: z.string().nullable().default(null),
  targets: z.array(Target).min(1).max(5),
  /** Share of a target after which it warns; null: never. */
  warnAt: z.number().min(0.1).max(0.99).nullable().default(0.75),
  steps: z.array(Step).max(100).default([]),
  isEnabled: z.boolean().default(true),
}
export const SlaPolicy = z.object({
  id: z.string(),
  position: z.number().int(),
  version: z.number().int(),
  ...editable,
})
export type SlaPolicy = z.infer<typeof SlaPolicy>

export const listSlaPolicies = route({
  name: 'listSlaPolicies',
  summary: 'The SLA policies in their order: a conversation goes by the first that is for it.',
  method: 'GET',
  path: '/sla-policies',
  may: 'rule.read',
  input: z.strictObject({}),
  output: z.array(SlaPolicy),
})
export const addSlaPolicy = route({
  name: 'addSlaPolicy',
  summary: 'Add an SLA policy at the end: for inboxes you see, or for all if you see all.',
  method: 'POST',
  path: '/sla-policies',
  may: 'rule.write',
  status: 201,
  input: z.strictObject(editable),
  output: SlaPolicy,
})
export const changeSlaPolicy = route({
  name: 'changeSlaPolicy',
  summary: 'Replace an SLA policy. Clocks that run get the new targets; what was breached stays breached.',
  method: 'PUT',
  path: '/sla-policies/:id',
  may: 'rule.write',
  input: z.strictObject({ id: z.string(), version: z.number().int(), ...editable }),
  output: SlaPolicy,
})
export const deleteSlaPolicy = route({
  name: 'deleteSlaPolicy',
  summary: 'Delete an SLA policy. Clocks that ran by it go on by the next policy that fits, or without a target.',
  method: 'DELETE',
  path: '/sla-policies/:id',
  may: 'rule.write',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const orderSlaPolicies = route({
  name: 'orderSlaPolicies',
  summary: 'Put the SLA policies in this order, all ids exactly once.',
  method: 'PUT',
  path: '/sla-policy-order',
  may: 'rule.write',
  input: z.strictObject({ ids: z.array(z.string()) }),
  output: z.array(SlaPolicy),
})

export const LedgerLine = z.object({
  at: z.iso.datetime(),
  what: z.enum(['started', 'paused', 'resumed', 'retargeted', 'warned', 'breached', 'stopped', 'cancelled']),
  /** A word of the list in `docs/sla.md`: what brought it about. */
  why: z.string(),
  /** Spent until then; seconds of business time, and by the calendar. */
  workedSeconds: z.number(),
  elapsedSeconds: z.number(),
  dueAt: z.iso.datetime().nullable(),
})
export const Clock = z.object({
  id: z.string(),
  measure: Measure,
  state: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
  /** Of the policy that set its target; null: it is measured, and nothing is promised. */
  policyId: z.string().nullable(),
  targetSeconds: z.number().nullable(),
  counts: z.enum(['business', 'calendar']).nullable(),
  startedAt: z.iso.datetime(),
  /** As of `ledger`'s last line. */
  workedSeconds: z.number(),
  elapsedSeconds: z.number(),
  dueAt: z.iso.datetime().nullable(),
  warnAt: z.iso.datetime().nullable(),
  breachedAt: z.iso.datetime().nullable(),
  stoppedAt: z.iso.datetime().nullable(),
  ledger: z.array(LedgerLine),
})
export type Clock = z.infer<typeof Clock>

export const readClocks = route({
  name: 'readClocks',
  summary: 'The clocks of a conversation, newest first, each with the ledger of what started, paused and stopped it.',
  method: 'GET',
  path: '/conversations/:id/clocks',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(Clock),
})
