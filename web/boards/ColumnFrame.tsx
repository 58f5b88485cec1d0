// A column of any board: its heading, and its cards drawn as far as they are seen.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type ReactNode } from 'react'
import { Failed, Waiting } from '../shell/states.tsx'
import type { Holding } from './BoardFrame.tsx'
import css from './board.module.css'

/** As `board.module.css` has it. */
const CARD = 96
/** So near to the last card the next page is fetched. */
const NEAR = 8

interface ColumnFrameProps<Row> {
  value: string
  name: string
  rows: Row[]
  holding: Holding<Row>
  heading: ReactNode
  query: { isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown }
  /** The end of what is there comes near. */
  further: () => void
  empty: string
  foot?: ReactNode
  card: (row: Row) => ReactNode
}

export function ColumnFrame<Row extends { id: string }>({
  value,
  name,
  rows,
  holding: { carried, drawn },
  heading,
  query,
  further,
  empty,
  foot,
  card,
}: ColumnFrameProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null)
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
  useEffect(() => {
    if (lastShown >= rows.length - NEAR) further()
  }, [lastShown, rows.length, further])
  useEffect(() => {
    drawn(value, rows, (at) => virtual.scrollToIndex(at, { align: 'auto' }))
  })
  const isOver = carried?.over === value && carried.from !== value
  return (
    <section className={css.column} data-column={value} data-over={isOver || undefined} aria-label={name}>
      {heading}
      <div ref={scroller} className={css.cards}>
        {isOver && <div className={css.ghost} aria-hidden />}
        {query.isPending ? (
          <Waiting rows={3} height={CARD} />
        ) : query.isError && rows.length === 0 ? (
          <Failed error={query.error} again={() => void query.refetch()} />
        ) : rows.length === 0 ? (
          !isOver && <p className={css.empty}>{empty}</p>
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
                  {card(row)}
                </li>
              )
            })}
          </ul>
        )}
        {foot}
      </div>
    </section>
  )
}
