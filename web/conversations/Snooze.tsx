// Out of the way until a time worth coming back at; or waiting for the customer, and back by then if no answer has come.
import { Menu, UnstyledButton } from '@mantine/core'
import { IconZzz } from '@tabler/icons-react'
import { useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { useHere } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { Asked } from '../shell/Asked.tsx'
import { useNow } from '../shell/now.ts'
import { Tip } from '../shell/Tip.tsx'
import { dayAndTime } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { instantOf } from '../zone.ts'
import { useChange } from './queries.ts'
import { useWaiting } from './waiting.ts'
import { useTriage } from './triage.ts'
import { snoozeTimes } from './snooze-times.ts'
import pick from './pick.module.css'
import css from './snooze.module.css'

export function Snooze({ conversation }: { conversation: Conversation }) {
  const { t, language } = useWords()
  const [mode, setMode] = useState<'snooze' | 'wait' | null>(null)
  const [day, setDay] = useState('')
  const now = useNow()
  const triage = useTriage()
  const { mutate } = useChange()
  const wait = useWaiting(conversation)
  const mayWait = useHere().may('conversation.reply')
  const { id, snoozedUntil } = conversation
  useActions([
    {
      id: 'action.snooze',
      run: () => setMode('snooze'),
      choices: () => snoozeTimes(now).map(({ name, at }) => ({ label: t(`snooze.${name}` as WordKey), run: () => snooze(at) })), // prettier-ignore
    },
    ...(mayWait ? [{ id: 'action.waitUntil' as const, run: () => setMode('wait') }] : []),
  ])
  const isToCome = instantOf(day) > now
  const snooze = (until: Date) => {
    setMode(null)
    triage.snooze([id], until)
  }
  const choose = (until: Date) => {
    if (mode === 'snooze') return snooze(until)
    setMode(null)
    wait(until)
  }
  return (
    <Asked
      opens="menu"
      isOpen={mode !== null}
      ask={() => setMode('snooze')}
      control={(asking) => (
        <Tip isOff={mode !== null} label={t('action.snooze')} does="action.snooze">
          <UnstyledButton
            className={pick.pick}
            aria-label={snoozedUntil ? undefined : t('action.snooze')}
            data-empty={!snoozedUntil || undefined}
            {...asking}
          >
            <IconZzz size={16} stroke={1.5} aria-hidden />
            {snoozedUntil && t('snooze.until', { when: dayAndTime(new Date(snoozedUntil), language) })}
          </UnstyledButton>
        </Tip>
      )}
    >
      {(control, isOpen) => (
        <Menu
          opened={isOpen}
          onChange={(isWanted) => setMode(isWanted ? 'snooze' : null)}
          position="bottom-start"
          width={300}
          closeOnItemClick={false}
        >
          <Menu.Target>{control}</Menu.Target>
          <Menu.Dropdown>
            {mode === 'wait' && <Menu.Label>{t('together.waitHint')}</Menu.Label>}
            {snoozeTimes(now).map(({ name, at }) => (
              <Menu.Item
                key={name}
                onClick={() => choose(at)}
                rightSection={<span className={css.at}>{dayAndTime(at, language)}</span>}
              >
                {t(`snooze.${name}` as WordKey)}
              </Menu.Item>
            ))}
            {mode === 'snooze' && mayWait && (
              <Menu.Item onClick={() => setMode('wait')}>{t('action.waitUntil')}</Menu.Item>
            )}
            {snoozedUntil && (
              <Menu.Item
                onClick={() => {
                  setMode(null)
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
                  if (event.key === 'Enter' && isToCome) choose(instantOf(day))
                }}
              />
              <button type="button" disabled={!isToCome} onClick={() => choose(instantOf(day))}>
                {t(mode === 'wait' ? 'together.wait' : 'action.snooze')}
              </button>
            </label>
          </Menu.Dropdown>
        </Menu>
      )}
    </Asked>
  )
}
