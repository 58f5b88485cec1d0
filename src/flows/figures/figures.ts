// Figures as pages show them: over a period and the one before, by group, and part by part.
import type { OutputOf } from '../../kit/route.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { backlogAt, countBacklog, countRunning } from './backlog.ts'
import { countDaySums, countRows, noCounts, type Counts } from './count.ts'
import { VERSION } from './facts.ts'
import {
  AGES,
  type Bucket,
  type FigureSet,
  type Grouping,
  type readFigures,
  type readFigureSeries,
} from './figures.api.ts'
import { partsOf, spanOf, type Period, type Step } from './period.ts'
import { keyBy, keyByPart, noKey, type Key, type Question } from './question.ts'
import { noTimes, readTimes, type AllTimes } from './times.ts'

type Figures = OutputOf<typeof readFigures>
type Series = OutputOf<typeof readFigureSeries>

/** Rows of a table by group. */
const MOST_GROUPS = 100
/** Points of a chart. */
const MOST_PARTS = 400

export async function figures(
  tx: Tx,
  question: Question,
  grouping: Grouping | undefined,
  { compare }: { compare?: 'previous' | undefined } = {},
): Promise<Figures> {
  const { period, previous } = question
  const groups = grouping === undefined ? [] : await groupsOf(tx, question, grouping, compare !== undefined)
  return {
    ...standingOf(question),
    now: await whole(tx, question, period),
    before: await whole(tx, question, previous),
    running: await countRunning(tx, question),
    groups: groups.slice(0, MOST_GROUPS),
    moreGroups: Math.max(0, groups.length - MOST_GROUPS),
  }
}

export function standingOf({ course, timeZone, isOwn, period, previous }: Question) {
  const isBuilding = course.builtTo !== null || course.version !== VERSION
  return { version: VERSION, timeZone, followedAt: course.followedAt?.toISOString() ?? null, isBuilding, isOwn, period, previous } // prettier-ignore
}

async function whole(tx: Tx, question: Question, period: Period): Promise<FigureSet> {
  const counts = question.isPlain
    ? (await countDaySums(tx, question, [period])).get('0')
    : (await countRows(tx, question, period, noKey)).get(null)
  const times = (await readTimes(tx, question, period, noKey)).get(null)
  const backlog = (await countBacklog(tx, question, endOf(tx, question, period))).get(null)
  return setOf(counts, times, backlog)
}

function setOf(counts: Counts = noCounts(), times: AllTimes = noTimes(), backlog = 0): FigureSet {
  return { ...counts, ...times, backlog }
}

/** Null: it is not over. */
function endOf({ now }: Tx, { zone }: Question, period: Period): Date | null {
  const { end } = spanOf(zone, period)
  return end > now ? null : end
}

/** Also those of which there is nothing any more. */
async function groupsOf(
  tx: Tx,
  question: Question,
  grouping: Grouping,
  isCompared: boolean,
): Promise<Figures['groups']> {
  const key = keyBy(question, grouping)
  const now = await setsOf(tx, question, question.period, key)
  const before = isCompared ? await setsOf(tx, question, question.previous, key) : null
  const weight = ({ figures: one }: Figures['groups'][number]) => one.opened + one.answered + one.resolved + one.backlog
  return [...new Set([...now.keys(), ...(before?.keys() ?? [])])]
    .map((of) => ({ key: of, figures: now.get(of) ?? setOf(), before: before && (before.get(of) ?? setOf()) }))
    .toSorted((one, other) => weight(other) - weight(one) || (one.key ?? '').localeCompare(other.key ?? ''))
}

async function setsOf(tx: Tx, question: Question, period: Period, key: Key): Promise<Map<string | null, FigureSet>> {
  const counts = await countRows(tx, question, period, key)
  const times = await readTimes(tx, question, period, key)
  const backlog = await countBacklog(tx, question, endOf(tx, question, period), key)
  const keys = new Set([...counts.keys(), ...times.keys(), ...backlog.keys()])
  return new Map([...keys].map((of) => [of, setOf(counts.get(of), times.get(of), backlog.get(of))]))
}

export async function figureSeries(tx: Tx, question: Question, by: Step): Promise<Series> {
  const { period, previous } = question
  return {
    ...standingOf(question),
    by,
    now: await partsIn(tx, question, period, by),
    before: await partsIn(tx, question, previous, by),
  }
}

async function partsIn(tx: Tx, question: Question, period: Period, by: Step): Promise<Bucket[]> {
  const parts = partsOf(period, by)
  if (parts.length > MOST_PARTS)
    throw new Problem('invalid', 'too-many-parts', 'So long a period is shown by week or by month.', { detail: { where: 'by' } }) // prettier-ignore
  const key: Key = keyByPart(question.zone, parts)
  const counts = question.isPlain ? await countDaySums(tx, question, parts) : await countRows(tx, question, period, key)
  const times = await readTimes(tx, question, period, key)
  const ends = parts.map((part) => spanOf(question.zone, part))
  // What has not ended is looked at as it is now, this very millisecond included; what has not begun has none.
  const moment = new Date(tx.now.getTime() + 1)
  const instants = ends.filter(({ start }) => start <= tx.now).map(({ end }) => (end > tx.now ? moment : end))
  const backlog = await backlogAt(tx, question, instants)
  return parts.map((part, at) => {
    const { keptBy: _, ...counted } = counts.get(String(at)) ?? noCounts()
    const isOpen = (ends[at]?.end ?? tx.now) > tx.now
    return { ...part, ...counted, ...(times.get(String(at)) ?? noTimes()), backlog: backlog[at] ?? [...AGES, 0].map(() => 0), isOpen } // prettier-ignore
  })
}
