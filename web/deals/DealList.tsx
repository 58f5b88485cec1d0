// Deals as a list, of which several can be chosen and changed at once.
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Deal, DealChange } from '../../src/desk/deals/deals.api.ts'
import type { Pipeline } from '../../src/desk/deals/pipelines.api.ts'
import { useHere, useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import { DealBulk } from './DealBulk.tsx'
import css from './deals.module.css'
import { Expected } from './Expected.tsx'
import { FilterBar } from './FilterBar.tsx'
import { inMoney } from './money.ts'
import { dealsQuery, useDealChanges, type Filters } from './queries.ts'

export function DealList({ pipeline }: { pipeline: Pipeline }) {
  const { t } = useWords()
  const { may } = useHere()
  const now = useNow()
  const navigate = useNavigate()
  const search = useSearch({ from: '/desk/deals' })
  const { kind, stage, order, owner, tag, q, expectedBy, stalled } = search
  const filters: Filters = {
    pipelineId: pipeline.id,
    ...(kind && { state: kind }),
    ...(stage && { stageId: stage }),
    ...(order && { order }),
    ...(owner && { owner }),
    ...(tag && { tag }),
    ...(q && { q }),
    ...(expectedBy && { expectedBy }),
    ...(stalled && { stalled }),
  }
  const list = useInfiniteQuery(dealsQuery(filters))
  const change = useDealChanges()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const deals = list.data?.pages.flatMap((page) => page.deals) ?? []
  const meant = deals.filter((one) => chosen.has(one.id))
  const isReadOnly = !may('deal.write')
  const go = (change: object) => {
    setChosen(new Set())
    void navigate({ to: '/deals', search: { ...search, ...change }, replace: true })
  }
  const turn = (id: string) => setChosen((was) => new Set(was.has(id) ? [...was].filter((one) => one !== id) : [...was, id])) // prettier-ignore
  const act = (of: (deal: Deal) => Omit<DealChange, 'id'>, said: string) => {
    change(meant.map((deal) => ({ id: deal.id, ...of(deal) })), said) // prettier-ignore
    setChosen(new Set())
  }
  return (
    <section className={css.listPage} aria-label={t('deals.show.list')}>
      <FilterBar pipeline={pipeline} filters={filters} go={go} />
      <div className={css.rows}>
        {list.isPending ? (
          <Waiting rows={8} height={44} />
        ) : list.isError ? (
          <Failed error={list.error} again={() => void list.refetch()} />
        ) : deals.length === 0 && !list.hasNextPage ? (
          <Empty title={t('deals.noneSo')} />
        ) : (
          <table className={css.table}>
            <thead>
              <tr>
                {!isReadOnly && <th aria-label={t('action.choose')} />}
                <th>{t('deals.name')}</th>
                <th>{t('deals.customer')}</th>
                <th>{t('deals.stage')}</th>
                <th className={css.right}>{t('deals.amount')}</th>
                <th>
                  {t(filters.state === undefined || filters.state === 'open' ? 'deals.expected' : 'deals.closedAt')}
                </th>
                <th>{t('deals.owner')}</th>
              </tr>
            </thead>
            <tbody>
              {deals.map((deal) => (
                <DealRow
                  key={deal.id}
                  deal={deal}
                  pipeline={pipeline}
                  now={now}
                  isChosen={chosen.has(deal.id)}
                  {...(!isReadOnly && { turn })}
                />
              ))}
            </tbody>
          </table>
        )}
        {list.hasNextPage && (
          <Button
            variant="subtle"
            fullWidth
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('list.more')}
          </Button>
        )}
      </div>
      {meant.length > 0 && <DealBulk deals={meant} pipeline={pipeline} act={act} clear={() => setChosen(new Set())} />}
    </section>
  )
}

interface DealRowProps {
  deal: Deal
  pipeline: Pipeline
  now: Date
  isChosen: boolean
  turn?: (id: string) => void
}

function DealRow({ deal, pipeline, now, isChosen, turn }: DealRowProps) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const stage = pipeline.stages.find((one) => one.id === deal.stageId)
  return (
    <tr data-chosen={isChosen || undefined}>
      {turn && (
        <td className={css.box}>
          <input
            type="checkbox"
            aria-label={t('deals.choose', { name: deal.name })}
            checked={isChosen}
            onChange={() => turn(deal.id)}
          />
        </td>
      )}
      <td className={css.nameCell}>
        <Link to="/deals/$id" params={{ id: deal.id }}>
          {deal.name}
        </Link>
        {deal.tags.slice(0, 3).map((tag) => (
          <span key={tag} className={css.tag}>
            {tag}
          </span>
        ))}
      </td>
      <td>{deal.company?.name ?? deal.contacts[0]?.name ?? ''}</td>
      <td>
        {stage?.name}{' '}
        <time
          dateTime={deal.enteredAt}
          className={css.age}
          data-stale={deal.isStale || undefined}
          title={exactly(deal.enteredAt, language)}
        >
          {shortAgo(deal.enteredAt, now, language)}
        </time>
      </td>
      <td className={css.right}>{deal.amount === null ? '' : inMoney(deal.amount, deal.currency, language)}</td>
      <td>
        {deal.closedAt ? (
          <time dateTime={deal.closedAt}>{exactly(deal.closedAt, language)}</time>
        ) : (
          <Expected on={deal.expectedOn} now={now} />
        )}
        {deal.lostReason && <span className={css.quiet}> {deal.lostReason}</span>}
      </td>
      <td>{deal.ownerId ? byId.get(deal.ownerId)?.name : ''}</td>
    </tr>
  )
}
