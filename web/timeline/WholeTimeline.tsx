// The way to all that happened with a contact, a company or a deal.
import { Link } from '@tanstack/react-router'
import type { Subject } from '../../src/desk/timeline/timeline.api.ts'
import { useWords } from '../words.ts'
import css from './glance.module.css'
import { useTimelineWords } from './queries.ts'

export function WholeTimeline({ subject }: { subject: Subject }) {
  const { t } = useWords()
  if (!useTimelineWords()) return null
  return (
    <Link to="/timeline/$noun/$id" params={subject} className={css.whole}>
      {t('timeline.whole')}
    </Link>
  )
}
