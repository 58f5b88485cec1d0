// The list: what it shows by its name, filters and search, and what stands where there is nothing in it.
import { ActionIcon, Button } from '@mantine/core'
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { IconMenu2 } from '@tabler/icons-react'
import { Link, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useState } from 'react'
import { useHere, useInboxes } from '../session/session.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { useWords, withWords, type WordKey } from '../words.ts'
import { Facets } from './Facets.tsx'
import { FilterBar, FilterMenu } from './Filters.tsx'
import type { Filters } from './queries.ts'
import type { Density } from './Row.tsx'
import { RowList } from './RowList.tsx'
import { useRows } from './rows.ts'
import { SearchBox } from './SearchBox.tsx'
import { QueueDone, QueueFoot } from '../queue/Queue.tsx'
import { SaveList } from '../views/SaveList.tsx'
import { Tabs } from '../views/Tabs.tsx'
import { useViews } from '../views/queries.ts'
import { viewLabel } from './Views.tsx'
import css from './list.module.css'

const BreakGlass = lazy(() => import('./BreakGlass.tsx').then((part) => ({ default: part.BreakGlass })))
const Bulk = lazy(() => withWords(import('./Bulk.tsx'), 'bulk').then((part) => ({ default: part.Bulk })))

/** On a small screen there is nothing beside the list. */
const FirstSteps = lazy(() =>
  withWords(import('../welcome/FirstSteps.tsx'), 'welcome').then((part) => ({ default: part.FirstSteps })),
)

const HEIGHT: Record<Density, number> = { comfortable: 64, compact: 36 }

export function List({ openViews, compose }: { openViews: (() => void) | null; compose: () => void }) {
  const { t } = useWords()
  const { filters, query, rows } = useRows()
  const [density, setDensity] = useLocalStorage<Density>({
    key: 'postroom-density',
    defaultValue: 'comfortable',
    getInitialValueInEffect: false,
  })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choose = useCallback(
    (id: string) => setChosen((was) => new Set(was.has(id) ? [...was].filter((one) => one !== id) : [...was, id])),
    [],
  )
  const { byId: inboxes } = useInboxes()
  const { viewId } = useSearch({ from: '/desk/inbox/$view' })
  const saved = useViews().find((view) => view.id === viewId)
  const isQueue = filters.view === 'mine' && filters.sort === 'due' && !filters.q
  const inbox = filters.inboxId ? (inboxes.get(filters.inboxId)?.name ?? '') : null
  const title = saved?.name ?? inbox ?? t(isQueue ? 'queue.title' : viewLabel(filters.view ?? 'open'))
  /** Nothing looks further by itself where a page had little to show for thousands. */
  const isPartial = query.data?.pages.at(-1)?.isPartial ?? false
  const further = query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : null
  const present = new Set(rows.map((row) => row.id))
  const stillChosen = [...chosen].filter((id) => present.has(id))

  return (
    <section aria-label={t('list.label')} className={css.list}>
      <header className={css.header}>
        {openViews && (
          <ActionIcon onClick={openViews} aria-label={t('views.label')} size={36}>
            <IconMenu2 size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
        <h1 className={css.title}>{title}</h1>
        <SaveList filters={filters} view={saved} />
        <Facets filters={filters} />
        <FilterMenu filters={filters} density={density} setDensity={setDensity} />
      </header>
      <Tabs />
      <SearchBox filters={filters} refused={query.error} />
      <FilterBar filters={filters} />
      {query.isPending ? (
        <Waiting height={HEIGHT[density]} rows={8} />
      ) : query.isError && rows.length === 0 ? (
        <Failed error={query.error} again={() => void query.refetch()} />
      ) : rows.length === 0 && isPartial ? (
        <Empty title={t('list.partial')}>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => further?.()}>
            {t('list.further')}
          </Button>
        </Empty>
      ) : rows.length === 0 && isQueue ? (
        <QueueDone />
      ) : rows.length === 0 ? (
        <NothingHere filters={filters} compose={compose} />
      ) : (
        <RowList
          rows={rows}
          filters={filters}
          height={HEIGHT[density]}
          density={density}
          chosen={chosen}
          choose={choose}
          chooseAll={() => setChosen(new Set(rows.map((row) => row.id)))}
          more={isPartial ? null : further}
        />
      )}
      {isQueue && rows.length > 0 && <QueueFoot />}
      {isPartial && rows.length > 0 && (
        <p className={css.partial}>
          {t('list.partial')}{' '}
          <button type="button" className={css.plain} disabled={!further} onClick={() => further?.()}>
            {t('list.further')}
          </button>
        </p>
      )}
      <Suspense>
        {stillChosen.length > 0 && (
          <Bulk
            ids={stillChosen}
            filters={filters}
            isWhole={!query.hasNextPage && stillChosen.length === rows.length}
            clear={() => setChosen(new Set())}
          />
        )}
      </Suspense>
    </section>
  )
}

function NothingHere({ filters, compose }: { filters: Filters; compose: () => void }) {
  const { t } = useWords()
  const { may, firstSteps } = useHere()
  const isSmall = useMediaQuery('(max-width: 639px)', false, { getInitialValueInEffect: false })
  const { inboxes } = useInboxes()
  const isFiltered = Object.keys(filters).some((key) => key !== 'view' && key !== 'inboxId' && key !== 'sort')
  const number = /^\s*#?(\d{1,18})\s*$/.exec(filters.q ?? '')?.[1]
  if (isFiltered)
    return (
      <Empty title={t('empty.filtered')}>
        <Suspense>{number && may('breakglass.use') && <BreakGlass number={number} />}</Suspense>
        {filters.view !== 'all' && filters.q && (
          <Link to="/inbox/$view" params={{ view: 'all' }} search={{ q: filters.q }}>
            {t('list.searchAll')}
          </Link>
        )}
        <Link to="/inbox/$view" params={{ view: filters.view ?? 'open' }} search={{}}>
          {t('list.clearFilters')}
        </Link>
      </Empty>
    )
  if (firstSteps && filters.view === 'open' && isSmall)
    return (
      <Suspense>
        <FirstSteps newestId={undefined} />
      </Suspense>
    )
  const address = inboxes.find((inbox) => !filters.inboxId || inbox.id === filters.inboxId)?.addresses[0]
  return (
    <Empty title={t(`empty.${filters.view ?? 'open'}` as WordKey)}>
      {filters.view === 'open' && address && <p className={css.muted}>{t('empty.sendTo', { address })}</p>}
      {filters.view !== 'open' && (
        <Link to="/inbox/$view" params={{ view: 'open' }}>
          {t('list.toOpen')}
        </Link>
      )}
      {filters.view === 'open' && may('conversation.reply') && (
        <button type="button" className={css.plain} onClick={compose}>
          {t('views.compose')}
        </button>
      )}
    </Empty>
  )
}
