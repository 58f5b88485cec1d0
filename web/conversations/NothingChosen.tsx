// Beside the list while no conversation is open.
import { lazy, Suspense } from 'react'
import { useRows } from './rows.ts'
import { DayCard } from '../queue/Queue.tsx'
import { useHere } from '../session/session.ts'
import { Empty } from '../shell/states.tsx'
import { useWords, withWords } from '../words.ts'
import css from './nothing.module.css'

const FirstSteps = lazy(() =>
  withWords(import('../welcome/FirstSteps.tsx'), 'welcome').then((part) => ({ default: part.FirstSteps })),
)

export function NothingChosen() {
  const { t } = useWords()
  const { firstSteps } = useHere()
  const { filters, rows } = useRows()
  const isQueue = filters.view === 'mine' && filters.sort === 'due'
  return (
    <div className={css.ground}>
      {firstSteps ? (
        <Suspense>
          <FirstSteps newestId={rows[0]?.id} />
        </Suspense>
      ) : (
        <Empty title={t('conversation.none')}>
          <p className={css.hint}>{t('conversation.noneHint')}</p>
          {isQueue && rows.length > 0 && <DayCard />}
        </Empty>
      )}
    </div>
  )
}
