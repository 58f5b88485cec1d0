// The frame around every page behind the sign-in: the rail, what must be known at once (line lost, demo data), the palette
// and the help, and the way the page stays true while it is open.
import { Outlet, useMatchRoute, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useLive } from '../live.ts'
import { useHere } from '../session/session.ts'
import { useWords } from '../words.ts'
import { useActions, type Action } from './actions.tsx'
import { holdKeys } from './held-keys.ts'
import { Rail } from './Rail.tsx'
import { Boundary } from './states.tsx'
import { Asker } from './undo.tsx'
import { useUnreadMark } from './unread-mark.ts'
import css from './shell.module.css'

const Palette = lazy(() => import('./Palette.tsx').then(({ Palette }) => ({ default: Palette })))
const Help = lazy(() => import('./Help.tsx').then(({ Help }) => ({ default: Help })))

export function Shell() {
  const { t } = useWords()
  const here = useHere()
  const line = useLive()
  const navigate = useNavigate()
  const matches = useMatchRoute()
  const [opened, setOpened] = useState<'palette' | 'help' | null>(null)
  useUnreadMark()

  const openPalette = () => {
    holdKeys()
    setOpened('palette')
  }
  const go = (
    id: Action['id'],
    key: string,
    view: 'open' | 'mine' | 'unassigned' | 'unread' | 'waiting' | 'snoozed' | 'resolved' | 'all' | 'held',
  ): Action => ({
    id,
    keys: [`g ${key}`],
    run: () => void navigate({ to: '/inbox/$view', params: { view } }),
  })
  useActions([
    { id: 'action.palette', keys: ['mod+k'], run: openPalette },
    { id: 'action.help', keys: ['?'], run: () => setOpened('help') },
    go('action.goOpen', 'i', 'open'),
    go('action.goMine', 'm', 'mine'),
    go('action.goUnassigned', 'u', 'unassigned'),
    go('action.goUnread', 'n', 'unread'),
    go('action.goWaiting', 'w', 'waiting'),
    go('action.goSnoozed', 'h', 'snoozed'),
    go('action.goResolved', 'e', 'resolved'),
    go('action.goAll', 'a', 'all'),
    go('action.goHeld', 'x', 'held'),
    {
      id: 'action.goQueue',
      keys: ['g q'],
      run: () => void navigate({ to: '/inbox/$view', params: { view: 'mine' }, search: { sort: 'due' } }),
    },
    { id: 'action.goBoards', keys: ['g k'], run: () => void navigate({ to: '/boards' }) },
    { id: 'action.goDrafts', keys: ['g f'], run: () => void navigate({ to: '/drafts', search: {} }) },
    { id: 'action.goTriage', keys: ['g t'], run: () => void navigate({ to: '/triage' }) },
    { id: 'action.goTasks', keys: ['g d'], run: () => void navigate({ to: '/tasks' }) },
    { id: 'action.goCustomers', keys: ['g c'], run: () => void navigate({ to: '/customers' }) },
    {
      id: 'action.goRouting',
      keys: ['g r'],
      run: () => void navigate({ to: '/settings/$', params: { _splat: 'rules' } }),
    },
    { id: 'action.goSettings', keys: ['g s'], run: () => void navigate({ to: '/settings/$', params: { _splat: '' } }) },
  ])

  const isReading = matches({ to: '/inbox/$view/$id' }) !== false
  return (
    <div className={css.shell} data-reading={isReading || undefined}>
      <a href="#main" className={css.skip}>
        {t('shell.skip')}
      </a>
      <Rail openPalette={openPalette} openHelp={() => setOpened('help')} />
      <div className={css.page}>
        {line === 'lost' && (
          <p role="status" className={css.lost}>
            {t('shell.lineLost')}
          </p>
        )}
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
