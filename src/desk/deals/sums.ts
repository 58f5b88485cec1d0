// What lies in the columns of a pipeline's board: how many deals, what they come to in each currency, what that is worth by how likely it is.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { validId } from '../conversations/views.ts'
import type { Actor } from '../users/permissions.ts'
import type { StageSum } from './deals.api.ts'
import type { Pipeline, Stage } from './pipelines.api.ts'
import { pipelinesFor } from './pipelines.ts'
import { seenBy } from './sight.ts'

/** Deals that are counted of one stage; from there on it says "and more". */
const COUNTED = 2_000
/** Of stages in which deals are won or lost. */
const CLOSED_DAYS = 30

/** Left out: the first there is. */
export async function pipelineFor(tx: Tx, actor: Actor, id?: Id): Promise<Pipeline> {
  const all = await pipelinesFor(tx, actor)
  const found = id === undefined ? all[0] : all.find((one) => one.id === id)
  if (!found) throw new Problem('missing', 'pipeline-missing', 'There is no such pipeline.', { detail: { id } })
  return found
}

export async function sumsOf(tx: Tx, actor: Actor, pipelineId: Id, owner: Id | undefined): Promise<StageSum[]> {
  const { stages } = await pipelineFor(tx, actor, pipelineId)
  const sums: StageSum[] = []
  for (const stage of stages) sums.push(await sumOf(tx, actor, stage, owner === 'me' ? (actor.id ?? '0') : owner))
  return sums
}

interface Row {
  currency: string
  count: number
  unknown: number
  stalled: number
  amount: string | null
  weighted: string | null
}

async function sumOf(tx: Tx, actor: Actor, stage: Stage, owner: Id | undefined): Promise<StageSum> {
  const since = new Date(tx.now.getTime() - CLOSED_DAYS * 86_400_000)
  const stale = stage.staleDays === null ? null : new Date(tx.now.getTime() - stage.staleDays * 86_400_000)
  const held =
    stage.kind === 'open'
      ? sql`deal.kind = 'open' and deal.deleted_at is null`
      : sql`deal.closed_at is not null and deal.deleted_at is null and deal.closed_at > ${since}`
  const mine = owner === undefined ? sql`` : sql`and deal.owner_id = ${validId(owner)}::bigint`
  const rows = await ask(
    tx,
    'deal-sums',
    sql<Row>`select d.currency, count(*)::int as count, count(*) filter (where d.amount is null)::int as unknown,
        count(*) filter (where d.entered_at < ${stale}::timestamptz)::int as stalled, sum(d.amount) as amount,
        round(sum(d.amount * coalesce(d.probability, ${stage.probability}::int) / 100.0)) as weighted
      from (select deal.currency, deal.amount, deal.entered_at, case when deal.kind = 'open' then deal.probability end as probability
        from deal where deal.stage_id = ${stage.id}::bigint and ${held} ${mine} and ${seenBy(tx, actor)} limit ${sql.lit(COUNTED + 1)}) d
      group by d.currency`,
  )
  const total = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0)
  const count = total((row) => row.count)
  return {
    stageId: stage.id,
    count: Math.min(count, COUNTED),
    isMore: count > COUNTED,
    stalled: stage.kind === 'open' ? total((row) => row.stalled) : 0,
    unknown: total((row) => row.unknown),
    sums: rows
      .filter((row) => row.amount !== null)
      .map((row) => ({
        currency: row.currency,
        count: row.count - row.unknown,
        amount: Number(row.amount),
        weighted: Number(row.weighted),
      }))
      .toSorted((a, b) => b.amount - a.amount),
  }
}
