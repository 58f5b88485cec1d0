// Which verb answers which route about where rules may send.
import { Problem } from '../../kit/problem.ts'
import { answer, type Answer } from '../users/asking.ts'
import { changeRuleOutlets, readRuleOutlets } from './outlets.api.ts'
import { changeOutlets, readOutlets } from './outlets.ts'

export function outletsRoutes(): Answer[] {
  return [
    answer(readRuleOutlets, async ({ tx }) => await readOutlets(tx)),
    answer(changeRuleOutlets, async ({ tx, actor }, wanted) => {
      if (!actor.seesAll)
        throw new Problem(
          'denied',
          'outlets-of-all',
          'The list is for the whole desk. Ask somebody who sees every inbox.',
        )
      return await changeOutlets(tx, wanted)
    }),
  ]
}
