// A share as it may be said: how many of how many, and between which bounds it lies 19 times in 20.
import type { Share } from '../../../src/flows/audit/audits.api.ts'
import { percentOf } from '../../when.ts'
import { useWords } from '../../words.ts'
import css from './audit.module.css'

export function Interval({ share }: { share: Share }) {
  const { t, language } = useWords()
  const percent = percentOf(language)
  if (share.of === 0) return <span className={css.muted}>{t('audit.nothingYet')}</span>
  return (
    <span className={css.share}>
      <span className={css.percent}>{percent(share.share)}</span>
      <span className={css.range} aria-hidden>
        <span style={{ insetInlineStart: `${share.low * 100}%`, insetInlineEnd: `${(1 - share.high) * 100}%` }} />
      </span>
      <span className={css.muted}>
        {t('audit.between', { count: share.count, of: share.of, low: percent(share.low), high: percent(share.high) })}
      </span>
    </span>
  )
}
