// The figures of the period in one look, each with the period before and the number of its cases; each opens what is behind it.
import { UnstyledButton } from '@mantine/core'
import type { FigureName, FigureSet } from '../../src/flows/figures/figures.api.ts'
import { useWords, type WordKey } from '../words.ts'
import { countText, lengthText, shareText, type Length } from './format.ts'
import css from './reports.module.css'

interface Tile {
  figure: FigureName
  value: (set: FigureSet) => string
  /** Null: the value is the number of cases. */
  cases: ((set: FigureSet) => number) | null
  more?: (set: FigureSet) => string
}

export function Headline({
  now,
  before,
  length,
  open,
}: {
  now: FigureSet
  before: FigureSet
  length: Length
  open: (figure: FigureName) => void
}) {
  const { t, language } = useWords()
  const count = (figure: 'received' | 'opened' | 'reopened' | 'answered' | 'resolved' | 'backlog'): Tile => ({
    figure,
    value: (set) => countText(set[figure], language),
    cases: null,
  })
  const times = (figure: 'firstResponse' | 'response' | 'nextResponse' | 'resolution'): Tile => ({
    figure,
    value: (set) => `${set[figure].isRounded ? '≈ ' : ''}${lengthText(set[figure][length].median, length, language)}`,
    cases: (set) => set[figure].cases,
    more: (set) =>
      t('reports.spread', {
        p90: lengthText(set[figure][length].p90, length, language),
        mean: lengthText(set[figure][length].mean, length, language),
      }),
  })
  const share = (figure: 'kept' | 'oneTouch'): Tile => ({
    figure,
    value: (set) => shareText(set[figure], language),
    cases: (set) => set[figure].of,
    ...(figure === 'kept' && { more: (set) => t('reports.broken', { count: set.kept.of - set.kept.count }) }),
  })
  const tiles = [
    count('received'),
    count('opened'),
    count('answered'),
    count('resolved'),
    count('reopened'),
    count('backlog'),
    times('firstResponse'),
    times('nextResponse'),
    times('response'),
    times('resolution'),
    share('kept'),
    share('oneTouch'),
  ]
  return (
    <ul className={css.tiles}>
      {tiles.map(({ figure, value, cases, more }) => (
        <li key={figure}>
          <UnstyledButton className={css.tile} onClick={() => open(figure)}>
            <span className={css.tileName}>{t(`reports.figure.${figure}` as WordKey)}</span>
            <span className={css.tileValue}>{value(now)}</span>
            <span className={css.muted}>
              {[more?.(now), cases && t('reports.ofCases', { count: cases(now) })].filter(Boolean).join(' · ')}
            </span>
            <span className={css.muted}>
              {t('reports.before', { value: value(before) })}
              {cases && ` · ${t('reports.ofCases', { count: cases(before) })}`}
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  )
}
