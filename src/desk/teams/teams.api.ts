// What the room of teams promises: users who share work.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const Team = z.object({
  id: z.string(),
  name: z.string(),
  memberIds: z.array(z.string()),
})
export type Team = z.infer<typeof Team>

const name = z.string().trim().min(1).max(80)
const memberIds = z.array(z.string()).max(2000)

export const listTeams = route({
  name: 'listTeams',
  summary: 'The teams and who is in them.',
  method: 'GET',
  path: '/teams',
  may: 'user.read',
  input: z.strictObject({}),
  output: z.array(Team),
})
export const addTeam = route({
  name: 'addTeam',
  summary: 'Add a team.',
  method: 'POST',
  path: '/teams',
  may: 'team.manage',
  status: 201,
  input: z.strictObject({ name, memberIds: memberIds.default([]) }),
  output: Team,
})
export const changeTeam = route({
  name: 'changeTeam',
  summary: 'Rename a team or say who is in it; what is left out stays.',
  method: 'PATCH',
  path: '/teams/:id',
  may: 'team.manage',
  input: z.strictObject({ id: z.string(), name: name.optional(), memberIds: memberIds.optional() }),
  output: Team,
})
export const archiveTeam = route({
  name: 'archiveTeam',
  summary: 'Archive a team. It no longer opens inboxes to its members.',
  method: 'DELETE',
  path: '/teams/:id',
  may: 'team.manage',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
