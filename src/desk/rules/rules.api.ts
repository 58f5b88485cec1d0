// What the room of rules promises: when … if … then …, kept as data. Routing, classification and automation alike.
import { z } from 'zod'
import { AddFollower, Notify } from '../notifications/notifications.api.ts'
import { Measure, Priority, Status } from '../conversations/conversations.api.ts'
import { ContactField } from '../contacts/in-rules.api.ts'
import { DealAction, DealTest } from '../deals/in-rules.api.ts'
import { DraftAction } from '../drafts/in-rules.api.ts'
import { EnrolAction } from '../sequences/in-rules.api.ts'
import { FieldNoun, FieldValue } from '../fields/fields.api.ts'
import { route } from '../../kit/route.ts'

export const Occasion = z.enum(['message.received', 'conversation.changed'])

const text = { value: z.string().trim().min(1).max(500) }
const textOperator = z.enum(['is', 'contains', 'words', 'startsWith', 'endsWith', 'matches'])
const atLeast = (most: number) => ({ operator: z.literal('atLeast'), value: z.number().int().min(1).max(most) })
const yesOrNo = { operator: z.literal('is'), value: z.boolean() }
const HOURS = 31 * 24
const MINUTES = HOURS * 60

/** One test. `words` compares whole words, folded; `matches` is a pattern in RE2 syntax. Lists hold when any member does. */
export const Test = z.discriminatedUnion('field', [
  z.strictObject({ field: z.literal('sender'), operator: textOperator, ...text }),
  z.strictObject({ field: z.literal('senderDomain'), operator: z.enum(['is', 'endsWith']), ...text }),
  z.strictObject({ field: z.literal('recipient'), operator: textOperator, ...text }),
  z.strictObject({ field: z.literal('subject'), operator: textOperator, ...text }),
  z.strictObject({ field: z.literal('body'), operator: textOperator, ...text }),
  z.strictObject({ field: z.literal('subjectOrBody'), operator: textOperator, ...text }),
  z.strictObject({
    field: z.literal('header'),
    name: z.string().regex(/^[!-9;-~]{1,100}$/),
    operator: textOperator.or(z.literal('exists')),
    value: z.string().max(500).default(''),
  }),
  z.strictObject({
    field: z.literal('attachment'),
    operator: z.enum(['exists', 'nameContains', 'typeIs']),
    value: z.string().max(200).default(''),
  }),
  z.strictObject({ field: z.literal('language'), operator: z.literal('is'), value: z.string().max(10) }),
  z.strictObject({
    field: z.literal('kind'),
    operator: z.literal('is'),
    value: z.enum(['message', 'auto-reply', 'bounce', 'list', 'system']),
  }),
  z.strictObject({
    field: z.literal('authentication'),
    operator: z.literal('is'),
    value: z.enum(['pass', 'fail', 'none', 'unchecked']),
  }),
  /** What the message was read as; `suggestsSurely`, `suggestsLikely`: that category, with this band at least. */
  z.strictObject({
    field: z.literal('reading'),
    operator: z.enum([
      'intentIs',
      'isFrustrated',
      'needsReply',
      'originIs',
      'namesOrder',
      'hasTwin',
      'suggestsSurely',
      'suggestsLikely',
    ]),
    value: z.string().max(80).default(''),
  }),
  z.strictObject({
    field: z.literal('businessHours'),
    operator: z.enum(['inside', 'outside']),
    /** Of this schedule; left out: of the inbox. */
    hoursId: z.string().optional(),
  }),
  z.strictObject({ field: z.literal('isNew'), operator: z.literal('is'), value: z.boolean() }),
  z.strictObject({ field: z.literal('status'), operator: z.literal('is'), value: Status }),
  /** A custom status, by its id. */
  z.strictObject({ field: z.literal('customStatus'), operator: z.literal('is'), value: z.string() }),
  z.strictObject({ field: z.literal('priority'), operator: z.literal('is'), value: Priority }),
  z.strictObject({ field: z.literal('category'), operator: z.literal('is'), value: z.string() }),
  z.strictObject({ field: z.literal('tag'), operator: z.literal('has'), value: z.string() }),
  z.strictObject({ field: z.literal('assignee'), operator: z.enum(['is', 'isNobody']), value: z.string().default('') }),
  z.strictObject({ field: z.literal('team'), operator: z.enum(['is', 'isNobody']), value: z.string().default('') }),
  z.strictObject({ field: z.literal('assigneeTeam'), operator: z.literal('is'), value: z.string() }),
  z.strictObject({ field: z.literal('assigneeAway'), ...yesOrNo }),
  z.strictObject({ field: z.literal('snoozed'), ...yesOrNo }),
  /** Kept from the views as junk, or because it could not be read. */
  z.strictObject({ field: z.literal('held'), ...yesOrNo }),
  /** The sender's name or address looks like somebody it is not. */
  z.strictObject({ field: z.literal('suspicious'), ...yesOrNo }),
  z.strictObject({ field: z.literal('previousCategory'), operator: z.literal('is'), value: z.string() }),
  /** `isKnown`: was here before this conversation. `isFirstMail`: nothing else ever came from them. In the rule's inbox, where it has one. */
  z.strictObject({ field: z.literal('contact'), operator: z.enum(['isKnown', 'isFirstMail']) }),
  z.strictObject({
    field: z.literal('contactField'),
    name: ContactField,
    operator: textOperator.or(z.literal('exists')),
    value: z.string().max(500).default(''),
  }),
  z.strictObject({
    field: z.literal('company'),
    operator: textOperator.or(z.literal('exists')),
    value: z.string().max(500).default(''),
  }),
  /**
   * A field of the desk's own, by its key. `is` compares a choice by its key, a number as a number, and holds when one of several is it;
   * `userId` instead of `value` where the field is a colleague. `atLeast` and `atMost` are for numbers, amounts (12.50 EUR) and days
   * (2026-12-31, or today, today+7), on that day included.
   */
  z.strictObject({
    field: z.literal('custom'),
    of: FieldNoun.exclude(['deal']),
    key: z.string().max(40),
    operator: textOperator.or(z.enum(['exists', 'atLeast', 'atMost'])),
    value: z.string().max(500).default(''),
    userId: z.string().optional(),
  }),
  DealTest,
  z.strictObject({ field: z.literal('companyDomain'), operator: z.enum(['is', 'endsWith']), ...text }),
  /** Clocks that have not stopped. `leftLessThan`: so many minutes until it is due, or late already; a paused one is not due. */
  z.strictObject({
    field: z.literal('clock'),
    measure: z.enum(['any', ...Measure.options]),
    operator: z.enum(['isRunning', 'isPaused', 'hasWarned', 'isLate', 'leftLessThan']),
    value: z.number().int().min(0).max(MINUTES).default(0),
  }),
  /** Mails of this contact in the rule's inbox (without one: in any), in so many hours before now; this one counts. */
  z.strictObject({
    field: z.literal('mailsOfSender'),
    ...atLeast(1000),
    withinHours: z.number().int().min(1).max(HOURS),
  }),
  /** Mails of the customer since a colleague last answered; this one counts. */
  z.strictObject({ field: z.literal('unanswered'), ...atLeast(1000) }),
  /** Kilobytes of 1,000 bytes, of the mail as it came. */
  z.strictObject({ field: z.literal('size'), ...atLeast(1_000_000) }),
  /** Minutes, day and night, that the customer has waited for an answer. */
  z.strictObject({ field: z.literal('waiting'), ...atLeast(MINUTES * 12) }),
  /** In To and Cc. */
  z.strictObject({ field: z.literal('recipientCount'), ...atLeast(10_000) }),
  /** Where an address of ours stands: among To, only among Cc, in neither (a list, a blind copy). */
  z.strictObject({
    field: z.literal('ownAddress'),
    operator: z.literal('is'),
    value: z.enum(['to', 'cc', 'neither']),
  }),
])
export type Test = z.infer<typeof Test>

export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Test
/** At most 8 deep and 100 tests; an empty `all` always holds. */
export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(Condition).max(100) }),
    z.strictObject({ any: z.array(Condition).min(1).max(100) }),
    z.strictObject({ not: Condition }),
    Test,
  ]),
)

/**
 * A condition from outside: one that is nested too deeply is refused before anything walks through it. (Each level is two
 * of JSON, an object and a list.)
 */
const CheckedCondition = z.preprocess((given, context) => {
  let level: unknown[] = [given]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > 20 || level.length > 3000) {
      context.addIssue({ code: 'custom', message: 'A condition is at most 8 groups deep and has at most 100 tests.' })
      return z.NEVER
    }
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []))
  }
  return given
}, Condition)

/** `weighted`: whoever has most room. `lateBinding`: nobody yet; whoever of the team is free and suits it best takes it. */
export const Strategy = z.enum(['roundRobin', 'leastLoaded', 'weighted', 'lateBinding'])
export const Action = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('moveToInbox'), inboxId: z.string() }),
  z.strictObject({ do: z.literal('setTeam'), teamId: z.string().nullable() }),
  z.strictObject({ do: z.literal('assign'), userId: z.string().nullable() }),
  /** Among the members of the team; without a team among the agents who see the inbox. */
  z.strictObject({ do: z.literal('assignBy'), strategy: Strategy, teamId: z.string().nullable().default(null) }),
  z.strictObject({ do: z.literal('setCategory'), categoryId: z.string().nullable() }),
  z.strictObject({ do: z.literal('setPriority'), priority: Priority }),
  z.strictObject({
    do: z.literal('setStatus'),
    status: Status,
    /** A custom status that belongs to `status`; left out: that alone. */
    statusId: z.string().optional(),
  }),
  /** Of the conversation, by the key of the field; null takes the value away. `userId` instead of `value` where the field is a colleague. */
  z.strictObject({
    do: z.literal('setField'),
    key: z.string().max(40),
    value: FieldValue.nullable().default(null),
    userId: z.string().optional(),
  }),
  z.strictObject({ do: z.literal('addTags'), tags: z.array(z.string().trim().min(1).max(40)).min(1).max(20) }),
  z.strictObject({ do: z.literal('removeTags'), tags: z.array(z.string().trim().min(1).max(40)).min(1).max(20) }),
  z.strictObject({
    do: z.literal('autoReply'),
    subject: z.string().max(200).default(''),
    text: z.string().trim().min(1).max(10_000),
  }),
  Notify,
  AddFollower,
  /** To the customer; variables as in docs/rules.md. It may be refused by the same guards as an automatic reply. */
  z.strictObject({
    do: z.literal('reply'),
    subject: z.string().max(200).default(''),
    text: z.string().trim().min(1).max(10_000),
  }),
  /** A macro of the desk or of a team: its words as a reply, with the same guards; what it does; or both. */
  z.strictObject({
    do: z.literal('macro'),
    macroId: z.string(),
    use: z.enum(['reply', 'actions', 'both']).default('both'),
  }),
  /** To a colleague who sees the inbox, or to an address that an administrator has allowed (`outlets.api.ts`). */
  z.strictObject({
    do: z.literal('forward'),
    to: z.string().trim().min(1).max(254),
    text: z.string().trim().max(10_000).default(''),
  }),
  /** A signed POST to a server that an administrator has allowed; without `isWithText` it says nothing of what was written. */
  z.strictObject({
    do: z.literal('webhook'),
    url: z.string().trim().min(1).max(2000),
    isWithText: z.boolean().default(false),
  }),
  /** All steps of an SLA policy at once, whatever its clocks say; without one the priority rises by one. */
  z.strictObject({ do: z.literal('escalate'), policyId: z.string().nullable().default(null) }),
  /**
   * A to-do for a colleague or a team; with neither for the assignee, else for the conversation's team. `minutes`: until it is due; null:
   * without a date. Title and text may have variables.
   */
  z.strictObject({
    do: z.literal('task'),
    title: z.string().trim().min(1).max(200),
    text: z.string().trim().max(10_000).default(''),
    userId: z.string().nullable().default(null),
    teamId: z.string().nullable().default(null),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(MINUTES * 12)
      .nullable()
      .default(null),
    counts: z.enum(['business', 'calendar']).default('calendar'),
    priority: Priority.default('normal'),
  }),
  DealAction,
  DraftAction,
  EnrolAction,
  z.strictObject({ do: z.literal('note'), text: z.string().trim().min(1).max(10_000) }),
  z.strictObject({
    do: z.literal('snooze'),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(MINUTES * 12),
    counts: z.enum(['business', 'calendar']).default('calendar'),
  }),
  z.strictObject({ do: z.literal('stop') }),
])
export type Action = z.infer<typeof Action>

/** A rule that waits: it holds, waits, and is asked again; only if it still holds is anything done. */
export const After = z.strictObject({
  minutes: z.number().int().min(1).max(MINUTES),
  /** `business`: while the hours of the conversation's inbox are open. */
  counts: z.enum(['business', 'calendar']).default('calendar'),
  /** What ends the waiting with nothing done. */
  unless: z
    .array(z.enum(['customerWrites', 'agentWrites', 'resolved']))
    .max(3)
    .default(['customerWrites', 'agentWrites', 'resolved']),
})
export type After = z.infer<typeof After>

export const Rule = z.object({
  id: z.string(),
  /** Only the order of positions means anything. */
  position: z.number().int(),
  name: z.string(),
  inboxId: z.string().nullable(),
  occasion: Occasion,
  condition: Condition,
  actions: z.array(Action),
  after: After.nullish(),
  isEnabled: z.boolean(),
  version: z.number().int(),
  changedAt: z.iso.datetime(),
})
export type Rule = z.infer<typeof Rule>

const editable = {
  name: z.string().trim().min(1).max(120),
  inboxId: z.string().nullable().default(null),
  occasion: Occasion.default('message.received'),
  condition: CheckedCondition,
  actions: z.array(Action).min(1).max(20),
  /** Left out or null: at once. */
  after: After.nullish(),
  isEnabled: z.boolean().default(true),
}
/** A rule as a person writes it. */
export const WantedRule = z.strictObject(editable)
export type WantedRule = z.infer<typeof WantedRule>

/** Why the rules are changed: kept with the version that it makes. */
export const Note = z.string().trim().max(500).default('')

export const listRules = route({
  name: 'listRules',
  summary: 'The rules of your inboxes and of the whole desk, in their order.',
  method: 'GET',
  path: '/rules',
  may: 'rule.read',
  input: z.strictObject({}),
  output: z.array(Rule),
})
export const addRule = route({
  name: 'addRule',
  summary: 'Add a rule at the end: for inboxes you see, or for all if you see all.',
  method: 'POST',
  path: '/rules',
  may: 'rule.write',
  status: 201,
  input: z.strictObject({ ...editable, note: Note }),
  output: Rule,
})
export const changeRule = route({
  name: 'changeRule',
  summary: 'Replace a rule; If-Match or `version` guards against overwriting a colleague.',
  method: 'PUT',
  path: '/rules/:id',
  may: 'rule.write',
  input: z.strictObject({ id: z.string(), version: z.number().int(), ...editable, note: Note }),
  output: Rule,
})
export const deleteRule = route({
  name: 'deleteRule',
  summary: 'Delete a rule.',
  method: 'DELETE',
  path: '/rules/:id',
  may: 'rule.write',
  input: z.strictObject({ id: z.string(), note: Note }),
  output: z.object({}),
})
export const orderRules = route({
  name: 'orderRules',
  summary: 'Put the rules in this order, all ids exactly once; for whoever may change each of them.',
  method: 'PUT',
  path: '/rule-order',
  may: 'rule.write',
  input: z.strictObject({ ids: z.array(z.string()), note: Note }),
  output: z.array(Rule),
})
export const readWebhookSecret = route({
  name: 'readWebhookSecret',
  summary: 'The key by which the server of a webhook checks that a call is ours: one for each server.',
  method: 'POST',
  path: '/rules/webhook-secret',
  may: 'token.manage',
  input: z.strictObject({ url: z.string().trim().min(1).max(2000) }),
  output: z.object({ secret: z.string() }),
})
