// The rail: the places of the desk, and at its foot who is here. On a small screen it lies at the bottom, and hides
// while a conversation is read.
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import {
  IconAddressBook,
  IconChartBar,
  IconBriefcase,
  IconCheckbox,
  IconCommand,
  IconInbox,
  IconKeyboard,
  IconLayoutColumns,
  IconListCheck,
  IconLogout,
  IconMoon,
  IconRoute,
  IconSettings,
  IconSun,
  IconSunMoon,
  IconUsersGroup,
  type Icon,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { signOut } from '../../src/desk/users/sessions.api.ts'
import { call } from '../call.ts'
import bell from '../notifications/bell.module.css'
import { Bell } from '../notifications/Bell.tsx'
import { useHere } from '../session/session.ts'
import { taskCountsQuery } from '../tasks/queries.ts'
import { useWords, type WordKey } from '../words.ts'
import { Avatar } from './Avatar.tsx'
import type { CommandId } from './commands.ts'
import { Tip } from './Tip.tsx'
import { LanguageMenu } from './LanguageMenu.tsx'
import css from './rail.module.css'

/** Otherwise the router says of settings that one is there, whichever of their pages it is. */
const ONLY_THIS = { exact: true }

/** More is not a number that anybody reads. */
const MOST = 99

function Place({
  label,
  name,
  icon: Drawn,
  does,
  link,
  isHere,
  isSecond,
  count = 0,
}: {
  label: string
  /** Written under the icon on a small screen, where the label says more. */
  name?: string
  icon: Icon
  does: CommandId
  link: { to: string; params?: object }
  isHere: boolean
  /** Left out on a small screen: it can be reached from another place. */
  isSecond?: boolean
  /** Drawn beside the icon; the label says it too. */
  count?: number
}) {
  return (
    <Tip label={label} does={does} side="right">
      <Link
        {...(link as { to: '/' })}
        className={css.place}
        data-second={isSecond || undefined}
        // The router would see only this very view as the inbox, and rules as settings too.
        activeProps={{}}
        activeOptions={ONLY_THIS}
        aria-current={isHere ? 'page' : undefined}
        aria-label={label}
      >
        <span className={bell.bell}>
          <Drawn size={20} stroke={1.5} aria-hidden />
          {count > 0 && <span className={bell.count} data-count={count > MOST ? `${MOST}+` : count} />}
        </span>
        <span className={css.name}>{name ?? label}</span>
      </Link>
    </Tip>
  )
}

function TasksPlace({ isHere }: { isHere: boolean }) {
  const { t } = useWords()
  const { data } = useQuery(taskCountsQuery)
  const due = data ? data.overdue + data.today : 0
  return (
    <Place
      isHere={isHere}
      label={t('rail.tasksDue', { count: due })}
      name={t('rail.tasks')}
      icon={IconCheckbox}
      does="action.goTasks"
      link={{ to: '/tasks' }}
      count={due}
    />
  )
}

export function Rail({ openPalette, openHelp }: { openPalette: () => void; openHelp: () => void }) {
  const { t } = useWords()
  const here = useHere()
  const { pathname } = useLocation()
  const isAt = (start: string) => pathname.startsWith(start)
  return (
    <nav aria-label={t('rail.label')} className={css.rail}>
      <Link to="/" className={css.mark} aria-label={t('rail.home')}>
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.6">
          <path d="M3.5 7.5h17v11h-17z" strokeLinejoin="round" />
          <path d="m3.5 7.5 8.5 6 8.5-6" strokeLinejoin="round" />
        </svg>
      </Link>
      <Place
        isHere={isAt('/inbox')}
        label={t('rail.inbox')}
        icon={IconInbox}
        does="action.goOpen"
        link={{ to: '/inbox/$view', params: { view: 'open' } }}
      />
      <Place
        isHere={isAt('/boards')}
        label={t('rail.boards')}
        icon={IconLayoutColumns}
        does="action.goBoards"
        link={{ to: '/boards' }}
        isSecond
      />
      {here.may('conversation.change') && (
        <Place
          isHere={isAt('/triage')}
          label={t('triage.title')}
          icon={IconListCheck}
          does="action.goTriage"
          link={{ to: '/triage' }}
        />
      )}
      {here.may('task.read') && <TasksPlace isHere={isAt('/tasks')} />}
      {here.may('deal.read') && (
        <Place
          isHere={isAt('/deals')}
          label={t('rail.deals')}
          icon={IconBriefcase}
          does="action.goDeals"
          link={{ to: '/deals' }}
          isSecond
        />
      )}
      {here.may('contact.read') && (
        <Place
          isHere={isAt('/customers')}
          label={t('rail.customers')}
          icon={IconAddressBook}
          does="action.goCustomers"
          link={{ to: '/customers' }}
        />
      )}
      {here.may('conversation.read') && (
        <Place
          isHere={isAt('/reports')}
          label={t('rail.reports')}
          icon={IconChartBar}
          does="action.goReports"
          link={{ to: '/reports' }}
          isSecond
        />
      )}
      {here.may('user.read') && (
        <Place
          isHere={isAt('/team')}
          label={t('rail.team')}
          icon={IconUsersGroup}
          does="action.goTeam"
          link={{ to: '/team' }}
          isSecond
        />
      )}
      {here.may('rule.read') && (
        <Place
          isHere={isAt('/settings/rules')}
          label={t('rail.routing')}
          icon={IconRoute}
          does="action.goRouting"
          link={{ to: '/settings/$', params: { _splat: 'rules' } }}
          isSecond
        />
      )}
      <Bell />
      <Place
        isHere={isAt('/settings') && !isAt('/settings/rules')}
        label={t('rail.settings')}
        icon={IconSettings}
        does="action.goSettings"
        link={{ to: '/settings/$', params: { _splat: '' } }}
      />
      <div className={css.foot}>
        <Tip label={t('action.palette')} does="action.palette" side="right">
          <UnstyledButton className={css.place} onClick={openPalette} aria-label={t('action.palette')}>
            <IconCommand size={20} stroke={1.5} aria-hidden />
          </UnstyledButton>
        </Tip>
        <Me openHelp={openHelp} />
      </div>
    </nav>
  )
}

const schemes: { value: 'light' | 'dark' | 'auto'; label: WordKey; icon: Icon }[] = [
  { value: 'light', label: 'me.light', icon: IconSun },
  { value: 'dark', label: 'me.dark', icon: IconMoon },
  { value: 'auto', label: 'me.auto', icon: IconSunMoon },
]

function Me({ openHelp }: { openHelp: () => void }) {
  const { t } = useWords()
  const { user, may } = useHere()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const client = useQueryClient()
  const navigate = useNavigate()
  async function leave() {
    await call(signOut, {})
    client.clear()
    await navigate({ to: '/sign-in', search: {} })
  }
  return (
    <Menu position="right-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={css.place} aria-label={t('me.label', { name: user.name })}>
          <Avatar name={user.name} size={28} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        {may('deal.read') && (
          <Menu.Item
            component={Link}
            to="/deals"
            className={css.small}
            leftSection={<IconBriefcase size={18} stroke={1.5} aria-hidden />}
          >
            {t('rail.deals')}
          </Menu.Item>
        )}
        <Menu.Item
          component={Link}
          to="/reports"
          className={css.small}
          leftSection={<IconChartBar size={18} stroke={1.5} aria-hidden />}
        >
          {t('rail.reports')}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/team"
          className={css.small}
          leftSection={<IconUsersGroup size={18} stroke={1.5} aria-hidden />}
        >
          {t('rail.team')}
        </Menu.Item>
        {schemes.map(({ value, label, icon: Drawn }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={colorScheme === value}
            leftSection={<Drawn size={18} stroke={1.5} aria-hidden />}
            rightSection={colorScheme === value ? '✓' : null}
            onClick={() => setColorScheme(value)}
          >
            {t(label)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <LanguageMenu />
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={18} stroke={1.5} aria-hidden />} onClick={openHelp}>
          {t('action.help')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={18} stroke={1.5} aria-hidden />} onClick={() => void leave()}>
          {t('me.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
