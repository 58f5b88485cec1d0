// A board: a view drawn in columns, whose cards are conversations.
import { ActionIcon } from '@mantine/core'
import { IconSettings } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { useHere } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { Empty, NotYet } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { useColumnNames } from '../views/column-names.ts'
import { viewsQuery } from '../views/queries.ts'
import { searchOf } from '../views/SavedViews.tsx'
import { BoardFrame } from './BoardFrame.tsx'
import { Face } from './Card.tsx'
import { Column } from './Column.tsx'
import { summariesQuery, useMove, type BoardView } from './queries.ts'
import css from './board.module.css'

const SaveView = lazy(() => import('../views/SaveView.tsx').then((part) => ({ default: part.SaveView })))

export function BoardPage() {
  const { t } = useWords()
  const { id } = useParams({ from: '/desk/boards/$id' })
  const query = useQuery(viewsQuery)
  if (query.data === undefined) return <NotYet query={query} />
  const view = query.data.find((one) => one.id === id)
  if (!view?.board)
    return (
      <Empty title={t('board.missing')}>
        <Link to="/boards">{t('board.toBoards')}</Link>
      </Empty>
    )
  return <BoardShown key={id} view={{ ...view, board: view.board }} />
}

function BoardShown({ view }: { view: BoardView }) {
  const { t } = useWords()
  const { may } = useHere()
  const now = useNow()
  const navigate = useNavigate()
  const { field, columns } = view.board
  const { nameOf } = useColumnNames(field)
  const { data: summaries = [] } = useQuery(summariesQuery(view.id))
  const move = useMove(view, nameOf)
  const [isEditing, setEditing] = useState(false)
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
      <BoardFrame<ConversationRow>
        columns={columns.map(({ value }) => ({ value, name: nameOf(value) }))}
        mayMove={may('conversation.change')}
        move={move}
        face={(row) => <Face row={row} now={now} />}
        column={(value, holding) => (
          <Column
            key={value}
            view={view}
            column={columns.find((one) => one.value === value) ?? { value, limit: null, isHard: false }}
            name={nameOf(value)}
            summary={summaries.find((one) => one.value === value)}
            now={now}
            holding={holding}
          />
        )}
      />
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
