// What a back-test promises: a set of rules that is only thought of, run over mail that came, beside the set there is.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Measure } from '../../desk/conversations/conversations.api.ts'
import { Draft } from '../../desk/rules/code.api.ts'

/** Mails that one back-test reads. */
export const mostMails = 10_000

/** A value before and after, of one thing that rules decide. `null`: none. Names where it is known by an id. */
export const ValueChange = z.object({
  /** What of the conversation: `categoryId`, `priority`, `tags` …; `does`: what is done besides, e.g. a reply, as JSON. */
  what: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  fromName: z.string().nullable(),
  toName: z.string().nullable(),
})
export type ValueChange = z.infer<typeof ValueChange>

const mail = { conversationId: z.string(), messageId: z.string(), number: z.string(), subject: z.string(), receivedAt: z.iso.datetime() } // prettier-ignore

export const BacktestMail = z.object({ ...mail, changes: z.array(ValueChange) })
export type BacktestMail = z.infer<typeof BacktestMail>

/** A clock that keeps its promise under one set and breaks it under the other. Due times are null where nothing is promised. */
export const BacktestClock = z.object({
  ...mail,
  measure: Measure,
  dueBefore: z.iso.datetime().nullable(),
  dueAfter: z.iso.datetime().nullable(),
  /** When it was really answered or resolved; null: not yet. */
  doneAt: z.iso.datetime().nullable(),
})
export type BacktestClock = z.infer<typeof BacktestClock>

const named = { ruleId: z.string(), name: z.string() }

export const BacktestReport = z.object({
  mails: z.number().int(),
  changed: z.number().int(),
  /** When the oldest and the newest of them came. */
  oldest: z.iso.datetime().nullable(),
  newest: z.iso.datetime().nullable(),
  /** The most frequent first; `more` are left out. */
  groups: z.array(ValueChange.extend({ count: z.number().int(), examples: z.array(z.string()) })),
  moreGroups: z.number().int(),
  /** The newest mails to which something else would have happened. */
  examples: z.array(BacktestMail),
  /** How often each rule of the changed set held, in its order. */
  rules: z.array(z.object({ ...named, held: z.number().int(), heldBefore: z.number().int() })),
  /** Rules whose conditions held for mails on which another had the last word. */
  overtaken: z.array(z.object({ ...named, by: z.object(named), how: z.enum(['stopped', 'outdone']), count: z.number().int(), held: z.number().int() })), // prettier-ignore
  clocks: z.object({
    /** Clocks that these mails started, by measure, and how many would have run out. */
    measures: z.array(z.object({ measure: Measure, clocks: z.number().int(), brokenBefore: z.number().int(), brokenAfter: z.number().int() })), // prettier-ignore
    newlyBroken: z.array(BacktestClock),
    newlyKept: z.array(BacktestClock),
    newlyBrokenCount: z.number().int(),
    newlyKeptCount: z.number().int(),
  }),
  milliseconds: z.number().int(),
})
export type BacktestReport = z.infer<typeof BacktestReport>

/** A line of the answer: how far it is, then what came of it, or why nothing did. */
export const BacktestLine = z.union([
  z.object({ read: z.number().int(), of: z.number().int() }),
  z.object({ report: BacktestReport }),
  z.object({ problem: z.object({ code: z.string(), title: z.string() }) }),
])
export type BacktestLine = z.infer<typeof BacktestLine>

export const backtestRules = route({
  name: 'backtestRules',
  summary:
    'Run a changed set of rules over stored mail that you see, and tell what would have been different. Answers lines of JSON: progress, then a report.',
  method: 'POST',
  path: '/rules/backtest',
  may: 'rule.write',
  input: z.strictObject({
    draft: Draft,
    /** Mail of conversations in this inbox. */
    inboxId: z.string().regex(/^\d{1,19}$/).nullable().default(null), // prettier-ignore
    /** Received in this period. */
    since: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
    /** The newest so many. */
    mails: z.number().int().min(1).max(mostMails).default(1_000),
  }),
  output: z.unknown(),
  produces: 'application/x-ndjson',
})
