// The views with what each holds, and the inboxes.
import { Button } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCheck,
  IconChecklist,
  IconCircleDashed,
  IconClockHour4,
  IconClockPause,
  IconInbox,
  IconHandGrab,
  IconMail,
  IconMailOpened,
  IconPencil,
  IconPencilMinus,
  IconStack2,
  IconUser,
  IconZzz,
  type Icon,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import type { ViewName } from '../../src/desk/conversations/conversations.api.ts'
import { useHere, useInboxes } from '../session/session.ts'
import { Tip } from '../shell/Tip.tsx'
import { counted } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { countsQuery } from './queries.ts'
import { SavedViews } from '../views/SavedViews.tsx'
import { useTakeNext } from './taking.ts'
import css from './views.module.css'

export const views: { name: ViewName; label: WordKey; icon: Icon }[] = [
  { name: 'open', label: 'view.open', icon: IconInbox },
  { name: 'mine', label: 'view.mine', icon: IconUser },
  { name: 'unassigned', label: 'view.unassigned', icon: IconCircleDashed },
  { name: 'unread', label: 'view.unread', icon: IconMail },
  { name: 'waiting', label: 'view.waiting', icon: IconClockPause },
  { name: 'snoozed', label: 'view.snoozed', icon: IconZzz },
  { name: 'resolved', label: 'view.resolved', icon: IconCheck },
  { name: 'all', label: 'view.all', icon: IconStack2 },
  { name: 'held', label: 'view.held', icon: IconAlertTriangle },
]
/** The router would take the part of an address for the whole of it. */
const OURS = { exact: true, includeSearch: true }
/** Their numbers grow for ever and ask nothing of anybody. */
const uncounted = new Set<ViewName>(['resolved', 'all'])

export function viewLabel(name: ViewName): WordKey {
  return views.find((view) => view.name === name)?.label ?? 'view.open'
}

export function Views({ compose, chosen }: { compose: () => void; chosen?: () => void }) {
  const { t, language } = useWords()
  const here = useHere()
  const { inboxes } = useInboxes()
  const { data: counts } = useQuery(countsQuery)
  const { view: current } = useParams({ from: '/desk/inbox/$view' })
  const { inboxId, viewId, sort } = useSearch({ from: '/desk/inbox/$view' })
  const isQueue = current === 'mine' && sort === 'due'
  const next = useTakeNext(inboxId)
  const shown = (count: number | undefined) => (count ? counted(count, language) : '')
  return (
    <nav aria-label={t('views.label')} className={css.views}>
      {here.may('conversation.reply') && (
        <Tip label={t('action.compose')} does="action.compose">
          <Button
            variant="default"
            fullWidth
            leftSection={<IconPencil size={18} stroke={1.5} aria-hidden />}
            onClick={compose}
            className={css.compose}
          >
            {t('views.compose')}
          </Button>
        </Tip>
      )}
      {next && (
        <Tip label={t('action.takeNext')} does="action.takeNext">
          <Button
            variant="subtle"
            fullWidth
            loading={next.isBusy}
            leftSection={<IconHandGrab size={18} stroke={1.5} aria-hidden />}
            onClick={() => {
              next.take()
              chosen?.()
            }}
            className={css.compose}
          >
            {t('action.takeNext')}
          </Button>
        </Tip>
      )}
      <ul className={css.list}>
        {here.may('conversation.reply') && (
          <li>
            <Link
              to="/inbox/$view"
              params={{ view: 'mine' }}
              search={{ sort: 'due' }}
              activeOptions={OURS}
              className={css.view}
              aria-current={isQueue ? 'page' : undefined}
              {...(chosen ? { onClick: chosen } : {})}
            >
              <IconChecklist size={18} stroke={1.5} aria-hidden />
              <span className={css.name}>{t('queue.title')}</span>
            </Link>
          </li>
        )}
        {views.map(({ name, label, icon: Drawn }) => {
          if (name === 'held' && !counts?.views['held'] && current !== 'held') return null
          return (
            <li key={name} data-drop={name === 'all' ? undefined : `view:${name}`}>
              <Link
                to="/inbox/$view"
                params={{ view: name }}
                search={{}}
                activeOptions={OURS}
                className={css.view}
                aria-current={current === name && !inboxId && !viewId && !isQueue ? 'page' : undefined}
                {...(chosen ? { onClick: chosen } : {})}
              >
                <Drawn size={18} stroke={1.5} aria-hidden />
                <span className={css.name}>{t(label)}</span>
                {!uncounted.has(name) && <span className={css.count}>{shown(counts?.views[name])}</span>}
              </Link>
            </li>
          )
        })}
      </ul>
      <SavedViews chosen={chosen} />
      {here.may('conversation.reply') && (
        <ul className={css.list}>
          <li>
            <Link to="/drafts" search={{}} className={css.view} {...(chosen ? { onClick: chosen } : {})}>
              <IconPencilMinus size={18} stroke={1.5} aria-hidden />
              <span className={css.name}>{t('drafts.title')}</span>
            </Link>
          </li>
          <li>
            <Link
              to="/drafts"
              search={{ list: 'scheduled' }}
              className={css.view}
              {...(chosen ? { onClick: chosen } : {})}
            >
              <IconClockHour4 size={18} stroke={1.5} aria-hidden />
              <span className={css.name}>{t('drafts.scheduled')}</span>
            </Link>
          </li>
        </ul>
      )}
      {inboxes.length > 0 && (
        <>
          <h2 className={css.heading}>{t('views.inboxes')}</h2>
          <ul className={css.list}>
            {inboxes.map((inbox) => (
              <li key={inbox.id} data-drop={`inbox:${inbox.id}`}>
                <Link
                  to="/inbox/$view"
                  params={{ view: 'open' }}
                  search={{ inboxId: inbox.id }}
                  className={css.view}
                  aria-current={inboxId === inbox.id ? 'page' : undefined}
                  {...(chosen ? { onClick: chosen } : {})}
                >
                  <IconMailOpened size={18} stroke={1.5} aria-hidden />
                  <span className={css.name}>{inbox.name}</span>
                  <span className={css.count}>{shown(counts?.inboxes[inbox.id]?.open)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  )
}
