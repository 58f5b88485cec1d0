// The figures by inbox, team, person, category, priority or tag, beside those of the period before where one wants them: every number
// opens what is behind it.
import { Checkbox, NativeSelect, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { Grouping, type FigureName, type FigureSet } from '../../src/flows/figures/figures.api.ts'
import { useHere } from '../session/session.ts'
import { useWords, type WordKey } from '../words.ts'
import { countText, lengthText, shareText, type Length } from './format.ts'
import { useGroupNames } from './Narrow.tsx'
import css from './reports.module.css'

const COLUMNS = ['opened', 'answered', 'resolved', 'backlog', 'firstResponse', 'response', 'resolution', 'kept', 'oneTouch'] as const // prettier-ignore
type Column = (typeof COLUMNS)[number]
const MEDIANS: ReadonlySet<Column> = new Set(['firstResponse', 'response', 'resolution'])

export function GroupTable({
  grouping,
  setGrouping,
  isCompared,
  setCompared,
  groups,
  more,
  length,
  open,
}: {
  grouping: Grouping
  setGrouping: (grouping: Grouping) => void
  isCompared: boolean
  setCompared: (is: boolean) => void
  groups: readonly { key: string | null; figures: FigureSet; before: FigureSet | null }[]
  more: number
  length: Length
  open: (figure: FigureName, key: string | null, when: 'now' | 'before') => void
}) {
  const { t, language } = useWords()
  const { may } = useHere()
  const nameOf = useGroupNames()
  const cell = (set: FigureSet, column: Column): { text: string; cases: number | null } => {
    switch (column) {
      case 'opened':
      case 'answered':
      case 'resolved':
      case 'backlog':
        return { text: countText(set[column], language), cases: null }
      case 'firstResponse':
      case 'response':
      case 'resolution':
        return { text: lengthText(set[column][length].median, length, language), cases: set[column].cases }
      case 'kept':
      case 'oneTouch':
        return { text: shareText(set[column], language), cases: set[column].of }
    }
  }
  const groupings = Grouping.options.filter((one) => one !== 'person' || may('report.read'))
  return (
    <section aria-labelledby="reports-groups">
      <div className={css.groupHead}>
        <h2 id="reports-groups" className={css.heading}>
          {t('reports.groups')}
        </h2>
        <NativeSelect
          aria-label={t('reports.groups')}
          value={grouping}
          onChange={({ currentTarget: { value } }) => setGrouping(value as Grouping)}
          data={groupings.map((value) => ({ value: value as string, label: t(`reports.by.${value}` as WordKey) }))}
        />
        <Checkbox
          label={t('reports.compare')}
          checked={isCompared}
          onChange={({ currentTarget: { checked } }) => setCompared(checked)}
        />
      </div>
      {groups.length === 0 ? (
        <p className={css.muted}>{t('reports.nothing')}</p>
      ) : (
        <div className={css.scroll} tabIndex={0} role="region" aria-labelledby="reports-groups">
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t(`reports.by.${grouping}` as WordKey)}</th>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {t(`reports.figure.${column}` as WordKey)}
                    {MEDIANS.has(column) && <div>{t('reports.median')}</div>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {groups.map(({ key, figures, before }) => (
                <tr key={key ?? ''}>
                  <th scope="row">{nameOf(grouping, key)}</th>
                  {COLUMNS.map((column) => {
                    const { text, cases } = cell(figures, column)
                    return (
                      <td key={column}>
                        <UnstyledButton className={css.number} onClick={() => open(column, key, 'now')}>
                          {text}
                          {cases !== null && <span className={css.of}>{countText(cases, language)}</span>}
                        </UnstyledButton>
                        {before && <Before {...cell(before, column)} open={() => open(column, key, 'before')} />}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more > 0 && <p className={css.muted}>{t('reports.moreGroups', { count: more })}</p>}
    </section>
  )
}

function Before({ text, cases, open }: { text: string; cases: number | null; open: () => void }) {
  const { t, language } = useWords()
  return (
    <UnstyledButton className={css.before} onClick={open}>
      <VisuallyHidden>{t('reports.previous')}</VisuallyHidden> {text}
      {cases !== null && <span className={css.of}>{countText(cases, language)}</span>}
    </UnstyledButton>
  )
}
