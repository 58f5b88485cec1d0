// On whom the mail of a conversation is logged and why; what is wrong is corrected here, and remembered where one wishes.
import { Menu, UnstyledButton } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LoggedOn as Logged } from '../../src/desk/capture/capture.api.ts'
import { useHere } from '../session/session.ts'
import { useWords } from '../words.ts'
import { Elsewhere } from './Elsewhere.tsx'
import css from './glance.module.css'
import { logQuery, useCorrection, useTimelineWords } from './queries.ts'

export function LoggedOn({ conversationId }: { conversationId: string }) {
  return useTimelineWords() ? <List conversationId={conversationId} /> : null
}

function List({ conversationId }: { conversationId: string }) {
  const { t, language } = useWords()
  const { may } = useHere()
  const { data } = useQuery(logQuery(conversationId))
  if (!data || data.logged.length === 0) return null
  const why = (one: Logged) => t(`timeline.because.${one.because}`, { via: one.via ?? '' })
  const sure = (one: Logged) => new Intl.NumberFormat(language, { style: 'percent' }).format(one.confidence)
  return (
    <>
      <h4 className={css.heading}>{t('timeline.loggedOn')}</h4>
      <ul className={css.list}>
        {data.logged.map((one) => (
          <li key={one.id} className={css.logged}>
            <span className={css.row}>
              <span className={css.name}>{one.name}</span>
              <span className={css.muted}>
                {one.confidence < 1 ? t('timeline.why', { because: why(one), sure: sure(one) }) : why(one)}
              </span>
            </span>
            {may('contact.write') && <Correct conversationId={conversationId} logged={one} />}
          </li>
        ))}
      </ul>
    </>
  )
}

function Correct({ conversationId, logged }: { conversationId: string; logged: Logged }) {
  const { t } = useWords()
  const correct = useCorrection()
  const [isMoving, setMoving] = useState(false)
  const { noun, id, name } = logged
  const take = (remember: 'nothing' | 'address' | 'domain') =>
    void correct({ id: conversationId, from: { noun, id }, remember })
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <UnstyledButton className={css.dots} aria-label={t('timeline.correct', { name })}>
            <IconDots size={16} stroke={1.5} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {noun !== 'deal' && <Menu.Item onClick={() => setMoving(true)}>{t('timeline.elsewhere')}</Menu.Item>}
          <Menu.Item onClick={() => take('nothing')}>{t('timeline.notHere')}</Menu.Item>
          <Menu.Item onClick={() => take('address')}>{t('timeline.notHereAddress')}</Menu.Item>
          <Menu.Item onClick={() => take('domain')}>{t('timeline.notHereDomain')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isMoving && <Elsewhere conversationId={conversationId} logged={logged} close={() => setMoving(false)} />}
    </>
  )
}
