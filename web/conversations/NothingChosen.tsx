// Beside the list while no conversation is open.
import { useRows } from './rows.ts'
import { DayCard } from '../queue/Queue.tsx'
import { Empty } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import css from './nothing.module.css'

export function NothingChosen() {
  const { t } = useWords()
  const { filters, rows } = useRows()
  const isQueue = filters.view === 'mine' && filters.sort === 'due'
  return (
    <div className={css.ground}>
      <Empty title={t('conversation.none')}>
        <p className={css.hint}>{t('conversation.noneHint')}</p>
        {isQueue && rows.length > 0 && <DayCard />}
      </Empty>
    </div>
  )
}
