// What was promised and what came of it, kind by kind; every number opens what is behind it.
import { UnstyledButton } from '@mantine/core'
import type { Measure } from '../../src/desk/conversations/conversations.api.ts'
import type { FigureSet } from '../../src/flows/figures/figures.api.ts'
import { useWords } from '../words.ts'
import chart from './chart.module.css'
import { countText, shareText } from './format.ts'
import css from './reports.module.css'

type KeptBy = FigureSet['keptBy']

export function Promises({
  now,
  before,
  open,
}: {
  now: KeptBy
  before: KeptBy
  open: (figure: 'kept' | 'broken', measure: Measure) => void
}) {
  const { t, language } = useWords()
  if (now.length === 0) return null
  const earlier = new Map(before.map(({ measure, kept }) => [measure, kept]))
  return (
    <section aria-labelledby="reports-promises">
      <h3 id="reports-promises" className={chart.title}>
        {t('reports.promises')}
      </h3>
      <div className={css.scroll} tabIndex={0} role="region" aria-labelledby="reports-promises">
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('reports.promise')}</th>
              <th scope="col">{t('reports.share')}</th>
              <th scope="col">{t('reports.kept')}</th>
              <th scope="col">{t('reports.late')}</th>
              <th scope="col">{t('reports.previous')}</th>
            </tr>
          </thead>
          <tbody>
            {now.map(({ measure, kept }) => {
              const was = earlier.get(measure)
              return (
                <tr key={measure}>
                  <th scope="row">{t(`measure.${measure}`)}</th>
                  <td>{shareText(kept, language)}</td>
                  <td>
                    <UnstyledButton className={css.number} onClick={() => open('kept', measure)}>
                      {countText(kept.count, language)}
                    </UnstyledButton>
                  </td>
                  <td>
                    <UnstyledButton className={css.number} onClick={() => open('broken', measure)}>
                      {countText(kept.of - kept.count, language)}
                    </UnstyledButton>
                  </td>
                  <td>
                    {was ? shareText(was, language) : '–'}
                    {was && <span className={css.of}> {countText(was.of, language)}</span>}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}
