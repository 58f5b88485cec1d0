// A contact, a company or a deal in one glance: what is worth a look and why, the last word of each side, what was put off, and who else is there.
import { IconAlertTriangle, IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Flag, Subject } from '../../src/desk/timeline/timeline.api.ts'
import { useNow } from '../shell/now.ts'
import { dayAndTime, exactly, shortAgo } from '../when.ts'
import { useWords, type Words } from '../words.ts'
import css from './glance.module.css'
import { glanceQuery, useTimelineWords } from './queries.ts'

interface GlanceProps {
  subject: Subject
}

export function Glance({ subject }: GlanceProps) {
  return useTimelineWords() ? <Seen subject={subject} /> : null
}

function Seen({ subject }: GlanceProps) {
  const words = useWords()
  const { t, tOr, language } = words
  const now = useNow()
  const { data } = useQuery(glanceQuery(subject))
  if (!data) return null // the card stands without it
  const { flags, lastInAt, lastOutAt, intents, colleagues, waiting } = data
  return (
    <section aria-label={t('timeline.glance')} className={css.glance}>
      {flags.length > 0 && (
        <ul className={css.flags}>
          {flags.map((flag) => (
            <li key={flag.kind} className={css.flag} data-kind={flag.kind}>
              {flag.kind === 'lead' ? (
                <IconSparkles size={16} stroke={1.5} aria-hidden />
              ) : (
                <IconAlertTriangle size={16} stroke={1.5} aria-hidden />
              )}
              <span>{flagInWords(flag, now, words)}</span>
            </li>
          ))}
        </ul>
      )}
      <dl className={css.facts}>
        {(
          [
            ['timeline.lastIn', lastInAt],
            ['timeline.lastOut', lastOutAt],
          ] as const
        ).map(
          ([label, at]) =>
            at && (
              <div key={label}>
                <dt>{t(label)}</dt>
                <dd title={exactly(at, language)}>{shortAgo(at, now, language)}</dd>
              </div>
            ),
        )}
        {intents.length > 0 && (
          <div>
            <dt>{t('timeline.wants')}</dt>
            <dd>{intents.map((one) => tOr(`intent.${one}`, one)).join(', ')}</dd>
          </div>
        )}
      </dl>
      {waiting.length > 0 && (
        <>
          <h4 className={css.heading}>{t('timeline.putOff')}</h4>
          <ul className={css.list}>
            {waiting.map((one) => (
              <li key={one.conversationId}>
                <Link
                  to="/inbox/$view/$id"
                  params={{ view: 'all', id: one.conversationId }}
                  search={{}}
                  className={css.row}
                >
                  <span className={css.name}>{one.subject || t('conversation.noSubject')}</span>
                  <span className={css.muted}>{dayAndTime(new Date(one.until), language)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      {colleagues.length > 0 && (
        <>
          <h4 className={css.heading}>{t('timeline.colleagues')}</h4>
          <ul className={css.list}>
            {colleagues.map((one) => (
              <li key={one.id}>
                <Link to="/customers" search={{ id: one.id }} className={css.row}>
                  <span className={css.name}>{one.name}</span>
                  {one.title && <span className={css.muted}>{one.title}</span>}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function flagInWords(flag: Flag, now: Date, { t, tOr, language }: Words): string {
  switch (flag.kind) {
    case 'lead': {
      const since = shortAgo(flag.since, now, language)
      return flag.intent
        ? t('timeline.flag.leadFor', { since, intent: tOr(`intent.${flag.intent}`, flag.intent) })
        : t('timeline.flag.lead', { since })
    }
    case 'dissatisfied':
      return t('timeline.flag.dissatisfied', {
        when: shortAgo(flag.at, now, language),
        sure: new Intl.NumberFormat(language, { style: 'percent' }).format(flag.confidence),
      })
    case 'unanswered':
      return t('timeline.flag.unanswered', { since: shortAgo(flag.since, now, language) })
    case 'undelivered':
      return t('timeline.flag.undelivered', { when: shortAgo(flag.at, now, language) })
  }
}
