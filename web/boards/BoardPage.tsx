// A board: a view drawn in columns. Cards are carried by pointer or finger, or moved with Shift and an arrow key; the arrow keys alone
// move along them. On a small screen one column is seen at a time.
import { ActionIcon, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconSettings } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useRef, useState, type KeyboardEvent } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { useHere } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { useColumnNames } from '../views/column-names.ts'
import { viewsQuery } from '../views/queries.ts'
import { searchOf } from '../views/SavedViews.tsx'
import { Face } from './Card.tsx'
import { useCarrying } from './carrying.ts'
import { Column } from './Column.tsx'
import { summariesQuery, useMove, type BoardView } from './queries.ts'
import css from './board.module.css'

const SaveView = lazy(() => import('../views/SaveView.tsx').then((part) => ({ default: part.SaveView })))

export function BoardPage() {
  const { t } = useWords()
  const { id } = useParams({ from: '/desk/boards/$id' })
  const query = useQuery(viewsQuery)
  if (query.isPending) return <Waiting />
  if (query.isError) return <Failed error={query.error} again={() => void query.refetch()} />
  const view = query.data.find((one) => one.id === id)
  if (!view?.board)
    return (
      <Empty title={t('board.missing')}>
        <Link to="/boards">{t('board.toBoards')}</Link>
      </Empty>
    )
  return <BoardShown key={id} view={{ ...view, board: view.board }} />
}

interface Drawn {
  rows: ConversationRow[]
  reveal: (at: number) => void
}

function BoardShown({ view }: { view: BoardView }) {
  const { t } = useWords()
  const { may } = useHere()
  const now = useNow()
  const navigate = useNavigate()
  const isSmall = useMediaQuery('(max-width: 639px)', false, { getInitialValueInEffect: false })
  const { field, columns } = view.board
  const { nameOf } = useColumnNames(field)
  const { data: summaries = [] } = useQuery(summariesQuery(view.id))
  const move = useMove(view, nameOf)
  const [isEditing, setEditing] = useState(false)
  const [seen, setSeen] = useState(columns[0]?.value ?? '')
  const drawn = useRef(new Map<string, Drawn>())
  const box = useRef<HTMLDivElement>(null)
  const mayMove = may('conversation.change')
  const { carried, grip } = useCarrying(({ row, from, over }) => {
    if (over !== null) move({ row, from, to: over })
  })

  function focusCard(value: string, at: number) {
    const column = drawn.current.get(value)
    const row = column?.rows[Math.max(0, Math.min(at, column.rows.length - 1))]
    if (!column || !row) return
    column.reveal(column.rows.indexOf(row))
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-card="${row.id}"]`)?.focus())
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-card]')?.dataset['card']
    const onwards = event.currentTarget.matches(':dir(rtl)') ? -1 : 1
    const step = { ArrowLeft: [-onwards, 0], ArrowRight: [onwards, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (!id || !step || event.altKey || event.ctrlKey || event.metaKey) return
    const [across = 0, down = 0] = step
    const place = columns.findIndex(({ value }) => drawn.current.get(value)?.rows.some((row) => row.id === id))
    const from = columns[place]?.value
    const to = columns[place + across]?.value
    if (from === undefined) return
    event.preventDefault()
    const rows = drawn.current.get(from)?.rows ?? []
    const at = rows.findIndex((row) => row.id === id)
    const row = rows[at]
    if (event.shiftKey && across !== 0) {
      if (!row || to === undefined || !mayMove) return
      move({ row, from, to })
      if (isSmall) setSeen(to)
      requestAnimationFrame(() => focusCard(to, 0))
    } else if (down !== 0) focusCard(from, at + down)
    else {
      // The next column that has cards.
      for (let next = place + across; columns[next]; next += across) {
        const value = columns[next]?.value ?? ''
        if ((drawn.current.get(value)?.rows.length ?? 0) === 0) continue
        if (isSmall) setSeen(value)
        return focusCard(value, at)
      }
    }
  }
  const shown = isSmall ? columns.filter(({ value }) => value === seen) : columns
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1 className={css.title}>{view.name}</h1>
        <Link to="/inbox/$view" params={{ view: 'all' }} search={searchOf(view)} className={css.toList}>
          {t('board.asList')}
        </Link>
        {view.mayChange && (
          <Tip label={t('views.change')}>
            <ActionIcon size={36} aria-label={t('views.change')} onClick={() => setEditing(true)}>
              <IconSettings size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Tip>
        )}
      </header>
      {isSmall && columns.length > 1 && (
        <div className={css.chooser}>
          <SegmentedControl
            aria-label={t('board.columns')}
            value={seen}
            onChange={setSeen}
            data={columns.map(({ value }) => ({ value, label: nameOf(value) }))}
          />
        </div>
      )}
      <p className="visually-hidden">{t('board.keys')}</p>
      <div ref={box} className={css.board} data-board onKeyDown={onKeyDown}>
        {shown.map((column) => (
          <Column
            key={column.value}
            view={view}
            column={column}
            name={nameOf(column.value)}
            summary={summaries.find((one) => one.value === column.value)}
            now={now}
            carried={carried}
            grip={mayMove ? grip : () => undefined}
            drawn={(value, rows, reveal) => drawn.current.set(value, { rows, reveal })}
          />
        ))}
      </div>
      {carried && isSmall && (
        <ul className={css.targets}>
          {columns.map(({ value }) => (
            <li key={value} data-column={value} data-over={carried.over === value || undefined}>
              {nameOf(value)}
            </li>
          ))}
        </ul>
      )}
      {carried && (
        <div className={css.lifted} style={{ transform: `translate(${carried.x}px, ${carried.y}px)` }} aria-hidden>
          <Face row={carried.row} now={now} />
        </div>
      )}
      <Suspense>
        {isEditing && (
          <SaveView
            draft={draftOf(view)}
            close={() => setEditing(false)}
            saved={(one) =>
              !one.board && void navigate({ to: '/inbox/$view', params: { view: 'all' }, search: searchOf(one) })
            }
          />
        )}
      </Suspense>
    </div>
  )
}

function draftOf(view: BoardView) {
  const { mayChange: _, version: __, ...draft } = view
  return draft
}
