// Measuring deals: what was closed or opened in a span, from which figures and goals are made. Figures look at the newest 20,000 of them and say
// so; goals are exact, however many there are.
import { type RawBuilder, sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { validId } from '../../desk/conversations/views.ts'
import type { Days } from './figures.api.ts'

export const MOST = 20_000
const DAY = 86_400_000

export interface Asked {
  /** Null: of all. */
  pipelineIds: readonly Id[]
  owner: Id | null
  from: Date
  until: Date
  /** Which deals count, in a statement where one is called `deal`. */
  counted: RawBuilder<boolean>
}

export interface Closed {
  id: Id
  kind: 'won' | 'lost'
  ownerId: Id | null
  amount: string | null
  currency: string
  lostReason: string | null
  conversationId: Id | null
  createdAt: Date
  closedAt: Date
}

const ofOwner = ({ owner }: Asked) => (owner === null ? sql`` : sql`and deal.owner_id = ${validId(owner)}::bigint`)

/** Newest first. Each pipeline along its own index. */
export async function closedIn(tx: Tx, asked: Asked): Promise<Closed[]> {
  const found: Closed[] = []
  for (const pipelineId of asked.pipelineIds)
    found.push(
      ...(await ask(
        tx,
        'deals-closed',
        sql<Closed>`select deal.id, deal.kind, deal.owner_id as "ownerId", deal.amount, deal.currency, deal.lost_reason as "lostReason",
            deal.conversation_id as "conversationId", deal.created_at as "createdAt", deal.closed_at as "closedAt"
          from deal where deal.pipeline_id = ${pipelineId}::bigint and deal.closed_at is not null and deal.deleted_at is null
            and deal.closed_at >= ${asked.from} and deal.closed_at < ${asked.until} ${ofOwner(asked)} and ${asked.counted}
          order by deal.closed_at desc, deal.id desc limit ${sql.lit(MOST + 1)}`,
      )),
    )
  return found
}

export interface Totals {
  won: number
  lost: number
  /** Of those that were won in this currency and have an amount: how many, and what they come to in its smallest unit. */
  known: number
  amount: number
  /** Days that winning one took. */
  median: number | null
}

/** Of all that were closed. */
export async function totalsOf(tx: Tx, asked: Asked, currency: string | null): Promise<Totals> {
  const paid = sql`deal.kind = 'won' and deal.currency = ${currency}`
  const [row] = await ask(
    tx,
    'deals-totals',
    sql<Omit<Totals, 'amount'> & { amount: string }>`select count(*) filter (where deal.kind = 'won')::int as won,
        count(*) filter (where deal.kind = 'lost')::int as lost, count(deal.amount) filter (where ${paid})::int as known,
        coalesce(sum(deal.amount) filter (where ${paid}), 0)::text as amount,
        percentile_cont(0.5) within group (order by extract(epoch from deal.closed_at - deal.created_at)::float8)
          filter (where deal.kind = 'won') / 86400 as median
      from deal where deal.pipeline_id = any(${[...asked.pipelineIds]}::bigint[]) and deal.closed_at is not null and deal.deleted_at is null
        and deal.closed_at >= ${asked.from} and deal.closed_at < ${asked.until} ${ofOwner(asked)} and ${asked.counted}`,
  )
  return { won: 0, lost: 0, known: 0, median: null, ...row, amount: Number(row?.amount ?? 0) }
}

/** `most`: of a pipeline; null: all. */
export async function openedIn(tx: Tx, asked: Asked, most: number | null = MOST): Promise<number> {
  let count = 0
  for (const pipelineId of asked.pipelineIds) {
    const [row] = await ask(
      tx,
      'deals-opened',
      sql<{
        count: number
      }>`select count(*)::int as count from (select from deal where deal.pipeline_id = ${pipelineId}::bigint
        and deal.deleted_at is null and deal.created_at >= ${asked.from} and deal.created_at < ${asked.until} ${ofOwner(asked)}
        and ${asked.counted} limit ${most}) found`,
    )
    count += row?.count ?? 0
  }
  return count
}

export interface Expected {
  month: string
  currency: string
  count: number
  amount: number
  weighted: number
  /** The sum of how likely they are: how many of them are to be expected. */
  likely: number
}

/** Open deals by the month in which they are expected; what should have been won by now is `overdue`. `by`: only until that day, and all. */
export async function expectedOf(tx: Tx, asked: Asked, today: string, by: string | null = null): Promise<Expected[]> {
  const nearest = by === null ? sql`order by coalesce(deal.expected_on, 'infinity'::date), deal.id limit ${sql.lit(MOST)}` : sql`` // prettier-ignore
  const within = by === null ? sql`` : sql`and deal.expected_on <= ${by}::date`
  const found: Expected[] = []
  for (const pipelineId of asked.pipelineIds) {
    const rows = await ask(
      tx,
      'deals-expected',
      sql<
        Omit<Expected, 'amount' | 'weighted'> & { amount: string; weighted: string }
      >`select d.month, d.currency, count(*)::int as count,
          coalesce(sum(d.amount), 0)::text as amount, round(coalesce(sum(d.amount * d.likely), 0))::text as weighted, sum(d.likely)::float8 as likely
        from (select deal.currency, deal.amount, coalesce(deal.probability, s.probability) / 100.0 as likely,
            case when deal.expected_on is null then 'undated' when deal.expected_on < ${today}::date then 'overdue'
              else to_char(deal.expected_on, 'YYYY-MM') end as month
          from deal join stage s on s.id = deal.stage_id where deal.pipeline_id = ${pipelineId}::bigint and deal.kind = 'open'
            and deal.deleted_at is null ${within} ${ofOwner(asked)} and ${asked.counted}
          ${nearest}) d
        group by d.month, d.currency`,
    )
    found.push(...rows.map((row) => ({ ...row, amount: Number(row.amount), weighted: Number(row.weighted) })))
  }
  return found
}

/** Between the two nearest cases, in proportion, as in every spreadsheet. */
export function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null
  const at = (sorted.length - 1) * share
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0]
  return low + (high - low) * (at - Math.floor(at))
}

export function daysOf(lengths: readonly number[]): Days {
  const sorted = lengths.map((ms) => ms / DAY).toSorted((a, b) => a - b)
  return { cases: sorted.length, median: quantile(sorted, 0.5), p90: quantile(sorted, 0.9) }
}
