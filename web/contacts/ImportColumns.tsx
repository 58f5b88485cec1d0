// What each column of a file is, with the first rows beneath and what they would become.
import type { ImportPreview } from '../../src/flows/records/import.api.ts'
import { useFields } from '../fields/queries.ts'
import { useWords } from '../words.ts'
import css from './records.module.css'

const targets = {
  contact: [
    'name', 'givenName', 'familyName', 'email', 'phone', 'title', 'company', 'website', 'postalAddress', 'street', 'postcode', 'city',
    'region', 'country', 'language', 'timeZone', 'owner', 'territory', 'stage', 'tags', 'notes',
  ],
  company: [
    'name', 'domain', 'parent', 'size', 'products', 'phone', 'website', 'postalAddress', 'street', 'postcode', 'city', 'region', 'country',
    'owner', 'territory', 'stage', 'tags', 'notes',
  ],
  deal: [
    'id', 'name', 'pipeline', 'stage', 'amount', 'currency', 'probability', 'expectedOn', 'owner', 'company', 'contact', 'lostReason',
    'tags', 'text',
  ],
} as const // prettier-ignore

export function ImportColumns({ draft, set }: { draft: ImportPreview; set: (columns: (string | null)[]) => void }) {
  const { t, tOr } = useWords()
  const fields = useFields().filter((one) => one.noun === draft.noun && !one.isArchived)
  const problem = useProblem()
  const { columns } = draft.options
  const change = (at: number, target: string) => set(columns.map((one, place) => (place === at ? target || null : one)))
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <caption className={css.muted}>{t('records.sample')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('records.outcome')}</th>
            {draft.header.map((title, at) => (
              <th key={at} scope="col">
                <div>{title}</div>
                <select
                  aria-label={t('records.columnIs', { name: title })}
                  value={columns[at] ?? ''}
                  onChange={(event) => change(at, event.currentTarget.value)}
                >
                  <option value="">{t('records.ignore')}</option>
                  {targets[draft.noun].map((target) => (
                    <option key={target} value={target}>
                      {t(`records.target.${target}`)}
                    </option>
                  ))}
                  {fields.map((field) => (
                    <option key={field.key} value={`field:${field.key}`}>
                      {field.name}
                    </option>
                  ))}
                </select>
                {draft.guesses[at]?.because && draft.guesses[at].target === columns[at] && (
                  <div className={css.muted}>{t(`records.guessed.${draft.guesses[at].because}`)}</div>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {draft.sample.map((row) => (
            <tr key={row.line} data-outcome={row.outcome}>
              <td title={row.problems.map(problem).join('\n')}>
                {tOr(`records.outcome.${row.outcome}`, row.outcome)}
                {row.problems[0] && <div className={css.warn}>{problem(row.problems[0])}</div>}
              </td>
              {row.cells.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** “Address: no mail address (“foo”)”. */
export function useProblem(): (one: { column: string; problem: string; value: string }) => string {
  const { t, tOr } = useWords()
  return ({ column, problem, value }) =>
    t('records.problem', {
      column: column === '' ? t('records.row') : tOr(`records.target.${column}`, column.replace('field:', '')),
      problem: tOr(`records.problem.${problem.replace('.', '_')}`, problem),
      value,
    })
}
