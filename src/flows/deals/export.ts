// Figures and goals as CSV: a line for each number, with names beside ids.
import { csvBytes, inUnits } from '../../desk/deals/export.ts'
import { goalsFor } from '../../desk/deals/goals.ts'
import { pipelineFor } from '../../desk/deals/sums.ts'
import type { Bytes } from '../../desk/users/asking.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { csvOf, type Cell } from '../../kit/csv.ts'
import type { InputOf } from '../../kit/route.ts'
import type { Tx } from '../../store/tx.ts'
import type { Share } from '../audit/audits.api.ts'
import type { Days, readDealFigures } from './figures.api.ts'
import { dealFigures } from './figures.ts'
import { standingsOf } from './standing.ts'

export async function exportedFigures(tx: Tx, actor: Actor, asked: InputOf<typeof readDealFigures>): Promise<Bytes> {
  const figures = await dealFigures(tx, actor, asked)
  const { stages, name } = await pipelineFor(tx, actor, figures.pipelineId)
  const stageOf = (id: string) => stages.find((one) => one.id === id)?.name ?? id
  const nameOf = await peopleOf(tx)
  const money = (
    figure: string,
    of: string,
    one: { currency: string; count: number; amount: number; weighted?: number },
  ): Cell[][] => [
    // prettier-ignore
    [figure, of, one.currency, one.count, inUnits(one.amount, one.currency), null, null, inUnits(one.weighted ?? null, one.currency)], // prettier-ignore
  ]
  const share = (figure: string, of: string, one: Share): Cell[] => [figure, of, one.count, one.of, one.share, one.low, one.high] // prettier-ignore
  const days = (figure: string, of: string, one: Days): Cell[] => [figure, of, 'days', one.cases, one.median, null, null, one.p90] // prettier-ignore
  const rows: Cell[][] = [
    ...figures.stages.flatMap(({ stageId, sums }) => sums.flatMap((one) => money('in stage', stageOf(stageId), one))),
    share('win rate', '', figures.winRate),
    ...figures.wonBy.map((one) => share('win rate of', one.ownerId === null ? '' : nameOf(one.ownerId), one.rate)),
    ...figures.won.flatMap((one) => money('won', '', one)),
    ...figures.lostBecause.map((one): Cell[] => ['lost because', one.reason ?? '', '', one.count]),
    days('cycle', 'won', figures.cycle.won),
    days('cycle', 'lost', figures.cycle.lost),
    ...figures.times.map((one) => days('time in stage', stageOf(one.stageId), one.ended)),
    ...figures.times.map((one) => days('in it now since', stageOf(one.stageId), one.now)),
    ...figures.responses.map((one) => share('win rate by first answer', one.under === null ? 'later or never' : `under ${one.under} h`, one.rate)), // prettier-ignore
    ...figures.forecast.flatMap((one) => money('expected', one.month, one)),
  ]
  return csvBytes(`deals-${name}-${figures.from}-${figures.until}.csv`, csvOf(['figure', 'of', 'unit or count', 'cases', 'value', 'low', 'high', 'weighted or p90'], rows)) // prettier-ignore
}

export async function exportedGoals(tx: Tx, actor: Actor): Promise<Bytes> {
  const goals = await standingsOf(tx, await goalsFor(tx, actor))
  const nameOf = await peopleOf(tx)
  const names = ['name', 'metric', 'currency', 'owner', 'baseline', 'target', 'from', 'due', 'state', 'value', 'cases', 'low', 'high', 'progress', 'forecast'] // prettier-ignore
  const rows = goals.map(({ standing, ...goal }): Cell[] => [
    goal.name,
    goal.metric,
    goal.currency,
    goal.ownerId === null ? '' : nameOf(goal.ownerId),
    goal.baseline,
    goal.target,
    goal.startsOn,
    goal.dueOn,
    standing.state,
    standing.value,
    standing.cases,
    standing.low,
    standing.high,
    standing.progress,
    standing.forecast,
  ])
  return csvBytes('goals.csv', csvOf(names, rows))
}

async function peopleOf(tx: Tx): Promise<(id: string) => string> {
  const users = await tx.db.selectFrom('user').select(['id', 'name']).execute()
  const names = new Map(users.map((one) => [one.id, one.name]))
  return (id) => names.get(id) ?? id
}
