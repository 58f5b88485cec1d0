// One enrolment: how far it has come, what holds or ended it, and, opened, all that happened and why.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Enrolment, EnrolmentPast } from '../../src/desk/sequences/enrolments.api.ts'
import { useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { dayAndTime, exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import { enrolmentQuery, useEnrolmentChange } from './queries.ts'
import css from './sequences.module.css'

export function EnrolmentRow({ enrolment, about }: { enrolment: Enrolment; about: 'contact' | 'sequence' }) {
  const { t, tOr, language } = useWords()
  const now = useNow()
  const [isOpen, setOpen] = useState(false)
  const { id, state, because, sent, steps, dueAt, contact } = enrolment
  const name = about === 'contact' ? (contact?.name ?? t('sequences.unseen')) : enrolment.sequence
  const since = enrolment.endedAt ?? enrolment.createdAt
  return (
    <li className={css.enrolment} data-state={state}>
      <button type="button" className={css.line} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={css.who}>{name}</span>
        <span className={css.state} data-state={state}>
          {t(`sequences.state.${state}`)}
        </span>
        <span className={css.muted}>
          {t('sequences.soFar', { sent, steps })}
          {because && ` · ${tOr(`sequences.because.${because}`, because)}`}
          {state === 'waiting' && dueAt && ` · ${t('sequences.nextAt', { at: dayAndTime(new Date(dueAt), language) })}`}
          {state !== 'waiting' && (
            <>
              {' · '}
              <time dateTime={since} title={exactly(since, language)}>
                {shortAgo(since, now, language)}
              </time>
            </>
          )}
        </span>
      </button>
      {isOpen && <Opened id={id} enrolment={enrolment} hasContact={about === 'contact'} />}
    </li>
  )
}

function Opened({ id, enrolment, hasContact }: { id: string; enrolment: Enrolment; hasContact: boolean }) {
  const { t } = useWords()
  const one = useQuery(enrolmentQuery(id))
  const change = useEnrolmentChange()
  const { state, conversationId, contact } = enrolment
  const isUnderWay = state === 'waiting' || state === 'paused'
  return (
    <div className={css.opened}>
      {one.isPending ? (
        <Waiting rows={2} height={20} />
      ) : one.isError ? (
        <Failed error={one.error} again={() => void one.refetch()} />
      ) : (
        <Past past={one.data.past} />
      )}
      <div className={css.deeds}>
        {isUnderWay && (
          <>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => change(id, state === 'paused' ? 'resume' : 'pause')}
            >
              {t(state === 'paused' ? 'sequences.resume' : 'sequences.pause')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => change(id, 'stop')}>
              {t('sequences.stop')}
            </Button>
          </>
        )}
        {conversationId && (
          <Link to="/inbox/$view/$id" params={{ view: 'all', id: conversationId }} search={{}}>
            {t('sequences.toConversation')}
          </Link>
        )}
        {hasContact && contact && (
          <Link to="/customers" search={{ id: contact.id }}>
            {t('sequences.toContact')}
          </Link>
        )}
      </div>
    </div>
  )
}

function Past({ past }: { past: EnrolmentPast[] }) {
  const { language } = useWords()
  return (
    <ol className={css.past}>
      {past.map((one, at) => (
        <li key={at}>
          <time dateTime={one.at} title={exactly(one.at, language)}>
            {dayAndTime(new Date(one.at), language)}
          </time>{' '}
          <Said one={one} />
        </li>
      ))}
    </ol>
  )
}

function Said({ one: { what, actorId, values } }: { one: EnrolmentPast }) {
  const { t, tOr, language } = useWords()
  const { byId } = useUsers()
  const { because, why, until, text, ...rest } = values
  const reason = because ?? why
  const said = tOr(`sequences.past.${what}`, what, rest)
  const parts = [
    said,
    ...(reason ? [tOr(`sequences.because.${reason}`, String(reason))] : []),
    ...(text ? [String(text)] : []),
    ...(until ? [t('sequences.nextAt', { at: dayAndTime(new Date(String(until)), language) })] : []),
    ...(actorId && byId.has(actorId) ? [byId.get(actorId)?.name ?? ''] : []),
  ]
  return <>{parts.join(' · ')}</>
}
