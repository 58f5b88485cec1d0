// How goals stand: measured from all deals of their pipelines but those opened from private conversations, so that everybody reads the same
// number and nobody reads a secret in it.
import { sql } from 'kysely'
import { decimalsOf } from '../../desk/fields/value.ts'
import { summed, type Goal, type GoalMetric, type Standing } from '../../desk/deals/goals.api.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import { openZone } from '../../desk/hours/zone.ts'
import { todayIn } from '../../desk/tasks/due.ts'
import type { Tx } from '../../store/tx.ts'
import { shareOf } from '../audit/shares.ts'
import { spanOf } from './figures.ts'
import { expectedOf, openedIn, totalsOf, type Asked } from './measure.ts'

/** Below so many cases nothing is said of a rate or a median. */
const FEW = 10
const DAY = 86_400_000

/** What somebody reads who sees every pipeline and no private conversation. */
const PUBLIC = sql<boolean>`(deal.conversation_id is null
  or coalesce((select true from conversation c where c.id = deal.conversation_id and c.private_at is null limit 1), false))`

export interface Measured {
  value: number | null
  cases: number
  low: number | null
  high: number | null
}

export type Measuring = Pick<Goal, 'metric' | 'pipelineId' | 'dealsOfId' | 'currency' | 'startsOn' | 'dueOn'>

export async function measured(tx: Tx, goal: Measuring): Promise<Measured> {
  return await valueOf(tx, goal.metric, await askedOf(tx, goal), goal.currency)
}

async function askedOf(tx: Tx, { pipelineId, dealsOfId, startsOn, dueOn }: Measuring): Promise<Asked> {
  const zone = openZone(await deskZone(tx))
  const pipelineIds = pipelineId === null ? (await tx.db.selectFrom('pipeline').select('id').execute()).map((one) => one.id) : [pipelineId] // prettier-ignore
  return { ...spanOf(zone, startsOn, dueOn), pipelineIds, owner: dealsOfId, counted: PUBLIC }
}

async function valueOf(tx: Tx, metric: GoalMetric, asked: Asked, currency: string | null): Promise<Measured> {
  const plain = (value: number | null, cases: number): Measured => ({ value, cases, low: null, high: null })
  if (metric === 'openedCount') {
    const count = await openedIn(tx, asked, null)
    return plain(count, count)
  }
  const { won, lost, known, amount, median } = await totalsOf(tx, asked, currency)
  switch (metric) {
    case 'wonCount':
      return plain(won, won)
    case 'wonAmount':
      return plain(inUnits(amount, currency), known)
    case 'winRate': {
      const { share, low, high, of } = shareOf(won, won + lost)
      return { value: of === 0 ? null : share * 100, cases: of, low: low * 100, high: high * 100 }
    }
    case 'cycleDays':
      return plain(median, won)
  }
}

const inUnits = (amount: number, currency: string | null) => amount / 10 ** decimalsOf(currency ?? 'EUR')

export async function standingOf(tx: Tx, goal: Goal): Promise<Standing> {
  const asked = await askedOf(tx, goal)
  const now = await valueOf(tx, goal.metric, asked, goal.currency)
  const elapsed = Math.min(1, Math.max(0, (tx.now.getTime() - asked.from.getTime()) / (asked.until.getTime() - asked.from.getTime()))) // prettier-ignore
  const forecast = await forecastOf(tx, goal, asked, now, elapsed)
  const progress = progressOf(goal, now.value)
  return { ...now, elapsed, forecast, progress, state: stateOf(goal, { ...now, elapsed, forecast }) }
}

export function progressOf(
  { metric, baseline, target }: Pick<Goal, 'metric' | 'baseline' | 'target'>,
  value: number | null,
): number | null {
  if (value === null) return null
  if (summed.includes(metric)) return target === 0 ? 1 : value / target
  return target === baseline ? 1 : (value - baseline) / (target - baseline)
}

/** What was won and what is likely to be by the last day; what only grows with time goes on as it went; a rate stays as it is. */
async function forecastOf(
  tx: Tx,
  goal: Goal,
  asked: Asked,
  { value }: Measured,
  elapsed: number,
): Promise<number | null> {
  if (value === null || elapsed <= 0) return null
  if (elapsed >= 1 || !summed.includes(goal.metric)) return value
  if (goal.metric === 'openedCount') return value / elapsed
  const today = todayIn(openZone(await deskZone(tx)), tx.now)
  const open = await expectedOf(tx, asked, today, goal.dueOn)
  if (goal.metric === 'wonCount') return value + open.reduce((sum, one) => sum + one.likely, 0)
  const theirs = open.filter((one) => one.currency === goal.currency)
  return value + inUnits(theirs.reduce((sum, one) => sum + one.weighted, 0), goal.currency) // prettier-ignore
}

export function stateOf(
  { metric, target, baseline }: Pick<Goal, 'metric' | 'target' | 'baseline'>,
  { value, cases, low, high, elapsed, forecast }: Omit<Standing, 'state' | 'progress'>,
): Standing['state'] {
  if (elapsed <= 0) return 'coming'
  const isMore = summed.includes(metric) || target > baseline
  const isMet = (reached: number | null) => reached !== null && (isMore ? reached >= target : reached <= target)
  if (elapsed >= 1) return isMet(value) ? 'reached' : 'missed'
  if (summed.includes(metric)) return isMet(value) ? 'reached' : isMet(forecast) ? 'onTrack' : 'behind'
  if (value === null || cases < FEW) return 'few'
  if (low === null || high === null) return isMet(value) ? 'onTrack' : 'behind'
  if (isMet(isMore ? low : high)) return 'onTrack'
  return isMet(isMore ? high : low) ? 'unclear' : 'behind'
}

/** As many days before the goal begins as it lasts. */
export function daysBefore({ startsOn, dueOn }: Pick<Goal, 'startsOn' | 'dueOn'>): { startsOn: string; dueOn: string } {
  const length = Date.parse(dueOn) - Date.parse(startsOn) + DAY
  const shifted = (day: string, ms: number) => new Date(Date.parse(day) + ms).toISOString().slice(0, 10)
  return { startsOn: shifted(startsOn, -length), dueOn: shifted(startsOn, -DAY) }
}

export async function standingsOf(tx: Tx, goals: readonly Goal[]): Promise<(Goal & { standing: Standing })[]> {
  const found = []
  for (const goal of goals) found.push({ ...goal, standing: await standingOf(tx, goal) })
  return found
}
