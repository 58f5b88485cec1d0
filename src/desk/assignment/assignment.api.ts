// What the room of assignment promises: what people can and when they are there, and how each inbox gives out what waits in it.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Week } from '../hours/hours.api.ts'

const id = z.string().regex(/^\d{1,19}$/)
const day = z.iso.date()

/** `id`: a language (ISO 639-1), or a category. Levels: 1 is learning it, 2 can do it, 3 is at home in it. */
export const Skill = z.strictObject({ id: z.string().min(1).max(20), level: z.number().int().min(1).max(3) })
export type Skill = z.infer<typeof Skill>

export const TimeOff = z.object({
  id: z.string(),
  /** Both days included, in the time zone of their hours. */
  firstDay: day,
  lastDay: day,
  note: z.string(),
})
export type TimeOff = z.infer<typeof TimeOff>

const pattern = {
  /** Conversations that late binding gives them at once. */
  slots: z.number().int().min(0).max(50),
  /** Their shifts; null: they may be there at any time. */
  hours: z.strictObject({ timeZone: z.string().max(60), week: Week }).nullable(),
  /** Empty: whatever language it is in. */
  languages: z.array(Skill).max(30),
  /** Empty: whatever it is about. */
  categories: z.array(Skill).max(200),
}
export const WorkPattern = z.object({
  userId: z.string(),
  ...pattern,
  timeOff: z.array(TimeOff),
  /** 0: nobody has changed it yet. */
  version: z.number().int(),
})
export type WorkPattern = z.infer<typeof WorkPattern>

/**
 * `manual`: nobody gets anything by itself. `takeNext`: whoever is free takes what is due first. `lateBinding`: whoever is free gets
 * what it costs most to let wait, of what suits them. The others give out at once: in turns, by load, by room.
 */
export const PolicyStrategy = z.enum(['lateBinding', 'takeNext', 'roundRobin', 'leastLoaded', 'weighted', 'manual'])
export type PolicyStrategy = z.infer<typeof PolicyStrategy>

export const Territory = z.strictObject({
  name: z.string().trim().min(1).max(80),
  /** ISO 3166-1, by the domain of the sender or the telephone number of the contact. */
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .max(250)
    .default([]),
  /** With everything below them. */
  domains: z.array(z.string().trim().toLowerCase().min(2).max(253)).max(500).default([]),
  companyIds: z.array(id).max(500).default([]),
  /** Beginnings of postcodes, in the contact's postal address: `10` and `SW1` for all that begin so. */
  postcodes: z
    .array(
      z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^(?=.*\d)[A-Z0-9 -]{1,10}$/),
    )
    .max(500)
    .default([]),
  /** Products, or whatever else rules and people say by a tag. */
  tags: z.array(z.string().trim().min(1).max(40)).max(100).default([]),
  userIds: z.array(id).min(1).max(500),
})
export type Territory = z.infer<typeof Territory>

export const AssignmentRules = z.strictObject({
  strategy: PolicyStrategy.default('lateBinding'),
  /** `pull`: people take the next. `push`: it is given to whoever is here and has a free slot. For strategies that wait. */
  delivery: z.enum(['pull', 'push']).default('pull'),
  /** Whoever answered the contact last gets the next as well, if they are back before it is due. */
  keepsContact: z.boolean().default(true),
  /** Whoever looks after the contact, else their company, comes before whoever answered last; kept for them in the same way. */
  asksOwner: z.boolean().default(false),
  asksSkills: z.boolean().default(true),
  /** Of the language and of the category; who has less counts as without the skill. */
  leastLevel: z.number().int().min(1).max(3).default(1),
  /** After so long whoever sees the inbox will do; null: never. */
  relaxMinutes: z.number().int().min(1).max(100_000).nullable().default(240),
  territories: z.array(Territory).max(100).default([]),
  /** A team that is asked only for what has waited for so long, or when nobody else is there. */
  overflow: z
    .strictObject({ teamId: id, afterMinutes: z.number().int().min(0).max(100_000) })
    .nullable()
    .default(null),
  /** What has waited for so many working minutes comes before everything else. */
  capMinutes: z.number().int().min(30).max(100_000).default(1_440),
})
export type AssignmentRules = z.infer<typeof AssignmentRules>
export const AssignmentPolicy = z.object({
  inboxId: z.string(),
  ...AssignmentRules.shape,
  /** 0: nobody has changed it yet. */
  version: z.number().int(),
})
export type AssignmentPolicy = z.infer<typeof AssignmentPolicy>

export const listWorkPatterns = route({
  name: 'listWorkPatterns',
  summary: 'When everybody works, what they can, and how much they are given at once.',
  method: 'GET',
  path: '/work-patterns',
  may: 'user.read',
  input: z.strictObject({}),
  output: z.array(WorkPattern),
})
export const changeWorkPattern = route({
  name: 'changeWorkPattern',
  summary: 'Say when somebody works, what they can and how much they are given at once.',
  method: 'PUT',
  path: '/users/:id/work-pattern',
  may: 'rule.write',
  input: z.strictObject({ id, version: z.number().int().min(0), ...pattern }),
  output: WorkPattern,
})
export const addTimeOff = route({
  name: 'addTimeOff',
  summary: 'Enter time off: your own, or a colleague’s if you may change rules.',
  method: 'POST',
  path: '/users/:id/time-off',
  may: 'conversation.change',
  status: 201,
  input: z.strictObject({ id, firstDay: day, lastDay: day, note: z.string().trim().max(200).default('') }),
  output: WorkPattern,
})
export const deleteTimeOff = route({
  name: 'deleteTimeOff',
  summary: 'Take time off back: your own, or a colleague’s if you may change rules.',
  method: 'DELETE',
  path: '/users/:id/time-off/:timeOffId',
  may: 'conversation.change',
  input: z.strictObject({ id, timeOffId: id }),
  output: z.object({}),
})
export const listAssignmentPolicies = route({
  name: 'listAssignmentPolicies',
  summary: 'How each inbox you see gives out what waits in it.',
  method: 'GET',
  path: '/assignment-policies',
  may: 'inbox.read',
  input: z.strictObject({}),
  output: z.array(AssignmentPolicy),
})
export const changeAssignmentPolicy = route({
  name: 'changeAssignmentPolicy',
  summary: 'Replace how an inbox gives out what waits in it.',
  method: 'PUT',
  path: '/inboxes/:id/assignment',
  may: 'rule.write',
  input: z.strictObject({ id, version: z.number().int().min(0), ...AssignmentRules.shape }),
  output: AssignmentPolicy,
})
