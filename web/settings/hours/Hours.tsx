// Business hours: when somebody works. Rules ask for them, and clocks will only run in them.
import { useQuery } from '@tanstack/react-query'
import { useHere, useInboxes } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import type { SectionProps } from '../sections.ts'
import { HoursForm } from './HoursForm.tsx'
import { hoursQuery } from './queries.ts'
import { weekInWords } from './week.ts'
import { LinkButton } from '../frame/LinkButton.tsx'

export function Hours({ path: [id] }: SectionProps) {
  const { t, language } = useWords()
  const here = useHere()
  const hours = useQuery(hoursQuery)
  const { inboxes } = useInboxes()
  const mayConfigure = here.may('inbox.configure')
  if (id !== undefined && !mayConfigure) return <Empty title={t('settings.denied')} />
  if (id !== undefined)
    return (
      <Loaded of={hours}>
        {(all) => {
          const one = all.find((each) => each.id === id)
          return one || id === 'new' ? <HoursForm key={id} hours={one} /> : <Empty title={t('state.notThere')} />
        }}
      </Loaded>
    )
  return (
    <Page
      title={t('settings.hours')}
      hint={mayConfigure ? t('hours.hint') : t('settings.readOnly')}
      actions={mayConfigure && <LinkButton page="hours/new">{t('hours.add')}</LinkButton>}
    >
      <Loaded of={hours}>
        {(all) => (
          <Rows label={t('settings.hours')} none={t('hours.none')}>
            {all.map((one) => (
              <Row
                key={one.id}
                page={mayConfigure ? `hours/${one.id}` : undefined}
                name={one.name}
                about={`${weekInWords(one.week, language) || t('hours.never')} · ${one.timeZone}`}
                side={
                  <span>
                    {inboxes
                      .filter((inbox) => inbox.hoursId === one.id)
                      .map((inbox) => inbox.name)
                      .join(', ')}
                  </span>
                }
              />
            ))}
          </Rows>
        )}
      </Loaded>
    </Page>
  )
}
