// What the list is made of: how many of its newest lie in which inbox, are of which status, assignee, category, month. Choosing one
// narrows the list to it.
import { UnstyledButton } from '@mantine/core'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { countFacets } from '../../src/desk/conversations/lists.api.ts'
import type { Term } from '../../src/desk/conversations/query.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { useInboxes, useUsers } from '../session/session.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { withTerm } from '../views/query-of.ts'
import { useWords } from '../words.ts'
import { useCategoryNames } from './category-names.ts'
import type { Filters } from './queries.ts'
import css from './facets.module.css'

type Facets = OutputOf<typeof countFacets>['facets']
const SHOWN = 6

function facetsQuery(given: Filters) {
  const { sort: _, ...filters } = given
  return queryOptions({
    queryKey: ['conversation', 'facets', filters],
    queryFn: ({ signal }) => call(countFacets, filters, { signal }),
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  })
}

export function FacetsPanel({ filters, close }: { filters: Filters; close: () => void }) {
  const { t, tOr, language } = useWords()
  const navigate = useNavigate()
  const query = useQuery(facetsQuery(filters))
  const { byId: inboxes } = useInboxes()
  const { byId: users } = useUsers()
  const categoryOf = useCategoryNames()
  if (query.isPending) return <Waiting rows={4} height={28} />
  if (query.isError) return <Failed error={query.error} again={() => void query.refetch()} />
  const { of, isAll, facets } = query.data
  const labels: Record<keyof Facets, (value: string) => string> = {
    inbox: (id) => inboxes.get(id)?.name ?? `#${id}`,
    status: (shelf) => tOr(`view.${shelf}`, shelf),
    assigned: (id) => (id ? (users.get(id)?.name ?? `#${id}`) : t('field.nobody')),
    category: (id) => (id ? categoryOf(id) : t('field.noCategory')),
    month: (month) => monthName(month, language),
  }
  const narrow = (terms: Term[]) => {
    const q = terms.reduce((text, term) => withTerm(text, term), filters.q ?? '')
    void navigate({ to: '/inbox/$view', params: { view: filters.view ?? 'open' }, search: (was) => ({ ...was, q }) })
    close()
  }
  return (
    <>
      <p className={css.of}>{t(isAll ? 'facets.all' : 'facets.of', { count: of })}</p>
      {(Object.keys(labels) as (keyof Facets)[]).map((name) => (
        <section key={name} aria-label={t(`facets.${name}`)}>
          <h3 className={css.heading}>{t(`facets.${name}`)}</h3>
          <ul className={css.values}>
            {facets[name].slice(0, SHOWN).map(({ value, count }) => (
              <li key={value}>
                <UnstyledButton className={css.value} onClick={() => narrow(termsOf(name, value))}>
                  <span className={css.name}>{labels[name](value)}</span>
                  <span className={css.count}>{count}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

/** Pure: what narrows a list to a value of a facet. */
function termsOf(name: keyof Facets, value: string): Term[] {
  const is = (key: Term['key'], one: string): Term => ({ key, values: [one], isNot: false })
  if (name === 'status') return [is('is', value)]
  if (name !== 'month') return [is(name, value ? `#${value}` : 'none')]
  const [year = 1970, month = 1] = value.split('-').map(Number)
  const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7)
  return [is('after', value), is('before', next)]
}

function monthName(month: string, language: string): string {
  return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`)) // prettier-ignore
}
