// Beside the list while no conversation is open.
import { Empty } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import css from './nothing.module.css'

export function NothingChosen() {
  const { t } = useWords()
  return (
    <div className={css.ground}>
      <Empty title={t('conversation.none')}>
        <p className={css.hint}>{t('conversation.noneHint')}</p>
      </Empty>
    </div>
  )
}
