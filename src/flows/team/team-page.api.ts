// What the team page promises: who is here, how much each has, what waits longest and what is due, team by team.
import { z } from 'zod'
import { ShiftNote } from '../../desk/teams/shift-notes.api.ts'
import { route } from '../../kit/route.ts'

/** Counted no further. */
export const MOST_COUNTED = 1_000

const load = {
  /** Since when the customer waits who has waited longest; null: nobody does. */
  oldestSince: z.iso.datetime().nullable(),
  /** Conversations with a promise that ends within the hour, or that is late: of the five thousand on the desk to either side of now. */
  dueSoon: z.number().int(),
  overdue: z.number().int(),
}
export const Mate = z.object({
  userId: z.string(),
  /** As on the assignment page. */
  state: z.enum(['here', 'expected', 'away', 'timeOff', 'hours']),
  backAt: z.iso.datetime().nullable(),
  /** Open conversations they have, and how many automatic assignment may give them. */
  held: z.number().int(),
  capacity: z.number().int(),
  ...load,
})
export type Mate = z.infer<typeof Mate>
export const TeamAtWork = z.object({
  /** Null: those who are in no team. */
  teamId: z.string().nullable(),
  userIds: z.array(z.string()),
  /** Open and with nobody, as far as `MOST_COUNTED`; of no team: null. */
  unassigned: z.number().int().nullable(),
  /** Of what is with nobody. */
  ...load,
  /** The asker may read its notes and leave one. */
  isOwn: z.boolean(),
})
export type TeamAtWork = z.infer<typeof TeamAtWork>

export const readTeamPage = route({
  name: 'readTeamPage',
  summary: 'Who is here, load, longest waiting and due soon, by team, with the hand-over notes of your teams.',
  method: 'GET',
  path: '/team',
  may: 'user.read',
  input: z.strictObject({}),
  output: z.object({ teams: z.array(TeamAtWork), people: z.array(Mate), notes: z.array(ShiftNote) }),
})
