// One's own queue: what one has, what is due first. At its foot, what could be taken next; at its end, what the day came to.
import { Button } from '@mantine/core'
import { IconHandGrab } from '@tabler/icons-react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { readDay } from '../../src/desk/conversations/day.api.ts'
import { call } from '../call.ts'
import { useTakeNext } from '../conversations/taking.ts'
import { useNow } from '../shell/now.ts'
import { Empty } from '../shell/states.tsx'
import { ago } from '../when.ts'
import { useWords } from '../words.ts'
import css from './queue.module.css'

/** In the key of conversations' lists: whatever changes one of them may change the day. */
const dayQuery = queryOptions({
  queryKey: ['conversation', 'counts', 'day'],
  queryFn: ({ signal }) => call(readDay, {}, { signal }),
})

export function QueueFoot() {
  const { t } = useWords()
  const { data: day } = useQuery(dayQuery)
  const next = useTakeNext(undefined)
  if (!next || !day?.unassigned) return null
  return (
    <p className={css.foot}>
      {t('queue.more', { count: day.unassigned })}
      <Button variant="subtle" size="compact-sm" loading={next.isBusy} onClick={next.take}>
        {t('action.takeNext')}
      </Button>
    </p>
  )
}

export function QueueDone() {
  const { t } = useWords()
  const { data: day } = useQuery(dayQuery)
  const next = useTakeNext(undefined)
  return (
    <Empty title={t('queue.empty')}>
      {next && day && day.unassigned > 0 && (
        <Button
          variant="default"
          leftSection={<IconHandGrab size={18} stroke={1.5} aria-hidden />}
          loading={next.isBusy}
          onClick={next.take}
        >
          {t('queue.takeOf', { count: day.unassigned })}
        </Button>
      )}
      <DayCard />
    </Empty>
  )
}

export function DayCard() {
  const { t, language } = useWords()
  const now = useNow()
  const { data: day } = useQuery(dayQuery)
  if (!day) return null
  const numbers = [
    ['queue.answered', day.answered],
    ['queue.resolved', day.resolved],
    ['queue.left', day.left],
    ['queue.dueByTomorrow', day.dueByTomorrow],
  ] as const
  return (
    <section aria-label={t('queue.today')} className={css.day}>
      <h2 className={css.heading}>{t('queue.today')}</h2>
      <dl className={css.numbers}>
        {numbers.map(([label, count]) => (
          <div key={label} className={css.number}>
            <dd>{count}</dd>
            <dt>{t(label)}</dt>
          </div>
        ))}
      </dl>
      {day.next && (
        <p className={css.next}>
          {t('queue.next', { at: ago(day.next.at, now, language) })}{' '}
          <Link to="/inbox/$view/$id" params={{ view: 'mine', id: day.next.id }} search={{ sort: 'due' }}>
            {day.next.subject || t('conversation.noSubject')}
          </Link>
        </p>
      )}
    </section>
  )
}
