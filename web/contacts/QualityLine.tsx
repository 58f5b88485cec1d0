// How much is known of those in the list, in one line; each number narrows the list to them.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ContactFilters, Lack } from '../../src/desk/contacts/contacts.api.ts'
import { useWords } from '../words.ts'
import { qualityQuery } from './queries.ts'
import type { CustomersSearch } from './search.ts'
import css from './records.module.css'

export function QualityLine({ filters }: { filters: ContactFilters }) {
  const { t } = useWords()
  const { data } = useQuery({ ...qualityQuery(filters), staleTime: 60_000 })
  if (!data || data.score === null) return null
  const lacks = Lack.options.filter((lack) => data.lacks[lack] > 0)
  return (
    <p className={css.line} aria-label={t('records.quality')}>
      <span>
        {t(data.isWhole ? 'records.score' : 'records.scoreOfNewest', { score: data.score, count: data.looked })}
      </span>
      {lacks.map((lack) => (
        <Link
          key={lack}
          to="/customers"
          search={(was) => ({ ...(was as CustomersSearch), lacks: lack, id: undefined })}
        >
          {t(`records.lacks.${lack}`, { count: data.lacks[lack] })}
        </Link>
      ))}
      {data.badAddress > 0 && <span>{t('records.badAddress', { count: data.badAddress })}</span>}
      {data.stale > 0 && (
        <Link to="/customers" search={(was) => ({ ...(was as CustomersSearch), quietDays: '365', id: undefined })}>
          {t('records.stale', { count: data.stale })}
        </Link>
      )}
      {data.twins > 0 && <Link to="/customers/twins">{t('records.twinCount', { count: data.twins })}</Link>}
    </p>
  )
}
