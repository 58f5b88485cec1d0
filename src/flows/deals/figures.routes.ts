// Which verb answers which route about the figures of deals and about goals.
import * as goalApi from '../../desk/deals/goals.api.ts'
import { addGoal, changeGoal, goalsFor, setGoalArchived } from '../../desk/deals/goals.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import { openZone } from '../../desk/hours/zone.ts'
import { todayIn } from '../../desk/tasks/due.ts'
import { laterBy } from '../../desk/tasks/repeat.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import { exportedFigures, exportedGoals } from './export.ts'
import * as api from './figures.api.ts'
import { dealFigures } from './figures.ts'
import { daysBefore, measured, standingsOf } from './standing.ts'

/** Of a goal of which nobody says how long it lasts. */
const USUAL_DAYS = 89

export function dealFiguresRoutes(): Answer[] {
  return [
    answer(api.readDealFigures, ({ tx, actor }, asked) => dealFigures(tx, actor, asked)),
    answer(api.exportDealFigures, ({ tx, actor }, asked) => exportedFigures(tx, actor, asked)),
    answer(goalApi.listGoals, async ({ tx, actor }) => standingsOf(tx, await goalsFor(tx, actor))),
    answer(goalApi.exportGoals, ({ tx, actor }) => exportedGoals(tx, actor)),
    answer(goalApi.addGoal, ({ tx }, wanted) => addGoal(tx, wanted)),
    answer(goalApi.changeGoal, ({ tx }, { id, version, ...wanted }) => changeGoal(tx, id, version, wanted)),
    answer(goalApi.archiveGoal, async ({ tx }, { id }) => {
      await setGoalArchived(tx, id, true)
      return {}
    }),
    answer(goalApi.restoreGoal, ({ tx }, { id }) => setGoalArchived(tx, id, false)),
    answer(goalApi.measureBaseline, async ({ tx }, { metric, pipelineId, dealsOfId, currency, ...span }) => {
      const startsOn = span.startsOn ?? todayIn(openZone(await deskZone(tx)), tx.now)
      const before = daysBefore({ startsOn, dueOn: span.dueOn ?? laterBy(startsOn, USUAL_DAYS) })
      const found = await measured(tx, {
        metric,
        pipelineId: pipelineId ?? null,
        dealsOfId: dealsOfId ?? null,
        currency: currency ?? null,
        ...before,
      })
      return { from: before.startsOn, until: before.dueOn, ...found }
    }),
  ]
}
