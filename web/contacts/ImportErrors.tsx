// The rows of an import that were wrong: line, column and reason; all of them as a file.
import { useInfiniteQuery } from '@tanstack/react-query'
import { downloadImportErrors, listImportedRows } from '../../src/flows/records/import.api.ts'
import { addressOf, call } from '../call.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { useProblem } from './ImportColumns.tsx'
import css from './records.module.css'

export function ImportErrors({ id }: { id: string }) {
  const { t } = useWords()
  const problem = useProblem()
  const rows = useInfiniteQuery({
    queryKey: ['import', id, 'failed'],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => call(listImportedRows, { id, outcome: 'failed', after: pageParam }, { signal }),
    getNextPageParam: (page) => page.next,
  })
  if (rows.isPending) return <Waiting rows={3} height={24} />
  if (rows.isError) return <Failed error={rows.error} again={() => void rows.refetch()} />
  return (
    <>
      <p>
        <a href={addressOf(downloadImportErrors, { id }).url} download>
          {t('records.downloadErrors')}
        </a>
      </p>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('records.lineNumber')}</th>
              <th scope="col">{t('records.why')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.data.pages
              .flatMap((page) => page.rows)
              .map((row) => (
                <tr key={row.row}>
                  <td>{row.line}</td>
                  <td>{row.problems.map(problem).join('; ')}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      {rows.hasNextPage && (
        <button type="button" className={css.link} onClick={() => void rows.fetchNextPage()}>
          {t('list.more')}
        </button>
      )}
    </>
  )
}
