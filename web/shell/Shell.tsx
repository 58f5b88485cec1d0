// The frame around every page behind the sign-in: the rail, what must be known at once (line lost, demo data), the palette
// and the help, and the way the page stays true while it is open.
import { Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { keepShell } from '../install.ts'
import { useLive } from '../live.ts'
import { useHere } from '../session/session.ts'
import { useWords, withWords } from '../words.ts'
import { useActions, type Action } from './actions.tsx'
import { COMMAND_WORDS } from './commands.ts'
import { holdKeys } from './held-keys.ts'
import { useWaitingCount } from './line.tsx'
import { Rail } from './Rail.tsx'
import { Boundary } from './states.tsx'
import { Asker } from './undo.tsx'
import { useUnreadMark } from './unread-mark.ts'
import css from './shell.module.css'

const Palette = lazy(() =>
  withWords(import('../palette/Palette.tsx'), ...COMMAND_WORDS).then(({ Palette }) => ({ default: Palette })),
)
const Help = lazy(() => withWords(import('./Help.tsx'), ...COMMAND_WORDS).then(({ Help }) => ({ default: Help })))

const BulkProgress = lazy(() =>
  withWords(import('../bulk/BulkProgress.tsx'), 'bulk').then((part) => ({ default: part.BulkProgress })),
)

/** Once the page stands: what is not looked at at once comes after what is. */
const SETTLED_MS = 4_000

function useSettled(userId: string): boolean {
  const [isSettled, setSettled] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(true)
      keepShell(userId)
      // What opens on the first page is there before anybody asks for it, and where the line is lost.
      void Promise.allSettled([import('./Pop.tsx'), import('./TipShown.tsx'), import('./MeMenu.tsx')])
    }, SETTLED_MS)
    return () => clearTimeout(timer)
  }, [userId])
  return isSettled
}

export function Shell() {
  const { t } = useWords()
  const here = useHere()
  const line = useLive()
  const waiting = useWaitingCount()
  const navigate = useNavigate()
  const [opened, setOpened] = useState<'palette' | 'help' | null>(null)
  useUnreadMark()
  const isSettled = useSettled(here.user.id)

  const openPalette = () => {
    holdKeys()
    setOpened('palette')
  }
  const go = (
    id: Action['id'],
    view: 'open' | 'mine' | 'unassigned' | 'unread' | 'waiting' | 'snoozed' | 'resolved' | 'all' | 'held',
  ): Action => ({
    id,
    run: () => void navigate({ to: '/inbox/$view', params: { view } }),
  })
  useActions([
    { id: 'action.palette', run: openPalette },
    { id: 'action.help', run: () => setOpened('help') },
    go('action.goOpen', 'open'),
    go('action.goMine', 'mine'),
    go('action.goUnassigned', 'unassigned'),
    go('action.goUnread', 'unread'),
    go('action.goWaiting', 'waiting'),
    go('action.goSnoozed', 'snoozed'),
    go('action.goResolved', 'resolved'),
    go('action.goAll', 'all'),
    go('action.goHeld', 'held'),
    {
      id: 'action.goQueue',
      run: () => void navigate({ to: '/inbox/$view', params: { view: 'mine' }, search: { sort: 'due' } }),
    },
    { id: 'action.goBoards', run: () => void navigate({ to: '/boards' }) },
    { id: 'action.goDrafts', run: () => void navigate({ to: '/drafts', search: {} }) },
    { id: 'action.goTriage', run: () => void navigate({ to: '/triage' }) },
    { id: 'action.goDeals', run: () => void navigate({ to: '/deals', search: {} }) },
    { id: 'action.goTasks', run: () => void navigate({ to: '/tasks' }) },
    { id: 'action.goReports', run: () => void navigate({ to: '/reports' }) },
    { id: 'action.goTeam', run: () => void navigate({ to: '/team' }) },
    { id: 'action.goCustomers', run: () => void navigate({ to: '/customers' }) },
    {
      id: 'action.goRouting',
      run: () => void navigate({ to: '/settings/$', params: { _splat: 'rules' } }),
    },
    { id: 'action.goSettings', run: () => void navigate({ to: '/settings/$', params: { _splat: '' } }) },
  ])

  return (
    <div className={css.shell}>
      <a href="#main" className={css.skip}>
        {t('shell.skip')}
      </a>
      <Rail openPalette={openPalette} openHelp={() => setOpened('help')} />
      <div className={css.page}>
        {(line === 'lost' || waiting > 0) && (
          <p role="status" className={css.lost}>
            {waiting > 0 ? t('shell.waiting', { count: waiting }) : t('shell.lineLost')}
          </p>
        )}
        <Suspense>{isSettled && here.may('conversation.change') && <BulkProgress />}</Suspense>
        {here.sampleData && <p className={css.sample}>{t('shell.sampleData')}</p>}
        <main id="main" tabIndex={-1} className={css.main}>
          <Boundary>
            <Outlet />
          </Boundary>
        </main>
      </div>
      <Asker />
      <Suspense>
        {opened === 'palette' && <Palette close={() => setOpened(null)} />}
        {opened === 'help' && <Help close={() => setOpened(null)} />}
      </Suspense>
    </div>
  )
}
