// Calendars elsewhere that are followed, so that meetings with contacts stand on their timelines: one's own, and those of the desk.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Calendar } from '../../../src/desk/calendars/calendars.api.ts'
import { useNow } from '../../shell/now.ts'
import { Empty, Waiting } from '../../shell/states.tsx'
import { ago, exactly } from '../../when.ts'
import { learnWords, useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import type { SectionProps } from '../sections.ts'
import { CalendarForm } from './CalendarForm.tsx'
import { calendarsQuery } from './queries.ts'

export function Calendars({ path: [id] }: SectionProps) {
  const { t, tOr, language } = useWords()
  const isLearnt = tOr('calendar.hint', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('calendars') // the language was changed while this page was open
  }, [isLearnt, language])
  const calendars = useQuery(calendarsQuery)
  if (!isLearnt) return <Waiting />
  if (id !== undefined)
    return (
      <Loaded of={calendars}>
        {(all) => {
          const one = all.find((each) => each.id === id)
          if (!one && id !== 'new') return <Empty title={t('state.notThere')} />
          return <CalendarForm key={id} calendar={one} />
        }}
      </Loaded>
    )
  return (
    <Page
      title={t('settings.calendars')}
      hint={t('calendar.hint')}
      actions={<LinkButton page="calendars/new">{t('calendar.add')}</LinkButton>}
    >
      <Loaded of={calendars}>
        {(all) => (
          <Rows label={t('settings.calendars')} none={t('calendar.none')}>
            {all.map((one) => (
              <CalendarRow key={one.id} calendar={one} />
            ))}
          </Rows>
        )}
      </Loaded>
    </Page>
  )
}

function CalendarRow({ calendar }: { calendar: Calendar }) {
  const { t, language } = useWords()
  const now = useNow()
  const { agreedAt, events, untold, isTarget, isDesks } = calendar
  return (
    <Row
      page={`calendars/${calendar.id}`}
      isFaded={calendar.state === 'paused'}
      name={calendar.name}
      about={
        <>
          {[
            t(`calendar.kind.${calendar.kind}`),
            ...(isDesks ? [t('calendar.desks')] : []),
            ...(isTarget ? [t('calendar.target')] : []),
            t('calendar.read', { count: events }),
          ].join(', ')}
          <CalendarTrouble calendar={calendar} />
        </>
      }
      side={
        <>
          {untold > 0 && <State tone="amber">{t('calendar.untold', { count: untold })}</State>}
          {agreedAt && (
            <time dateTime={agreedAt} title={exactly(agreedAt, language)}>
              {ago(agreedAt, now, language)}
            </time>
          )}
          <CalendarState calendar={calendar} />
        </>
      }
    />
  )
}

/** Below the rest, where something is wrong. */
function CalendarTrouble({ calendar: { trouble, error } }: { calendar: Calendar }) {
  const { tOr } = useWords()
  if (!trouble) return null
  return (
    <>
      <br />
      {trouble === 'told' ? error : tOr(`calendar.trouble.${trouble}`, error ?? '', { error: error ?? '' })}
    </>
  )
}

const tones: Partial<Record<Calendar['state'], 'green' | 'amber' | 'red'>> = {
  connected: 'green',
  waiting: 'amber',
  failed: 'red',
}

function CalendarState({ calendar: { state } }: { calendar: Calendar }) {
  const { t } = useWords()
  const tone = tones[state]
  return <State {...(tone && { tone })}>{t(`calendar.state.${state}`)}</State>
}
