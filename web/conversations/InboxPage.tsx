// Views, the list, and whatever the address shows beside them.
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useChildMatches, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState, type CSSProperties } from 'react'
import { setNewLetter, useIsWriting } from '../reply/drafts.tsx'
import { useHere } from '../session/session.ts'
import { useActions, type Action } from '../shell/actions.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { Boundary } from '../shell/states.tsx'
import { Divider } from './Divider.tsx'
import { List } from './List.tsx'
import { useTakeNext } from './taking.ts'
import { Views } from './Views.tsx'
import css from './inbox.module.css'

const ViewsDrawer = lazy(() => import('./ViewsDrawer.tsx').then((part) => ({ default: part.ViewsDrawer })))
const NewConversation = lazy(() =>
  import('../reply/NewConversation.tsx').then((part) => ({ default: part.NewConversation })),
)

export function InboxPage() {
  const here = useHere()
  const navigate = useNavigate()
  const isWide = useMediaQuery('(min-width: 900px)', true, { getInitialValueInEffect: false })
  const [listWidth, setListWidth] = useLocalStorage({
    key: 'postroom-list-width',
    defaultValue: 380,
    getInitialValueInEffect: false,
  })
  const [isDrawerOpen, setDrawerOpen] = useState(false)
  const client = useQueryClient()
  const isWriting = useIsWriting()
  const write = () => {
    holdKeys()
    setNewLetter(client, (was) => ({ ...was, isOpen: true }))
  }
  const isReading = useChildMatches().some((match) => match.routeId.endsWith('$id'))

  const { inboxId } = useSearch({ from: '/desk/inbox/$view' })
  const next = useTakeNext(inboxId)
  const actions: Action[] = []
  if (here.may('conversation.reply')) actions.push({ id: 'action.compose', run: write })
  if (next) actions.push({ id: 'action.takeNext', run: next.take })
  useActions(actions)

  return (
    <div
      className={css.page}
      data-reading={isReading || undefined}
      style={{ '--list': `${listWidth}px` } as CSSProperties}
    >
      {isWide ? (
        <Views compose={write} />
      ) : (
        <Suspense>
          <ViewsDrawer isOpen={isDrawerOpen} close={() => setDrawerOpen(false)} compose={write} />
        </Suspense>
      )}
      <Boundary>
        <List openViews={isWide ? null : () => setDrawerOpen(true)} compose={write} />
      </Boundary>
      <Divider width={listWidth} change={setListWidth} />
      <div className={css.rest}>
        <Boundary>
          <Outlet />
        </Boundary>
      </div>
      <Suspense>
        {isWriting && (
          <NewConversation written={(id) => void navigate({ to: '/inbox/$view/$id', params: { view: 'open', id } })} />
        )}
      </Suspense>
    </div>
  )
}
