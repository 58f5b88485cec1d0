// The board of a pipeline: a column for each stage with what its deals come to, and cards that are carried from one to the next.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState, type PointerEvent } from 'react'
import type { Deal, StageSum } from '../../src/desk/deals/deals.api.ts'
import type { Pipeline, Stage } from '../../src/desk/deals/pipelines.api.ts'
import board from '../boards/board.module.css'
import { BoardFrame, type Holding } from '../boards/BoardFrame.tsx'
import { ColumnFrame } from '../boards/ColumnFrame.tsx'
import { useHere } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { useWords } from '../words.ts'
import { DealCard, DealFace } from './DealCard.tsx'
import css from './deals.module.css'
import { LostBecause } from './LostBecause.tsx'
import { inMoney } from './money.ts'
import { columnFilters, dealsQuery, sumsQuery, useDealMove, type DealMove } from './queries.ts'

export function DealBoard({ pipeline, owner }: { pipeline: Pipeline; owner: string | undefined }) {
  const { may } = useHere()
  const now = useNow()
  const { data: sums = [] } = useQuery(sumsQuery(pipeline.id, owner))
  const move = useDealMove(pipeline, owner)
  const [losing, setLosing] = useState<DealMove | null>(null)
  const { stages } = pipeline
  const kindOf = (id: string) => stages.find((one) => one.id === id)?.kind
  return (
    <>
      <BoardFrame<Deal>
        key={pipeline.id}
        columns={stages.map(({ id, name }) => ({ value: id, name }))}
        mayMove={may('deal.write')}
        move={(wanted) =>
          kindOf(wanted.to) === 'lost' && wanted.from !== wanted.to ? setLosing(wanted) : move(wanted)
        }
        face={(deal) => <DealFace deal={deal} now={now} />}
        column={(id, holding) => {
          const stage = stages.find((one) => one.id === id)
          if (!stage) return null
          return (
            <DealColumn
              key={id}
              stage={stage}
              owner={owner}
              sum={sums.find((one) => one.stageId === id)}
              now={now}
              holding={holding}
            />
          )
        }}
      />
      {losing && (
        <LostBecause
          name={losing.row.name}
          reasons={pipeline.lostReasons}
          close={() => setLosing(null)}
          choose={(lostReason) => move({ ...losing, lostReason })}
        />
      )}
    </>
  )
}

interface DealColumnProps {
  stage: Stage
  owner: string | undefined
  sum: StageSum | undefined
  now: Date
  holding: Holding<Deal>
}

function DealColumn({ stage, owner, sum, now, holding }: DealColumnProps) {
  const { t } = useWords()
  const query = useInfiniteQuery(dealsQuery(columnFilters(stage, owner), 30))
  const rows = query.data?.pages.flatMap((page) => page.deals) ?? []
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const gripHere = (event: PointerEvent<HTMLElement>, deal: Deal) => holding.grip(event, deal, stage.id)
  return (
    <ColumnFrame
      value={stage.id}
      name={stage.name}
      rows={rows}
      holding={holding}
      heading={<Heading stage={stage} sum={sum} />}
      query={query}
      further={() => hasNextPage && !isFetchingNextPage && void fetchNextPage()}
      empty={t('board.empty')}
      card={(deal) => (
        <DealCard deal={deal} now={now} isCarried={holding.carried?.row.id === deal.id} grip={gripHere} />
      )}
    />
  )
}

function Heading({ stage, sum }: { stage: Stage; sum: StageSum | undefined }) {
  const { t, language } = useWords()
  const count = sum?.count ?? 0
  const counted = sum?.isMore ? `${count}+` : String(count)
  const isOver = stage.limit !== null && count > stage.limit
  const isFull = stage.limit !== null && stage.isHard && count >= stage.limit
  return (
    <header className={css.stage}>
      <div className={css.stageTop}>
        <h2 className={board.name}>{stage.name}</h2>
        {sum && (
          <span className={board.count} data-over={isOver || undefined} data-full={isFull || undefined}>
            {stage.limit === null ? counted : t('board.countOf', { count: counted, limit: stage.limit })}
            {isFull && <span className="visually-hidden"> {t('board.full')}</span>}
          </span>
        )}
      </div>
      <p className={css.sums}>
        {sum?.sums.map((one) => (
          <span
            key={one.currency}
            title={
              stage.kind === 'open'
                ? t('deals.weighted', {
                    amount: inMoney(one.weighted, one.currency, language, { whole: true }),
                    percent: stage.probability,
                  })
                : undefined
            }
          >
            {inMoney(one.amount, one.currency, language, { whole: true })}
            {sum.isMore && '+'}
          </span>
        ))}
        {stage.kind !== 'open' && <span className={css.quiet}>{t('deals.lastDays')}</span>}
        {(sum?.stalled ?? 0) > 0 && (
          <span className={css.stalled}>{t('deals.stalled', { count: sum?.stalled ?? 0 })}</span>
        )}
      </p>
    </header>
  )
}
