// What somebody's own day promises: what they did today, what is left, and what comes next.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const Day = z.object({
  /** Since midnight where you are. */
  answered: z.number().int(),
  resolved: z.number().int(),
  /** Open conversations of yours. */
  left: z.number().int(),
  /** Of those, overdue or due until tomorrow noon where you are. */
  dueByTomorrow: z.number().int(),
  /** Open ones that nobody has, in the inboxes you see. */
  unassigned: z.number().int(),
  /** Of yours, what is due first. */
  next: z.object({ id: z.string(), subject: z.string(), at: z.iso.datetime() }).nullable(),
})
export type Day = z.infer<typeof Day>

export const readDay = route({
  name: 'readDay',
  summary: 'Your day: answered and resolved since midnight, what is left, and what is due by tomorrow noon.',
  method: 'GET',
  path: '/day',
  may: 'conversation.read',
  input: z.strictObject({}),
  output: Day,
})
