// A column of a board: its name, how much it holds of how much it should, how old that is together, and its cards, drawn as far as they
// are seen and fetched a page at a time.
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, type PointerEvent } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import type { BoardColumn } from '../../src/desk/views/board-fields.api.ts'
import type { ColumnSummary } from '../../src/desk/views/views.api.ts'
import { loadConversationPane } from '../conversations/load.ts'
import { prefetch } from '../conversations/queries.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { ageOf } from './age.ts'
import { Card } from './Card.tsx'
import type { Carried } from './carrying.ts'
import { columnQueryOf, type BoardView } from './queries.ts'
import css from './board.module.css'

const CARD = 96

interface ColumnProps {
  view: BoardView
  column: BoardColumn
  name: string
  summary: ColumnSummary | undefined
  now: Date
  carried: Carried | null
  grip: (event: PointerEvent<HTMLElement>, row: ConversationRow, from: string) => void
  /** Its cards, for whoever moves along them. */
  drawn: (value: string, rows: ConversationRow[], reveal: (at: number) => void) => void
}

export function Column({ view, column, name, summary, now, carried, grip, drawn }: ColumnProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const scroller = useRef<HTMLDivElement>(null)
  const query = useInfiniteQuery(columnQueryOf(view, column.value))
  const rows = query.data?.pages.flatMap((page) => page.conversations) ?? []
  const isPartial = query.data?.pages.at(-1)?.isPartial ?? false
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD,
    overscan: 4,
    getItemKey: (at) => rows[at]?.id ?? at,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isPartial && lastShown >= rows.length - 8) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isPartial, lastShown, rows.length, fetchNextPage])
  useEffect(() => {
    drawn(column.value, rows, (at) => virtual.scrollToIndex(at, { align: 'auto' }))
  })
  const approach = useCallback(
    (id: string) => {
      void loadConversationPane()
      prefetch(client, id)
    },
    [client],
  )
  const gripHere = (event: PointerEvent<HTMLElement>, row: ConversationRow) => grip(event, row, column.value)
  const isOver = carried?.over === column.value && carried.from !== column.value
  return (
    <section className={css.column} data-column={column.value} data-over={isOver || undefined} aria-label={name}>
      <Heading column={column} name={name} summary={summary} shown={rows.length} />
      <div ref={scroller} className={css.cards}>
        {isOver && <div className={css.ghost} aria-hidden />}
        {query.isPending ? (
          <Waiting rows={3} height={CARD} />
        ) : query.isError && rows.length === 0 ? (
          <Failed error={query.error} again={() => void query.refetch()} />
        ) : rows.length === 0 ? (
          !isOver && <p className={css.empty}>{t(isPartial ? 'list.partial' : 'board.empty')}</p>
        ) : (
          <ul className={css.list} style={{ height: virtual.getTotalSize() }} aria-label={name}>
            {items.map((item) => {
              const row = rows[item.index]
              if (!row) return null
              return (
                <li
                  key={row.id}
                  className={css.place}
                  style={{ transform: `translateY(${item.start}px)` }}
                  aria-setsize={rows.length}
                  aria-posinset={item.index + 1}
                >
                  <Card
                    row={row}
                    query={view.query}
                    now={now}
                    isCarried={carried?.row.id === row.id}
                    grip={gripHere}
                    approach={approach}
                  />
                </li>
              )
            })}
          </ul>
        )}
        {isPartial && (
          <Button variant="subtle" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('list.further')}
          </Button>
        )}
      </div>
    </section>
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
