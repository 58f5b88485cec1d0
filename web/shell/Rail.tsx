// The rail: the places of the desk, and at its foot who is here. On a small screen it lies at the bottom, and hides
// while a conversation is read.
import { UnstyledButton } from '@mantine/core'
import {
  IconAddressBook,
  IconChartBar,
  IconBriefcase,
  IconCheckbox,
  IconCommand,
  IconInbox,
  IconLayoutColumns,
  IconListCheck,
  IconRoute,
  IconSettings,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import bell from '../notifications/bell.module.css'
import { Bell } from '../notifications/Bell.tsx'
import { useHere } from '../session/session.ts'
import { taskCountsQuery } from '../tasks/queries.ts'
import { useWords, type WordKey } from '../words.ts'
import { Asked } from './Asked.tsx'
import { Avatar } from './Avatar.tsx'
import type { CommandId } from './commands.ts'
import { Tip } from './Tip.tsx'
import css from './rail.module.css'

const MeMenu = lazy(() => import('./MeMenu.tsx').then((part) => ({ default: part.MeMenu })))

/** Otherwise the router says of settings that one is there, whichever of their pages it is. */
const ONLY_THIS = { exact: true }

/** More is not a number that anybody reads. */
const MOST = 99

/** The places of the desk in their order, by how their addresses begin. */
export interface PlaceOf {
  at: string
  label: WordKey
  icon: Icon
  does: CommandId
  link: { to: string; params?: object }
  needs?: string
  /** The small rail has no room for it: it is in the menu there, or can be reached from another place. */
  small?: 'menu' | 'elsewhere'
}
const RULES: PlaceOf = { at: '/settings/rules', label: 'rail.routing', icon: IconRoute, does: 'action.goRouting', link: { to: '/settings/$', params: { _splat: 'rules' } }, needs: 'rule.read', small: 'elsewhere' } // prettier-ignore
const SETTINGS: PlaceOf = { at: '/settings', label: 'rail.settings', icon: IconSettings, does: 'action.goSettings', link: { to: '/settings/$', params: { _splat: '' } } } // prettier-ignore
const TASKS: PlaceOf = { at: '/tasks', label: 'rail.tasks', icon: IconCheckbox, does: 'action.goTasks', link: { to: '/tasks' }, needs: 'task.read' } // prettier-ignore
const places: readonly PlaceOf[] = [
  { at: '/inbox', label: 'rail.inbox', icon: IconInbox, does: 'action.goOpen', link: { to: '/inbox/$view', params: { view: 'open' } } }, // prettier-ignore
  { at: '/boards', label: 'rail.boards', icon: IconLayoutColumns, does: 'action.goBoards', link: { to: '/boards' }, small: 'elsewhere' }, // prettier-ignore
  { at: '/triage', label: 'triage.title', icon: IconListCheck, does: 'action.goTriage', link: { to: '/triage' }, needs: 'conversation.change' }, // prettier-ignore
  TASKS,
  { at: '/deals', label: 'rail.deals', icon: IconBriefcase, does: 'action.goDeals', link: { to: '/deals' }, needs: 'deal.read', small: 'menu' }, // prettier-ignore
  { at: '/customers', label: 'rail.customers', icon: IconAddressBook, does: 'action.goCustomers', link: { to: '/customers' }, needs: 'contact.read' }, // prettier-ignore
  { at: '/reports', label: 'rail.reports', icon: IconChartBar, does: 'action.goReports', link: { to: '/reports' }, needs: 'conversation.read', small: 'menu' }, // prettier-ignore
  { at: '/team', label: 'rail.team', icon: IconUsersGroup, does: 'action.goTeam', link: { to: '/team' }, needs: 'user.read', small: 'menu' }, // prettier-ignore
  RULES,
]

/** Of the address only what the rail shows, so that it is not drawn anew with each conversation. */
function placeAt(pathname: string): string {
  return pathname.startsWith(RULES.at) ? RULES.at : `/${pathname.split('/')[1] ?? ''}`
}

interface PlaceProps {
  place: PlaceOf
  isHere: boolean
  /** Where it says more than its name. */
  label?: string
  /** Drawn beside the icon; the label says it too. */
  count?: number
}

function Place({ place: { label: name, icon: Drawn, does, link, small }, isHere, label, count = 0 }: PlaceProps) {
  const { t } = useWords()
  const full = label ?? t(name)
  return (
    <Tip label={full} does={does} side="right">
      <Link
        {...(link as { to: '/' })}
        className={css.place}
        data-second={small && true}
        // The router would see only this very view as the inbox, and rules as settings too.
        activeProps={{}}
        activeOptions={ONLY_THIS}
        aria-current={isHere ? 'page' : undefined}
        aria-label={full}
      >
        <span className={bell.bell}>
          <Drawn size={20} stroke={1.5} aria-hidden />
          {count > 0 && <span className={bell.count} data-count={count > MOST ? `${MOST}+` : count} />}
        </span>
        <span className={css.name}>{t(name)}</span>
      </Link>
    </Tip>
  )
}

function TasksPlace({ isHere }: { isHere: boolean }) {
  const { t } = useWords()
  const { data } = useQuery(taskCountsQuery)
  const due = data ? data.overdue + data.today : 0
  return <Place place={TASKS} isHere={isHere} label={t('rail.tasksDue', { count: due })} count={due} />
}

export function Rail({ openPalette, openHelp }: { openPalette: () => void; openHelp: () => void }) {
  const { t } = useWords()
  const { may } = useHere()
  const here = useLocation({ select: ({ pathname }) => placeAt(pathname) })
  const mine = places.filter(({ needs }) => needs === undefined || may(needs))
  return (
    <nav aria-label={t('rail.label')} className={css.rail}>
      <Link to="/" className={css.mark} aria-label={t('rail.home')}>
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.6">
          <path d="M3.5 7.5h17v11h-17z" strokeLinejoin="round" />
          <path d="m3.5 7.5 8.5 6 8.5-6" strokeLinejoin="round" />
        </svg>
      </Link>
      {mine.map((place) =>
        place === TASKS ? (
          <TasksPlace key={place.at} isHere={here === place.at} />
        ) : (
          <Place key={place.at} place={place} isHere={here === place.at} />
        ),
      )}
      <Bell />
      <Place place={SETTINGS} isHere={here === SETTINGS.at} />
      <div className={css.foot}>
        <Tip label={t('action.palette')} does="action.palette" side="right">
          <UnstyledButton className={css.place} onClick={openPalette} aria-label={t('action.palette')}>
            <IconCommand size={20} stroke={1.5} aria-hidden />
          </UnstyledButton>
        </Tip>
        <Me openHelp={openHelp} places={mine.filter(({ small }) => small === 'menu')} />
      </div>
    </nav>
  )
}

function Me({ openHelp, places }: { openHelp: () => void; places: readonly PlaceOf[] }) {
  const { t } = useWords()
  const { user } = useHere()
  const [isOpen, setOpen] = useState(false)
  return (
    <Asked
      opens="menu"
      isOpen={isOpen}
      ask={() => setOpen(true)}
      control={(asking) => (
        <UnstyledButton className={css.place} aria-label={t('me.label', { name: user.name })} {...asking}>
          <Avatar name={user.name} size={28} />
        </UnstyledButton>
      )}
    >
      {(control, isOpenNow, id) => (
        <Suspense fallback={control}>
          <MeMenu id={id} control={control} isOpen={isOpenNow} change={setOpen} openHelp={openHelp} places={places} />
        </Suspense>
      )}
    </Asked>
  )
}
