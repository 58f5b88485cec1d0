// The figures of a pipeline, of the deals that somebody sees. Every share is told with its cases and its interval.
import { sql } from 'kysely'
import { openTo } from '../../desk/conversations/privacy.ts'
import { seenBy } from '../../desk/deals/sight.ts'
import { pipelineFor, sumsOf } from '../../desk/deals/sums.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import { openZone, type Zone } from '../../desk/hours/zone.ts'
import { endOf, todayIn } from '../../desk/tasks/due.ts'
import { laterBy } from '../../desk/tasks/repeat.ts'
import { type Actor, can, mustAlso } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { shareOf } from '../audit/shares.ts'
import type { DealFigures, readDealFigures } from './figures.api.ts'
import { closedIn, daysOf, expectedOf, MOST, openedIn, type Asked, type Closed } from './measure.ts'

/** Cases of a stage, for it to be called the slowest. */
const ENOUGH = 5
/** Deals whose first answers are looked for. */
const ANSWERED = 5_000
const HOUR = 3_600_000
/** A question that is answered within, in hours. */
const WITHIN = [1, 4, 24, 72]
const LONGEST = 3 * 366 * 24 * HOUR
const USUAL_DAYS = 89

/** From the first moment of a day to the last of another, by the desk's clock. */
export function spanOf(zone: Zone, from: string, until: string): { from: Date; until: Date } {
  const begin = zone.instants(from, 0)[0] ?? new Date(`${from}T00:00:00Z`)
  const end = endOf(until, zone)
  if (end <= begin) throw new Problem('invalid', 'period-backwards', 'The period ends before it begins.', { detail: { where: 'until' } }) // prettier-ignore
  if (end.getTime() - begin.getTime() > LONGEST)
    throw new Problem('invalid', 'period-too-long', 'A period lasts three years at most.', { detail: { where: 'until' } }) // prettier-ignore
  return { from: begin, until: end }
}

export async function dealFigures(tx: Tx, actor: Actor, asking: InputOf<typeof readDealFigures>): Promise<DealFigures> {
  const owner = whoseOf(actor, asking.owner)
  const pipeline = await pipelineFor(tx, actor, asking.pipelineId)
  const zone = openZone(await deskZone(tx))
  const until = asking.until ?? todayIn(zone, tx.now)
  const from = asking.from ?? laterBy(until, -USUAL_DAYS)
  const span = spanOf(zone, from, until)
  const asked: Asked = { ...span, pipelineIds: [pipeline.id], owner, counted: seenBy(tx, actor) }
  const all = await closedIn(tx, asked)
  const closed = all.slice(0, MOST)
  const won = closed.filter((one) => one.kind === 'won')
  const lost = closed.filter((one) => one.kind === 'lost')
  const openStages = pipeline.stages.filter((one) => one.kind === 'open')
  const times = []
  for (const { id } of openStages) times.push({ stageId: id, ...(await timesOf(tx, id, asked)) })
  const known = times.filter(({ ended }) => ended.cases >= ENOUGH)
  const [slowest] = known.toSorted((a, b) => (b.ended.median ?? 0) - (a.ended.median ?? 0))
  const isOpenFigure = owner === null || owner === actor.id || can(actor, 'report.read')
  return {
    pipelineId: pipeline.id,
    from,
    until,
    isPartial: all.length > MOST,
    stages: await sumsOf(tx, actor, pipeline.id, owner ?? undefined),
    opened: await openedIn(tx, asked),
    winRate: shareOf(won.length, closed.length),
    wonBy: isOpenFigure && can(actor, 'report.read') ? byOwner(closed) : [],
    won: wonIn(won),
    lostBecause: reasonsOf(lost),
    cycle: { won: daysOf(won.map(lengthOf)), lost: daysOf(lost.map(lengthOf)) },
    times,
    slowestId: slowest?.stageId ?? null,
    responses: await responsesOf(tx, actor, closed),
    forecast: (await expectedOf(tx, asked, todayIn(zone, tx.now)))
      .map(({ month, currency, count, amount, weighted }) => ({ month, currency, count, amount, weighted }))
      .toSorted((a, b) => rankOf(a.month).localeCompare(rankOf(b.month)) || b.amount - a.amount),
  }
}

/** Everybody's unless somebody is named; another's only with the right to look at how colleagues do. */
function whoseOf(actor: Actor, owner: string | undefined): Id | null {
  if (owner === undefined) return null
  if (owner === 'me' || owner === actor.id) return actor.id ?? '0'
  mustAlso(actor, 'report.read')
  return owner
}

const rankOf = (month: string) => (month === 'overdue' ? '0' : month === 'undated' ? '9' : `1${month}`)
const lengthOf = ({ createdAt, closedAt }: Closed) => closedAt.getTime() - createdAt.getTime()

function byOwner(closed: readonly Closed[]): DealFigures['wonBy'] {
  return [...Map.groupBy(closed, (one) => one.ownerId)]
    .map(([ownerId, theirs]) => ({
      ownerId,
      rate: shareOf(theirs.filter((one) => one.kind === 'won').length, theirs.length),
    })) // prettier-ignore
    .toSorted((a, b) => b.rate.of - a.rate.of)
    .slice(0, 100)
}

function wonIn(won: readonly Closed[]): DealFigures['won'] {
  return [...Map.groupBy(won.filter((one) => one.amount !== null), (one) => one.currency)] // prettier-ignore
    .map(([currency, some]) => ({
      currency,
      count: some.length,
      amount: some.reduce((sum, one) => sum + Number(one.amount), 0),
    })) // prettier-ignore
    .toSorted((a, b) => b.amount - a.amount)
}

function reasonsOf(lost: readonly Closed[]): DealFigures['lostBecause'] {
  return [...Map.groupBy(lost, (one) => one.lostReason)]
    .map(([reason, some]) => ({ reason, count: some.length }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 30)
}

/** The newest 20,000 stays that ended in the span, and what is in the stage now. */
async function timesOf(tx: Tx, stageId: Id, { from, until, owner, counted }: Asked) {
  const ofOwner = owner === null ? sql`` : sql`and deal.owner_id = ${owner}::bigint`
  const ended = await ask(
    tx,
    'deal-stays-ended',
    sql<{
      ms: number
    }>`select (extract(epoch from y.left_at - y.entered_at) * 1000)::float8 as ms from deal_stay y join deal on deal.id = y.deal_id
      where y.stage_id = ${stageId}::bigint and y.left_at >= ${from} and y.left_at < ${until} and deal.deleted_at is null ${ofOwner} and ${counted}
      order by y.left_at desc limit ${sql.lit(MOST)}`,
  )
  const now = await ask(
    tx,
    'deal-stays-now',
    sql<{
      ms: number
    }>`select (extract(epoch from ${tx.now}::timestamptz - deal.entered_at) * 1000)::float8 as ms from deal
      where deal.stage_id = ${stageId}::bigint and deal.kind = 'open' and deal.deleted_at is null ${ofOwner} and ${counted}
      order by deal.entered_at limit ${sql.lit(MOST)}`,
  )
  return { ended: daysOf(ended.map((one) => one.ms)), now: daysOf(now.map((one) => one.ms)) }
}

/** Of conversations that the actor sees; a deal that no mail began is in none of them. */
async function responsesOf(tx: Tx, actor: Actor, closed: readonly Closed[]): Promise<DealFigures['responses']> {
  const fromMail = closed.filter((one) => one.conversationId !== null).slice(0, ANSWERED)
  const waits = await firstWaits(tx, actor, fromMail.map((one) => one.conversationId ?? '')) // prettier-ignore
  const known = fromMail.filter((one) => waits.has(one.conversationId ?? ''))
  const bounds = [...WITHIN, null]
  return bounds.map((under, at) => {
    const [least, most] = [(WITHIN[at - 1] ?? 0) * HOUR, under === null ? Infinity : under * HOUR]
    const these = known.filter(({ conversationId }) => {
      const wait = waits.get(conversationId ?? '') ?? Infinity
      return under === null ? wait >= least : wait >= least && wait < most
    })
    return { under, rate: shareOf(these.filter((one) => one.kind === 'won').length, these.length) }
  })
}

/** From the first mail of a person to the first answer of a colleague, in milliseconds; null: none came. */
async function firstWaits(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<Map<Id, number | null>> {
  if (ids.length === 0) return new Map()
  const rows = await ask(
    tx,
    'deal-answers',
    sql<{
      id: Id
      ms: number | null
    }>`select c.id, (extract(epoch from answer.received_at - question.received_at) * 1000)::float8 as ms
      from conversation c
      cross join lateral (select m.id, m.received_at from message m where m.conversation_id = c.id and m.direction = 'in'
        and m.kind = 'message' and not m.is_stranger order by m.id limit 1) question
      left join lateral (select m.received_at from message m where m.conversation_id = c.id and m.direction = 'out'
        and m.kind = 'message' and m.author_id is not null and m.id > question.id order by m.id limit 1) answer on true
      where c.id = any(${[...new Set(ids)]}::bigint[]) and c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and c.deleted_at is null
        and ${openTo(tx, actor, 'c')}`,
  )
  return new Map(rows.map((row) => [row.id, row.ms]))
}
