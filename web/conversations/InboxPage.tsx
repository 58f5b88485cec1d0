// Views, the list, and beside them the conversation that is selected.
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, type ComponentType, type CSSProperties } from 'react'
import { setNewLetter, useIsWriting } from '../reply/drafts.tsx'
import { useHere } from '../session/session.ts'
import { useActions, type Action } from '../shell/actions.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { Boundary, Waiting } from '../shell/states.tsx'
import { Divider } from './Divider.tsx'
import { List } from './List.tsx'
import { loadConversationPane } from './load.ts'
import { NothingChosen } from './NothingChosen.tsx'
import { SelectedProvider, useShownId } from './Selected.tsx'
import { useTakeNext } from './taking.ts'
import { Views } from './Views.tsx'
import css from './inbox.module.css'

const ViewsDrawer = lazy(() => import('./ViewsDrawer.tsx').then((part) => ({ default: part.ViewsDrawer })))
const NewConversation = lazy(() =>
  import('../reply/NewConversation.tsx').then((part) => ({ default: part.NewConversation })),
)

export function InboxPage() {
  return (
    <SelectedProvider>
      <Inbox />
    </SelectedProvider>
  )
}

function Inbox() {
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
  const { inboxId } = useSearch({ from: '/desk/inbox/$view' })
  const next = useTakeNext(inboxId)
  const actions: Action[] = []
  if (here.may('conversation.reply')) actions.push({ id: 'action.compose', run: write })
  if (next) actions.push({ id: 'action.takeNext', run: next.take })
  useActions(actions)

  return (
    <div className={css.page} style={{ '--list': `${listWidth}px` } as CSSProperties}>
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
      <Beside />
      <Suspense>
        {isWriting && (
          <NewConversation written={(id) => void navigate({ to: '/inbox/$view/$id', params: { view: 'open', id } })} />
        )}
      </Suspense>
    </div>
  )
}

function Beside() {
  const id = useShownId()
  return (
    <div className={css.rest} data-reading={id !== undefined || undefined}>
      <Boundary>
        <Conversation id={id} />
      </Boundary>
    </div>
  )
}

/** Once the list stands and somebody is near it, or a little later: opening must not wait for it. */
const FETCH_REST_MS = 3_000

/** Fetched beforehand, and not by `lazy`: what that shows while it waits is kept on the screen longer than it takes to come. */
function Conversation({ id }: { id: string | undefined }) {
  const [Pane, setPane] = useState<ComponentType<{ id: string }> | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const isWanted = id !== undefined
  useEffect(() => {
    const fetchPane = () =>
      loadConversationPane().then(
        (part) => setPane(() => part.ConversationPane),
        (error: unknown) => setFailure(error),
      )
    if (isWanted) void fetchPane()
    const timer = setTimeout(() => void fetchPane(), FETCH_REST_MS)
    return () => clearTimeout(timer)
  }, [isWanted])
  if (id === undefined) return <NothingChosen />
  if (Pane) return <Pane id={id} />
  if (failure !== null) throw failure
  return <Waiting />
}
