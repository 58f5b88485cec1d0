// The bell on the rail: how much one was told and has not read, and the way to it. While a page is open it may also tell through the
// browser, for whoever chose that.
import { UnstyledButton } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useActions } from '../shell/actions.tsx'
import rail from '../shell/rail.module.css'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import css from './bell.module.css'
import { useBrowserTelling } from './browser.ts'
import { unreadQuery } from './queries.ts'

const Center = lazy(() => import('./Center.tsx').then((part) => ({ default: part.Center })))

/** More is not a number that anybody reads. */
const MOST = 99

export function Bell() {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const unread = useQuery(unreadQuery).data?.unread ?? 0
  useBrowserTelling(unread)
  useActions([{ id: 'action.notifications', run: () => setOpen(true) }])
  return (
    <>
      <Tip label={t('rail.notifications')} does="action.notifications" side="right" isOff={isOpen}>
        <UnstyledButton
          className={rail.place}
          aria-label={`${t('rail.forYou')}. ${t('notification.bell', { count: unread })}`}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          onClick={() => setOpen(true)}
        >
          <span className={css.bell}>
            <IconBell size={20} stroke={1.5} aria-hidden />
            {/* Drawn by the style: what is read aloud says it already. */}
            {unread > 0 && <span className={css.count} data-count={unread > MOST ? `${MOST}+` : unread} />}
          </span>
          <span className={rail.name}>{t('rail.forYou')}</span>
        </UnstyledButton>
      </Tip>
      <Suspense>{isOpen && <Center close={() => setOpen(false)} />}</Suspense>
    </>
  )
}
