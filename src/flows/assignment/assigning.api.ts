// What the flow of assignment promises: taking the next, giving back, handing over, the assignment page, the simulation.
import { z } from 'zod'
import { PolicyStrategy } from '../../desk/assignment/assignment.api.ts'
import { Reasons } from '../../desk/reasons.api.ts'
import { route } from '../../kit/route.ts'

const id = z.string().regex(/^\d{1,19}$/)
const words = z.string().trim().min(1).max(300)

export const takeNext = route({
  name: 'takeNext',
  summary: 'Take the next conversation: the best of what waits in the inboxes you see, or in one of them, for you.',
  method: 'POST',
  path: '/assignment/take',
  may: 'conversation.assign',
  input: z.strictObject({ inboxId: id.optional() }),
  output: z.object({
    /** Null: nothing for you now; `because` says why. */
    conversationId: z.string().nullable(),
    because: z.string(),
    reason: Reasons,
    /** Open ones you have now, and how many you take at once. */
    held: z.number().int(),
    slots: z.number().int(),
  }),
})
export const giveBack = route({
  name: 'giveBack',
  summary: 'Give back a conversation that is yours. It keeps its age, and you are not given it again.',
  method: 'POST',
  path: '/conversations/:id/give-back',
  may: 'conversation.assign',
  input: z.strictObject({ id: z.string(), because: words }),
  output: z.object({}),
})

export const AssignmentExplained = z.object({
  /** The last time that somebody was given it, or that it was taken away. */
  last: z
    .object({
      at: z.iso.datetime(),
      /** Null: Postroom itself. */
      actorId: z.string().nullable(),
      userId: z.string().nullable(),
      because: z.string(),
      reason: Reasons,
      /** Whom the choice passed over and why, as codes: eight at most, and how many more. */
      passedOver: Reasons,
    })
    .nullable(),
  /** Where it waits for somebody: how its inbox gives it out, and who is passed over just now. */
  waiting: z
    .object({
      strategy: PolicyStrategy,
      delivery: z.enum(['pull', 'push']),
      since: z.iso.datetime(),
      passedOver: Reasons,
    })
    .nullable(),
})
export type AssignmentExplained = z.infer<typeof AssignmentExplained>

export const explainAssignment = route({
  name: 'explainAssignment',
  summary: 'Why a conversation is with whom it is with: the choice, its reason, and whom it passed over.',
  method: 'GET',
  path: '/conversations/:id/assignment',
  may: 'conversation.read',
  input: z.strictObject({ id: z.string() }),
  output: AssignmentExplained,
})

export const Board = z.object({
  people: z.array(
    z.object({
      userId: z.string(),
      /** `expected`: by their hours they work now, and no browser has heard of them lately. */
      state: z.enum(['here', 'expected', 'away', 'timeOff', 'hours']),
      backAt: z.iso.datetime().nullable(),
      /** Open conversations they have. */
      held: z.number().int(),
      /** How many late binding gives them at once, and how many rules may. */
      slots: z.number().int(),
      capacity: z.number().int(),
    }),
  ),
  inboxes: z.array(
    z.object({
      inboxId: z.string(),
      strategy: PolicyStrategy,
      delivery: z.enum(['pull', 'push']),
      waiting: z.number().int(),
      oldestSince: z.iso.datetime().nullable(),
      /** Within the hour. */
      dueSoon: z.number().int(),
      overdue: z.number().int(),
      /** More is due on this desk than was counted: these are at least so many. */
      isMore: z.boolean(),
    }),
  ),
})
export type Board = z.infer<typeof Board>
export const readBoard = route({
  name: 'readBoard',
  summary: 'Who is here and has how much, and what waits in each inbox you see.',
  method: 'GET',
  path: '/assignment',
  may: 'user.read',
  input: z.strictObject({}),
  output: Board,
})

export const Move = z.strictObject({ conversationId: id, from: id.nullable(), to: id.nullable() })
export type Move = z.infer<typeof Move>
export const HandOverPlan = z.object({
  userId: z.string(),
  moves: z.array(
    z.object({
      ...Move.shape,
      number: z.string(),
      subject: z.string(),
      because: z.string(),
      reason: Reasons.optional(),
    }),
  ),
  /** More than fit into one plan. */
  left: z.number().int(),
})
export type HandOverPlan = z.infer<typeof HandOverPlan>
export const planHandOver = route({
  name: 'planHandOver',
  summary: 'To whom all that somebody has would go. Nothing is moved.',
  method: 'GET',
  path: '/users/:id/hand-over',
  may: 'rule.write',
  input: z.strictObject({ id }),
  output: HandOverPlan,
})
export const handOver = route({
  name: 'handOver',
  summary: 'Hand over as planned; what somebody moved meanwhile is passed over. The moves turned round undo it.',
  method: 'POST',
  path: '/users/:id/hand-over',
  may: 'rule.write',
  input: z.strictObject({ id, moves: z.array(Move).min(1).max(500), because: words.default('handed over') }),
  output: z.object({ done: z.array(Move), passedOver: z.number().int() }),
})

export const SimulatedStrategy = z.enum(['roundRobin', 'leastLoaded', 'weighted', 'takeNext', 'lateBinding'])
export const SimulationOutcome = z.object({
  strategy: SimulatedStrategy,
  arrived: z.number().int(),
  answered: z.number().int(),
  /** Shares that were answered in time: of all, and of what is high or urgent. */
  inTime: z.number(),
  highInTime: z.number(),
  /** Working minutes until the answer. */
  wait: z.object({ p50: z.number(), p95: z.number(), longest: z.number() }),
  utilisation: z.number(),
  /** Jain's index of the share of their time that people worked: 1 is even. */
  fairness: z.number(),
  people: z.array(
    z.object({
      userId: z.string(),
      name: z.string(),
      answered: z.number().int(),
      workedMinutes: z.number(),
      presentMinutes: z.number(),
    }),
  ),
})
export type SimulationOutcome = z.infer<typeof SimulationOutcome>
export const simulateAssignment = route({
  name: 'simulateAssignment',
  summary: 'What would have happened to an inbox’s mail of the last weeks under each way of giving it out.',
  method: 'GET',
  path: '/assignment/simulation',
  may: 'report.read',
  input: z.strictObject({
    /** Without one: a team that nobody works in. */
    inboxId: id.optional(),
    weeks: z.coerce.number().int().min(1).max(26).default(8),
    seed: z.coerce.number().int().min(0).max(1_000_000).default(1),
    /** One more person on this weekday; 0 is Sunday. */
    oneMoreOn: z.coerce.number().int().min(0).max(6).optional(),
  }),
  output: z.object({
    /** `synthetic`: a made-up team, because too little came to say anything, or because no inbox was named. */
    source: z.enum(['history', 'synthetic']),
    weeks: z.number().int(),
    seed: z.number().int(),
    outcomes: z.array(SimulationOutcome),
    /** Late binding with one more person, where that was asked. */
    oneMore: SimulationOutcome.nullable(),
  }),
})
