// Which verb answers the route of the team page.
import { answer, type Answer } from '../../desk/users/asking.ts'
import { readTeamPage } from './team-page.api.ts'
import { teamPage } from './team-page.ts'

export function teamPageRoutes(): Answer[] {
  return [answer(readTeamPage, ({ tx, actor }) => teamPage(tx, actor))]
}
