// How a canned reply was used: by month, and by person in each; whether it was changed before it went, and whether the matter was done with it.
import { Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { readMacroFigures } from '../../../src/desk/macros/macros.api.ts'
import { call } from '../../call.ts'
import { useUsers } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Part } from '../frame/Page.tsx'
import { shareInWords } from './MacroLine.tsx'
import css from './macros.module.css'

export function Usage({ id }: { id: string }) {
  const words = useWords()
  const { t, language } = words
  const { byId } = useUsers()
  const figures = useQuery({
    queryKey: ['macro', 'figures', id],
    queryFn: ({ signal }) => call(readMacroFigures, { id }, { signal }),
  })
  const monthOf = (month: string) =>
    new Intl.DateTimeFormat(language, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(`${month}-01`),
    )
  return (
    <Part title={t('macros.usage')} hint={t('macros.usageHint')}>
      <Loaded of={figures} rows={2}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={css.muted}>{t('macros.unused')}</p>
          ) : (
            <Table className={css.table} horizontalSpacing={8} verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('macros.month')}</Table.Th>
                  <Table.Th className={css.number}>{t('macros.uses')}</Table.Th>
                  <Table.Th className={css.number}>{t('macros.editedHead')}</Table.Th>
                  <Table.Th className={css.number}>{t('macros.resolvedHead')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <Table.Tr key={`${row.month} ${row.userId ?? ''}`} data-sum={row.userId === null || undefined}>
                    <Table.Td>
                      {row.userId === null ? monthOf(row.month) : (byId.get(row.userId)?.name ?? '…')}
                    </Table.Td>
                    <Table.Td className={css.number}>{row.uses}</Table.Td>
                    <Table.Td className={css.number}>{shareInWords(row.edited, row.uses, words)}</Table.Td>
                    <Table.Td className={css.number}>
                      {row.settled > 0 ? shareInWords(row.resolved, row.settled, words) : '–'}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Loaded>
    </Part>
  )
}
