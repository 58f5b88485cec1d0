// A column of a board of conversations: its name, how much it holds of how much it should, how old that is together, and its cards,
// fetched a page at a time.
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, type PointerEvent } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import type { BoardColumn } from '../../src/desk/views/board-fields.api.ts'
import type { ColumnSummary } from '../../src/desk/views/views.api.ts'
import { loadConversationPane } from '../conversations/load.ts'
import { prefetch } from '../conversations/queries.ts'
import { useWords } from '../words.ts'
import { ageOf } from './age.ts'
import { Card } from './Card.tsx'
import type { Holding } from './BoardFrame.tsx'
import { ColumnFrame } from './ColumnFrame.tsx'
import { columnQueryOf, type BoardView } from './queries.ts'
import css from './board.module.css'

interface ColumnProps {
  view: BoardView
  column: BoardColumn
  name: string
  summary: ColumnSummary | undefined
  now: Date
  holding: Holding<ConversationRow>
}

export function Column({ view, column, name, summary, now, holding }: ColumnProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const query = useInfiniteQuery(columnQueryOf(view, column.value))
  const rows = query.data?.pages.flatMap((page) => page.conversations) ?? []
  const isPartial = query.data?.pages.at(-1)?.isPartial ?? false
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const approach = useCallback(
    (id: string) => {
      void loadConversationPane()
      prefetch(client, id)
    },
    [client],
  )
  const gripHere = (event: PointerEvent<HTMLElement>, row: ConversationRow) => holding.grip(event, row, column.value)
  return (
    <ColumnFrame
      value={column.value}
      name={name}
      rows={rows}
      holding={holding}
      heading={<Heading column={column} name={name} summary={summary} shown={rows.length} />}
      query={query}
      further={() => hasNextPage && !isFetchingNextPage && !isPartial && void fetchNextPage()}
      empty={t(isPartial ? 'list.partial' : 'board.empty')}
      foot={
        isPartial && (
          <Button variant="subtle" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('list.further')}
          </Button>
        )
      }
      card={(row) => (
        <Card
          row={row}
          query={view.query}
          now={now}
          isCarried={holding.carried?.row.id === row.id}
          grip={gripHere}
          approach={approach}
        />
      )}
    />
  )
}

type HeadingProps = Pick<ColumnProps, 'column' | 'name' | 'summary'> & { shown: number }

function Heading({ column: { limit, isHard }, name, summary, shown }: HeadingProps) {
  const { t } = useWords()
  const count = Math.max(summary?.count ?? 0, summary?.isMore ? shown : 0)
  const counted = summary?.isMore ? `${Math.min(count, 99)}+` : String(count)
  const isOver = limit !== null && count > limit
  const isFull = limit !== null && isHard && count >= limit
  return (
    <header className={css.heading}>
      <h2 className={css.name}>{name}</h2>
      {summary && (
        <>
          <span className={css.count} data-over={isOver || undefined} data-full={isFull || undefined}>
            {limit === null ? counted : t('board.countOf', { count: counted, limit })}
            {isFull && <span className="visually-hidden"> {t('board.full')}</span>}
          </span>
          {summary.count > 0 && (
            <span className={css.age} title={t('board.age')}>
              {ageOf(summary.age, t)}
              {summary.isMore && '+'}
            </span>
          )}
        </>
      )}
    </header>
  )
}
