// Out of the way until a time worth coming back at.
import { Menu, UnstyledButton } from '@mantine/core'
import { IconZzz } from '@tabler/icons-react'
import { useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { useActions } from '../shell/actions.tsx'
import { useNow } from '../shell/now.ts'
import { Tip } from '../shell/Tip.tsx'
import { dayAndTime } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { instantOf } from '../zone.ts'
import { useChange } from './queries.ts'
import { useTriage } from './triage.ts'
import { snoozeTimes } from './snooze-times.ts'
import pick from './pick.module.css'
import css from './snooze.module.css'

export function Snooze({ conversation }: { conversation: Conversation }) {
  const { t, language } = useWords()
  const [isOpen, setOpen] = useState(false)
  const [day, setDay] = useState('')
  const now = useNow()
  const triage = useTriage()
  const { mutate } = useChange()
  const { id, snoozedUntil } = conversation
  useActions([
    {
      id: 'action.snooze',
      run: () => setOpen(true),
      choices: () => snoozeTimes(now).map(({ name, at }) => ({ label: t(`snooze.${name}` as WordKey), run: () => snooze(at) })), // prettier-ignore
    },
  ])
  const isToCome = instantOf(day) > now
  const snooze = (until: Date) => {
    setOpen(false)
    triage.snooze([id], until)
  }
  return (
    <Menu opened={isOpen} onChange={setOpen} position="bottom-start" width={300} closeOnItemClick={false}>
      <Menu.Target>
        <Tip isOff={isOpen} label={t('action.snooze')} does="action.snooze">
          <UnstyledButton
            className={pick.pick}
            aria-label={snoozedUntil ? undefined : t('action.snooze')}
            data-empty={!snoozedUntil || undefined}
          >
            <IconZzz size={16} stroke={1.5} aria-hidden />
            {snoozedUntil && t('snooze.until', { when: dayAndTime(new Date(snoozedUntil), language) })}
          </UnstyledButton>
        </Tip>
      </Menu.Target>
      <Menu.Dropdown>
        {snoozeTimes(now).map(({ name, at }) => (
          <Menu.Item
            key={name}
            onClick={() => snooze(at)}
            rightSection={<span className={css.at}>{dayAndTime(at, language)}</span>}
          >
            {t(`snooze.${name}` as WordKey)}
          </Menu.Item>
        ))}
        {snoozedUntil && (
          <Menu.Item
            onClick={() => {
              setOpen(false)
              mutate({ id, change: { snoozedUntil: null } })
            }}
          >
            {t('snooze.wake')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <label className={css.other}>
          {t('snooze.other')}
          <input
            type="datetime-local"
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
            onKeyDown={(event) => {
              event.stopPropagation()
              if (event.key === 'Enter' && isToCome) snooze(instantOf(day))
            }}
          />
          <button type="button" disabled={!isToCome} onClick={() => snooze(instantOf(day))}>
            {t('action.snooze')}
          </button>
        </label>
      </Menu.Dropdown>
    </Menu>
  )
}
