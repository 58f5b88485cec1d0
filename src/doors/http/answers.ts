// Every answer of the API: a line for each room. What is not here does not exist outside.
import { teamsRoutes } from '../../desk/teams/teams.routes.ts'
import type { Answer } from '../../desk/users/asking.ts'
import { sessionsRoutes } from '../../desk/users/sessions.routes.ts'
import { type UsersMeans, usersRoutes } from '../../desk/users/users.routes.ts'

/** What verbs need besides their transaction; a room that needs more adds its own means here. */
export type Means = UsersMeans

export function allAnswers(means: Means): Answer[] {
  return [...sessionsRoutes(means), ...usersRoutes(means), ...teamsRoutes()]
}
