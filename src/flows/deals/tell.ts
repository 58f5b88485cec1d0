// Once a week whoever answers for a goal is told how it stands: from the Monday after it begins, by the desk's clock, to the first one
// after it ends.
import { goalsFor, takeUntold } from '../../desk/deals/goals.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import { openZone } from '../../desk/hours/zone.ts'
import { todayIn } from '../../desk/tasks/due.ts'
import { laterBy } from '../../desk/tasks/repeat.ts'
import { actorOf } from '../../desk/users/actors.ts'
import { can } from '../../desk/users/permissions.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { tellGoal } from '../notifications/tell.ts'
import { standingOf } from './standing.ts'

/** The kind of job that a schedule asks for. */
export const tellGoalsJob = 'goal.tell'

/** One goal in each transaction. Whoever sees its pipeline no longer is not told of it. */
export async function tellGoals(tx: Tx): Promise<void> {
  const today = todayIn(openZone(await deskZone(tx)), tx.now)
  const goal = await takeUntold(tx, mondayOf(today))
  if (!goal?.ownerId) return
  await enqueue(tx, tellGoalsJob, {}, { key: 'schedule' })
  const owner = await actorOf(tx, goal.ownerId)
  if (!owner || !can(owner, 'deal.read') || !(await goalsFor(tx, owner)).some((one) => one.id === goal.id)) return
  const { state, progress } = await standingOf(tx, goal)
  const far = progress === null ? '' : ` (${Math.round(progress * 100)} %)`
  await tellGoal(tx, goal.ownerId, { work: state, text: `${goal.name}${far}` })
}

const mondayOf = (day: string): string => laterBy(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))
