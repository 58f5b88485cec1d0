// What came of each letter: how many left, how many were answered, came back, or were the last that somebody wanted. Never a bare share.
import type { SequenceStep } from '../../../src/desk/sequences/sequences.api.ts'
import type { StepFigures } from '../../../src/flows/sequences/figures.api.ts'
import { useWords } from '../../words.ts'
import css from './sequences.module.css'

/** Of fewer cases the interval alone is said. */
const FEW = 30

export function Figures({ steps, measured }: { steps: SequenceStep[]; measured: StepFigures[] }) {
  const { t, language } = useWords()
  const percent = (part: number) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(part) // prettier-ignore
  const said = ({ count, of, share, low, high }: StepFigures['replied']) => {
    if (of === 0) return '–'
    const range = { count, of, low: percent(low), high: percent(high), share: percent(share) }
    return t(of < FEW ? 'sequences.shareFew' : 'sequences.shareMany', range)
  }
  return (
    <div className={css.scroll}>
      <table className={css.figures}>
        <thead>
          <tr>
            <th scope="col">{t('sequences.letter')}</th>
            <th scope="col">{t('sequences.sent')}</th>
            <th scope="col">{t('sequences.replied')}</th>
            <th scope="col">{t('sequences.bounced')}</th>
            <th scope="col">{t('sequences.leftOff')}</th>
          </tr>
        </thead>
        <tbody>
          {measured.map((one) => (
            <tr key={one.key}>
              <th scope="row">{steps.findIndex((step) => step.key === one.key) + 1}</th>
              <td>{one.sent}</td>
              <td>{said(one.replied)}</td>
              <td>{said(one.bounced)}</td>
              <td>{said(one.leftOff)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
