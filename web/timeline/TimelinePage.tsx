// The timeline of one contact or company on a page of its own.
import { IconArrowLeft, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { readContact } from '../../src/desk/contacts/contacts.api.ts'
import { exportTimeline } from '../../src/desk/timeline/timeline.api.ts'
import { addressOf, call } from '../call.ts'
import { useWords } from '../words.ts'
import { useTimelineWords } from './queries.ts'
import { Timeline } from './Timeline.tsx'
import css from './timeline.module.css'

export function TimelinePage() {
  const { t } = useWords()
  const { noun, id } = useParams({ from: '/desk/timeline/$noun/$id' })
  const isLearnt = useTimelineWords()
  const { data: contact } = useQuery({
    queryKey: ['contact', id],
    queryFn: ({ signal }) => call(readContact, { id }, { signal }),
    enabled: noun === 'contact',
  })
  const name = contact?.name || contact?.addresses[0]
  return (
    <div className={css.page}>
      <header className={css.head}>
        {noun === 'deal' ? (
          <Link to="/deals/$id" params={{ id }} className={css.back} aria-label={t('rail.deals')}>
            <IconArrowLeft size={18} stroke={1.5} aria-hidden />
          </Link>
        ) : (
          <Link
            to="/customers"
            search={noun === 'contact' ? { id } : {}}
            className={css.back}
            aria-label={t('rail.customers')}
          >
            <IconArrowLeft size={18} stroke={1.5} aria-hidden />
          </Link>
        )}
        <h1 className={css.title}>{isLearnt ? [name, t('timeline.title')].filter(Boolean).join(' · ') : ''}</h1>
        <a className={css.back} href={addressOf(exportTimeline, { noun, id }).url} download>
          <IconDownload size={18} stroke={1.5} aria-hidden /> {isLearnt ? t('timeline.export') : ''}
        </a>
      </header>
      <Timeline key={`${noun} ${id}`} subject={{ noun, id }} />
    </div>
  )
}
