// The rows of the list: virtualised, still under the reader's eyes when something arrives above, and what moves along them.
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { CarryGround } from '../carry/CarryGround.tsx'
import { fieldsQuery, lackingOf } from '../fields/queries.ts'
import { useLookedAt } from '../presence.ts'
import { useUsers } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { afterPaint, useNow } from '../shell/now.ts'
import { showsResolved } from '../views/query-of.ts'
import { useWords } from '../words.ts'
import { loadConversationPane } from './load.ts'
import { soughtIn } from './marks.tsx'
import { prefetch, type Filters } from './queries.ts'
import { Row, type Density } from './Row.tsx'
import { useSelectedId, useSelection } from './Selected.tsx'
import { useTriage } from './triage.ts'
import css from './list.module.css'

interface RowListProps {
  rows: ConversationRow[]
  filters: Filters
  height: number
  density: Density
  chosen: ReadonlySet<string>
  choose: (id: string) => void
  chooseAll: () => void
  more: (() => void) | null
}

export function RowList({ rows, filters, height, density, chosen, choose, chooseAll, more }: RowListProps) {
  const { t } = useWords()
  const sought = useMemo(() => soughtIn(filters.q), [filters.q])
  const client = useQueryClient()
  const { select } = useSelection()
  const openId = useSelectedId()
  const triage = useTriage()
  const { byId: users } = useUsers()
  const lookedAt = useLookedAt()
  const now = useNow()
  const searchText = useLocation({ select: (location) => location.searchStr })
  const scroller = useRef<HTMLDivElement>(null)
  const [pointedId, setPointedId] = useState<string | null>(null)
  const cursorId = openId ?? pointedId
  const cursor = rows.findIndex((row) => row.id === cursorId)

  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    getItemKey: (at) => rows[at]?.id ?? at,
  })
  const approach = useCallback(
    (id: string) => {
      void loadConversationPane()
      prefetch(client, id)
    },
    [client],
  )
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && lastShown >= rows.length - 15) more()
  }, [more, lastShown, rows.length])

  // Mail that arrives above moves the list under the reader; moving the scroll position by as much keeps it still.
  const anchor = useRef<{ id: string; at: number } | null>(null)
  useLayoutEffect(() => {
    const box = scroller.current
    const was = anchor.current
    if (box && was && box.scrollTop > 0) {
      const now = rows.findIndex((row) => row.id === was.id)
      if (now >= 0 && now !== was.at) box.scrollTop += (now - was.at) * height
    }
    const top = Math.floor((box?.scrollTop ?? 0) / height)
    const row = rows[top]
    anchor.current = row ? { id: row.id, at: top } : null
  }, [rows, height])
  const onScroll = () => {
    const top = Math.floor((scroller.current?.scrollTop ?? 0) / height)
    const row = rows[top]
    if (row) anchor.current = { id: row.id, at: top }
  }

  /** Scrolling makes the browser lay out the page at once: only where it has to. */
  const show = (at: number) => {
    const [from, to] = [virtual.scrollOffset ?? 0, (virtual.scrollOffset ?? 0) + (virtual.scrollRect?.height ?? 0)]
    if (at * height < from || (at + 1) * height > to) virtual.scrollToIndex(at, { align: 'auto' })
  }
  const focusRow = (id: string) =>
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-id="${id}"] a`)?.focus({ preventScroll: true }),
    )
  function moveTo(at: number) {
    const row = rows[at]
    if (!row) return
    const neighbour = rows[at + (at > cursor ? 1 : -1)]
    if (openId || window.matchMedia('(min-width: 640px)').matches) {
      select(row.id, { isStep: true })
    } else {
      show(at)
      setPointedId(row.id)
    }
    focusRow(row.id)
    if (neighbour) afterPaint(() => prefetch(client, neighbour.id))
  }
  const openAt = rows.findIndex((row) => row.id === openId)
  const isListed = openAt >= 0
  useEffect(() => {
    if (isListed) show(rows.findIndex((row) => row.id === openId))
    // oxlint-disable-next-line react/exhaustive-deps -- when another one is opened, not whenever the list changes
  }, [openId, isListed])
  // The row that was open is where one comes back to.
  const wasOpen = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!openId && wasOpen.current) {
      setPointedId(wasOpen.current)
      focusRow(wasOpen.current)
    }
    wasOpen.current = openId
  }, [openId])

  /** As in the pane: the next one comes, where one is open. */
  const done = (act: () => void, leavesList: boolean) => {
    act()
    if (openId && leavesList) select((rows[cursor + 1] ?? rows[cursor - 1])?.id, { isStep: true })
  }
  const leaves = () => {
    const row = rows[cursor]
    if (!row || row.status === 'resolved') return false
    return lackingOf(client.getQueryData(fieldsQuery.queryKey) ?? [], row).length === 0 && !showsResolved(filters)
  }
  useActions([
    { id: 'action.next', isFree: true, run: () => moveTo(cursor + 1) },
    { id: 'action.previous', isFree: true, run: () => moveTo(cursor < 0 ? 0 : cursor - 1) },
    { id: 'action.open', run: () => select(rows[Math.max(cursor, 0)]?.id) },
    { id: 'action.choose', isFree: true, run: () => cursorId && choose(cursorId) },
    { id: 'action.chooseAll', isFree: true, run: chooseAll },
    // Also where it is open, but its pane has not come yet.
    ...(cursorId
      ? [
          { id: 'action.resolve' as const, isSpare: true, run: () => done(() => triage.resolve([cursorId]), leaves()) },
          { id: 'action.assignMe' as const, isSpare: true, run: () => triage.assignToMe([cursorId]) },
          { id: 'action.spam' as const, isSpare: true, run: () => done(() => triage.spam([cursorId]), filters.view !== 'held') }, // prettier-ignore
          { id: 'action.delete' as const, isSpare: true, run: () => done(() => triage.remove([cursorId]), true) },
        ]
      : []),
  ])

  return (
    <div ref={scroller} className={css.scroller} onScroll={onScroll}>
      <CarryGround ground={scroller} chosen={chosen} />
      <ul className={css.rows} style={{ height: virtual.getTotalSize() }} aria-label={t('list.label')}>
        {items.map((item) => {
          const row = rows[item.index]
          if (!row) return null
          return (
            <Row
              key={row.id}
              row={row}
              href={`/inbox/${filters.view ?? 'open'}/${row.id}${searchText}`}
              assignee={row.assigneeId === null ? undefined : users.get(row.assigneeId)?.name}
              isLookedAt={lookedAt.has(row.id)}
              now={now}
              density={density}
              top={item.start}
              height={height}
              place={item.index + 1}
              of={rows.length}
              isOpen={row.id === openId}
              isPointed={row.id === cursorId}
              isChosen={chosen.has(row.id)}
              isChoosing={chosen.size > 0}
              sought={sought}
              choose={choose}
              approach={approach}
              open={select}
            />
          )
        })}
      </ul>
    </div>
  )
}
