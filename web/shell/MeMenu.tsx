// Who is here, and what belongs to them: light or dark, the language, the keys, leaving. Fetched when it is opened.
import { Menu, useMantineColorScheme } from '@mantine/core'
import { IconKeyboard, IconLogout, IconMoon, IconSun, IconSunMoon, type Icon } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { signOut } from '../../src/desk/users/sessions.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { useWords, type WordKey } from '../words.ts'
import { LanguageMenu } from './LanguageMenu.tsx'
import { PopMenu } from './Pop.tsx'
import type { PlaceOf } from './Rail.tsx'
import css from './rail.module.css'

const schemes: { value: 'light' | 'dark' | 'auto'; label: WordKey; icon: Icon }[] = [
  { value: 'light', label: 'me.light', icon: IconSun },
  { value: 'dark', label: 'me.dark', icon: IconMoon },
  { value: 'auto', label: 'me.auto', icon: IconSunMoon },
]

interface MeMenuProps {
  id: string
  control: ReactElement
  isOpen: boolean
  change: (isOpen: boolean) => void
  openHelp: () => void
  /** That the small rail has no room for. */
  places: readonly PlaceOf[]
}

export function MeMenu({ places, openHelp, ...opening }: MeMenuProps) {
  const { t } = useWords()
  const { user } = useHere()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const client = useQueryClient()
  const navigate = useNavigate()
  async function leave() {
    await call(signOut, {})
    client.clear()
    await navigate({ to: '/sign-in', search: {} })
  }
  return (
    <PopMenu position="right-end" width={220} {...opening}>
      <Menu.Label>{user.email}</Menu.Label>
      {places.map(({ at, label, icon: Drawn, link }) => (
        <Menu.Item
          key={at}
          component={Link}
          {...(link as { to: '/' })}
          className={css.small}
          leftSection={<Drawn size={18} stroke={1.5} aria-hidden />}
        >
          {t(label)}
        </Menu.Item>
      ))}
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
    </PopMenu>
  )
}
