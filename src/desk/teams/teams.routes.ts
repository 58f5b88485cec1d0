// Which verb answers which route about teams.
import { type Answer, answer } from '../users/asking.ts'
import * as api from './teams.api.ts'
import { addTeam, archiveTeam, changeTeam, listTeams } from './teams.ts'

export function teamsRoutes(): Answer[] {
  return [
    answer(api.listTeams, ({ tx }) => listTeams(tx)),
    answer(api.addTeam, ({ tx }, team) => addTeam(tx, team)),
    answer(api.changeTeam, ({ tx }, { id, ...change }) => changeTeam(tx, id, change)),
    answer(api.archiveTeam, async ({ tx }, { id }) => {
      await archiveTeam(tx, id)
      return {}
    }),
  ]
}
