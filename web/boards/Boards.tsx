// The boards there are, and how to begin one.
import { Button } from '@mantine/core'
import { IconLayoutColumns, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { BoardBy } from '../../src/desk/views/board-fields.api.ts'
import { useFields } from '../fields/queries.ts'
import { Empty, NotYet } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { viewsQuery } from '../views/queries.ts'
import css from './boards.module.css'

const SaveView = lazy(() => import('../views/SaveView.tsx').then((part) => ({ default: part.SaveView })))

const BY_STATUS = {
  id: null,
  name: '',
  query: '',
  sort: 'due' as const,
  board: {
    field: 'status' as const,
    columns: ['open', 'waiting', 'resolved'].map((value) => ({ value, limit: null, isHard: false })),
  },
}

export function Boards() {
  const { t, tOr } = useWords()
  const navigate = useNavigate()
  const query = useQuery(viewsQuery)
  const [isAdding, setAdding] = useState(false)
  const fields = useFields()
  const byOf = (field: BoardBy) =>
    tOr(`board.by.${field}`, fields.find((one) => `own.${one.key}` === field)?.name ?? '')
  if (query.data === undefined) return <NotYet query={query} />
  const boards = query.data.filter((view) => view.board)
  const begin = (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
      onClick={() => setAdding(true)}
    >
      {t('board.begin')}
    </Button>
  )
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1 className={css.title}>{t('rail.boards')}</h1>
        {boards.length > 0 && begin}
      </header>
      {boards.length === 0 ? (
        <Empty title={t('board.none')}>
          <p className={css.hint}>{t('board.noneHint')}</p>
          {begin}
        </Empty>
      ) : (
        <ul className={css.list}>
          {boards.map((view) => (
            <li key={view.id}>
              <Link to="/boards/$id" params={{ id: view.id }} className={css.board}>
                <IconLayoutColumns size={18} stroke={1.5} aria-hidden />
                <span className={css.name}>{view.name}</span>
                <span className={css.what}>{view.query}</span>
                <span className={css.by}>{view.board && byOf(view.board.field)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Suspense>
        {isAdding && (
          <SaveView
            draft={BY_STATUS}
            close={() => setAdding(false)}
            saved={(view) => view.board && void navigate({ to: '/boards/$id', params: { id: view.id } })}
          />
        )}
      </Suspense>
    </div>
  )
}
