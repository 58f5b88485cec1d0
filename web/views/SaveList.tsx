// Keeps what the list shows: a bookmark in its head. A view that one may change is changed by it, any other is the beginning of a new one.
import { ActionIcon } from '@mantine/core'
import { IconBookmark } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { SavedView } from '../../src/desk/views/views.api.ts'
import type { Filters } from '../conversations/queries.ts'
import { useActions } from '../shell/actions.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { queryOf } from './query-of.ts'
import { searchOf } from './SavedViews.tsx'

const SaveView = lazy(() => import('./SaveView.tsx').then((part) => ({ default: part.SaveView })))

export function SaveList({ filters, view }: { filters: Filters; view: SavedView | undefined }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const open = () => setOpen(true)
  useActions([{ id: 'action.saveView', run: open }])
  const own = view?.mayChange ? view : undefined
  const { mayChange: _, version: __, ...kept } = own ?? { mayChange: false, version: 0 }
  const draft = {
    id: null,
    name: '',
    ...kept,
    query: queryOf(filters),
    sort: filters.sort ?? 'newest',
  }
  const saved = (one: SavedView) =>
    void (one.board
      ? navigate({ to: '/boards/$id', params: { id: one.id } })
      : navigate({ to: '/inbox/$view', params: { view: 'all' }, search: searchOf(one) }))
  return (
    <>
      <Tip label={t('action.saveView')} does="action.saveView">
        <ActionIcon size={36} aria-label={t('action.saveView')} onClick={open}>
          <IconBookmark size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      <Suspense>{isOpen && <SaveView draft={draft} close={() => setOpen(false)} saved={saved} />}</Suspense>
    </>
  )
}
