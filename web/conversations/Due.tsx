// When the next target runs out, in one word: grey, amber when it is close, red when it is late.
import { IconClock } from '@tabler/icons-react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import css from './due.module.css'

type Promised = NonNullable<ConversationRow['due']>

/** Pure. `close` from the warning on; without one in the last hour. */
export function nearness(due: Promised, now: Date): 'far' | 'close' | 'late' {
  const left = Date.parse(due.at) - now.getTime()
  if (left < 0) return 'late'
  const warns = due.warnAt === null ? left <= 3_600_000 : Date.parse(due.warnAt) <= now.getTime()
  return warns ? 'close' : 'far'
}

export function Due({ due, now }: { due: Promised; now: Date }) {
  const { t, language } = useWords()
  const near = nearness(due, now)
  const told = t(near === 'late' ? 'due.wasDue' : 'due.isDue', {
    measure: t(`measure.${due.measure}`),
    at: exactly(due.at, language),
  })
  const time = shortAgo(due.at, now, language)
  return (
    <span className={css.due} data-near={near} title={told}>
      <IconClock size={12} stroke={2} aria-hidden />
      <span aria-hidden>{near === 'late' ? t('due.late', { time }) : time}</span>
      <span className="visually-hidden">{told}</span>
    </span>
  )
}
