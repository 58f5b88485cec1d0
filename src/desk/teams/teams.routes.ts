// Which verb answers which route about teams.
import { Problem } from '../../kit/problem.ts'
import { type Answer, answer } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import * as api from './teams.api.ts'
import { addTeam, archiveTeam, changeTeam, listTeams } from './teams.ts'

export function teamsRoutes(): Answer[] {
  return [
    answer(api.listTeams, ({ tx }) => listTeams(tx)),
    answer(api.addTeam, ({ tx, actor }, team) => {
      refuseBound(actor)
      return addTeam(tx, team)
    }),
    answer(api.changeTeam, ({ tx, actor }, { id, ...change }) => {
      refuseBound(actor)
      return changeTeam(tx, id, change)
    }),
    answer(api.archiveTeam, async ({ tx, actor }, { id }) => {
      refuseBound(actor)
      await archiveTeam(tx, id)
      return {}
    }),
  ]
}

/** Who is in a team sees its inboxes, which may be others than those of the token. */
function refuseBound(actor: Actor): void {
  if (actor.isBound) throw new Problem('denied', 'token-bound', 'A token for some inboxes makes and changes no teams.')
}
