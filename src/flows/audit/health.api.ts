// What is promised about the health of routing: rules that do nothing, are in each other's way or are always corrected, conversations
// that are handed round, mail that is no longer what it was; and what could be done about it.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Share } from './audits.api.ts'

const Field = z.enum(['inboxId', 'categoryId', 'priority', 'teamId'])

export const RuleHealth = z.object({
  ruleId: z.string(),
  /** Mails and changes of the period for which it held. */
  held: z.number().int(),
  lastHeldAt: z.iso.datetime().nullable(),
  /** How often a person changed within a week what it had set; null where it sets nothing that could be corrected. */
  corrected: Share.nullable(),
  /** What people most often chose instead. */
  insteadOf: z.object({ field: Field, to: z.string().nullable(), count: z.number().int() }).nullable(),
  /** A rule before it, that stops, whenever this one would have held; only of rules that would hold. */
  shadowedBy: z.string().nullable(),
})
export type RuleHealth = z.infer<typeof RuleHealth>

export const RuleConflict = z.object({
  /** Both held for the same mails and set the same field differently; the second had the last word. */
  firstId: z.string(),
  secondId: z.string(),
  field: Field,
  mails: z.number().int(),
})
export type RuleConflict = z.infer<typeof RuleConflict>

/** Conversations that went from hand to hand. */
export const Handovers = z.object({
  conversations: z.number().int(),
  /** Of them with three handovers or more. */
  many: Share,
  worst: z.array(
    z.object({
      conversationId: z.string(),
      number: z.string(),
      subject: z.string(),
      /** Who or what had it, in order: `user:ID`, `team:ID`, `inbox:ID`. */
      chain: z.array(z.string()),
      /** Somebody had it twice. */
      cameBack: z.boolean(),
    }),
  ),
})
export type Handovers = z.infer<typeof Handovers>

export const Drift = z.object({
  /** Mails of the last fortnight, and of the eight weeks before. */
  now: z.number().int(),
  before: z.number().int(),
  /** How much the categories have moved; null: too few mails to say. */
  movement: z.number().nullable(),
  /** Mails that were given no category. */
  unsorted: z.object({ before: Share, now: Share }),
  isAlarm: z.boolean(),
  /** The categories that moved most; shares of the mail before and now. */
  moved: z.array(z.object({ categoryId: z.string().nullable(), before: Share, now: Share })),
})
export type Drift = z.infer<typeof Drift>

export const Repair = z.discriminatedUnion('kind', [
  /** It never held: nothing changes when it is switched off. */
  z.object({ kind: z.literal('switchOff'), ruleId: z.string() }),
  /** People nearly always choose something else, and nearly always the same. */
  z.object({ kind: z.literal('setInstead'), ruleId: z.string(), field: Field, to: z.string().nullable() }),
  /** Rules before it take all its mail. */
  z.object({ kind: z.literal('moveBefore'), ruleId: z.string(), beforeId: z.string() }),
  /** Two rules that overrule each other: one of them should ask for more. */
  z.object({ kind: z.literal('narrow'), ruleId: z.string(), otherId: z.string(), field: Field }),
])
export type Repair = z.infer<typeof Repair>

export const RoutingHealth = z.object({
  /** What was routed in the period, in inboxes that you see, and how much of it was looked at (the newest). */
  routed: z.number().int(),
  examined: z.number().int(),
  rules: z.array(RuleHealth),
  conflicts: z.array(RuleConflict),
  handovers: Handovers,
  drift: Drift,
  repairs: z.array(Repair),
})
export type RoutingHealth = z.infer<typeof RoutingHealth>

export const readRoutingHealth = route({
  name: 'readRoutingHealth',
  summary:
    'How routing fares in the inboxes that you see: rules that never hold, contradict each other or are corrected, handovers, drift, repairs.',
  method: 'GET',
  path: '/routing-health',
  may: 'audit.read',
  input: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  output: RoutingHealth,
})
