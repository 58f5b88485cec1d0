// Send, and beside it every other way to: resolve, go on, later, asleep until, or back where nobody answers by then.
import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown, IconChevronLeft } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeOwnProfile, type SendAs } from '../../src/desk/users/users.api.ts'
import { call } from '../call.ts'
import { sessionQuery, useHere } from '../session/session.ts'
import { keyCaps } from '../shell/keys.ts'
import { useNow } from '../shell/now.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayFailed } from '../shell/undo.tsx'
import { dayAndTime } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { instantOf, zoneHere } from '../zone.ts'
import { timed, timesFor, wayOf, ways, type Timed } from './ways.ts'
import times from '../conversations/snooze.module.css'
import css from './send-buttons.module.css'

interface SendButtonsProps {
  isBusy: boolean
  isReady: boolean
  opened: 'ways' | Timed | null
  open: (what: 'ways' | Timed | null) => void
  send: (way: SendAs) => void
  sendAt: (what: Timed, at: Date) => void
}

const Caps = ({ keys }: { keys: string }) => <span className={css.keys}>{keyCaps(keys).join(' ')}</span>

export function SendButtons({ isBusy, isReady, opened, open, send, sendAt }: SendButtonsProps) {
  const { t } = useWords()
  const { user } = useHere()
  const usual = wayOf(user.sendAs)
  return (
    <Button.Group>
      <Tip label={t(usual.label)} keys="mod+Enter" side="top">
        <Button loading={isBusy} disabled={!isReady} onClick={() => send(usual.way)}>
          {t(usual.label)}
        </Button>
      </Tip>
      <Menu
        position="top-start"
        width={320}
        opened={opened !== null}
        onChange={(isOpen) => open(isOpen ? 'ways' : null)}
        closeOnItemClick={false}
      >
        <Menu.Target>
          <Button className={css.variants ?? ''} disabled={!isReady} aria-label={t('composer.variants')} px={8}>
            <IconChevronDown size={16} stroke={1.5} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {opened === null || opened === 'ways' ? (
            <Ways send={send} open={open} />
          ) : (
            <Times what={opened} back={() => open('ways')} choose={(at) => sendAt(opened, at)} />
          )}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  )
}

function Ways({ send, open }: Pick<SendButtonsProps, 'send' | 'open'>) {
  const { t } = useWords()
  const client = useQueryClient()
  const { user } = useHere()
  const remember = useMutation({
    mutationFn: (sendAs: SendAs) => call(changeOwnProfile, { sendAs }),
    onSuccess: (profile) => client.setQueryData(sessionQuery.queryKey, (was) => was && { ...was, user: profile }),
    onError: sayFailed,
  })
  return (
    <>
      {ways.map(({ way, label, keys }) => (
        <Menu.Item
          key={way}
          closeMenuOnClick
          onClick={() => send(way)}
          rightSection={user.sendAs === way ? <Caps keys="mod+Enter" /> : keys && <Caps keys={keys} />}
        >
          {t(label)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      {timed.map(({ what, label, keys }) => (
        <Menu.Item key={what} onClick={() => open(what)} rightSection={<Caps keys={keys} />}>
          {t(label)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Label>{t('send.usual', { keys: keyCaps('mod+Enter').join(' ') })}</Menu.Label>
      {ways.map(({ way, label }) => (
        <Menu.Item
          key={way}
          role="menuitemradio"
          aria-checked={user.sendAs === way}
          onClick={() => remember.mutate(way)}
          leftSection={<IconCheck size={16} stroke={1.5} aria-hidden data-hidden={user.sendAs !== way || undefined} className={css.check} />} // prettier-ignore
        >
          {t(label)}
        </Menu.Item>
      ))}
    </>
  )
}

function Times({ what, back, choose }: { what: Timed; back: () => void; choose: (at: Date) => void }) {
  const { t, language } = useWords()
  const now = useNow()
  const [day, setDay] = useState('')
  const isToCome = instantOf(day) > now
  const zone = zoneHere()
  return (
    <>
      <Menu.Item leftSection={<IconChevronLeft size={16} stroke={1.5} aria-hidden />} onClick={back}>
        {t(timed.find((one) => one.what === what)?.label ?? 'action.sendLater')}
      </Menu.Item>
      <Menu.Divider />
      {timesFor(what, now).map(({ name, at }) => (
        <Menu.Item
          key={name}
          closeMenuOnClick
          onClick={() => choose(at)}
          rightSection={<span className={times.at}>{dayAndTime(at, language)}</span>}
        >
          {t(`send.${name}` as WordKey)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <label className={times.other}>
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
          {t('send.choose')}
        </button>
      </label>
      <p className={css.zone}>{t('send.zone', { zone })}</p>
    </>
  )
}
