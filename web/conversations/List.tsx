// The list: virtualised, live, and still under the reader's eyes when something arrives above.
import { ActionIcon, Button } from '@mantine/core'
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { IconMenu2 } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useChildMatches, useNavigate, useSearch } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { useHere, useInboxes } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { useWords, withWords, type WordKey } from '../words.ts'
import { CarryGround } from '../carry/CarryGround.tsx'
import { Facets } from './Facets.tsx'
import { FilterBar, FilterMenu } from './Filters.tsx'
import { loadConversationPane } from './load.ts'
import { prefetch, type Filters } from './queries.ts'
import { Row } from './Row.tsx'
import { useRows } from './rows.ts'
import { soughtIn } from './marks.tsx'
import { SearchBox } from './SearchBox.tsx'
import { useTriage } from './triage.ts'
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

export type Density = 'comfortable' | 'compact'
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
        <Rows
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

interface RowsProps {
  rows: ConversationRow[]
  filters: Filters
  height: number
  density: Density
  chosen: ReadonlySet<string>
  choose: (id: string) => void
  chooseAll: () => void
  more: (() => void) | null
}

/** Once the list stands and somebody is near it, or a little later: opening must not wait for it. */
const FETCH_REST_MS = 3_000

function Rows({ rows, filters, height, density, chosen, choose, chooseAll, more }: RowsProps) {
  const { t } = useWords()
  const sought = useMemo(() => soughtIn(filters.q), [filters.q])
  const client = useQueryClient()
  const navigate = useNavigate()
  const triage = useTriage()
  const scroller = useRef<HTMLDivElement>(null)
  const openId = useChildMatches({ select: (matches) => (matches.at(-1)?.params as { id?: string } | undefined)?.id })
  const [pointedId, setPointedId] = useState<string | null>(null)
  const cursorId = openId ?? pointedId
  const cursor = rows.findIndex((row) => row.id === cursorId)

  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    getItemKey: (at) => rows[at]?.id ?? at,
  })
  useEffect(() => {
    const timer = setTimeout(() => void loadConversationPane(), FETCH_REST_MS)
    return () => clearTimeout(timer)
  }, [])
  const approach = useCallback(
    (id: string) => {
      void loadConversationPane()
      prefetch(client, id)
    },
    [client],
  )
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && lastShown >= rows.length - 15) more()
  }, [more, lastShown, rows.length])

  // Mail that arrives above moves the list under the reader; moving the scroll position by as much keeps it still.
  const anchor = useRef<{ id: string; at: number } | null>(null)
  useLayoutEffect(() => {
    const box = scroller.current
    const was = anchor.current
    if (box && was && box.scrollTop > 0) {
      const now = rows.findIndex((row) => row.id === was.id)
      if (now >= 0 && now !== was.at) box.scrollTop += (now - was.at) * height
    }
    const top = Math.floor((box?.scrollTop ?? 0) / height)
    const row = rows[top]
    anchor.current = row ? { id: row.id, at: top } : null
  }, [rows, height])
  const onScroll = () => {
    const top = Math.floor((scroller.current?.scrollTop ?? 0) / height)
    const row = rows[top]
    if (row) anchor.current = { id: row.id, at: top }
  }

  /** Scrolling makes the browser lay out the page at once: only where it has to. */
  const show = (at: number) => {
    const [from, to] = [virtual.scrollOffset ?? 0, (virtual.scrollOffset ?? 0) + (virtual.scrollRect?.height ?? 0)]
    if (at * height < from || (at + 1) * height > to) virtual.scrollToIndex(at, { align: 'auto' })
  }
  const focusRow = (id: string) =>
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-id="${id}"] a`)?.focus({ preventScroll: true }),
    )
  function moveTo(at: number) {
    const row = rows[at]
    if (!row) return
    const neighbour = rows[at + (at > cursor ? 1 : -1)]
    if (neighbour) prefetch(client, neighbour.id)
    if (openId || window.matchMedia('(min-width: 640px)').matches) {
      void navigate({
        to: '/inbox/$view/$id',
        params: { view: filters.view ?? 'open', id: row.id },
        search: (was) => was,
        replace: openId !== undefined,
      })
    } else {
      show(at)
      setPointedId(row.id)
    }
    focusRow(row.id)
  }
  const openAt = rows.findIndex((row) => row.id === openId)
  const isListed = openAt >= 0
  useEffect(() => {
    if (isListed) show(rows.findIndex((row) => row.id === openId))
    // oxlint-disable-next-line react/exhaustive-deps -- when another one is opened, not whenever the list changes
  }, [openId, isListed])
  // The row that was open is where one comes back to.
  const wasOpen = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!openId && wasOpen.current) {
      setPointedId(wasOpen.current)
      focusRow(wasOpen.current)
    }
    wasOpen.current = openId
  }, [openId])

  useActions([
    { id: 'action.next', run: () => moveTo(cursor + 1) },
    { id: 'action.previous', run: () => moveTo(cursor < 0 ? 0 : cursor - 1) },
    {
      id: 'action.open',
      run: () => {
        const row = rows[Math.max(cursor, 0)]
        if (row)
          void navigate({
            to: '/inbox/$view/$id',
            params: { view: filters.view ?? 'open', id: row.id },
            search: (was) => was,
          })
      },
    },
    { id: 'action.choose', run: () => cursorId && choose(cursorId) },
    { id: 'action.chooseAll', run: chooseAll },
    ...(cursorId && !openId
      ? [
          { id: 'action.resolve' as const, run: () => triage.resolve([cursorId]) },
          { id: 'action.assignMe' as const, run: () => triage.assignToMe([cursorId]) },
          { id: 'action.spam' as const, run: () => triage.spam([cursorId]) },
          { id: 'action.delete' as const, run: () => triage.remove([cursorId]) },
        ]
      : []),
  ])

  return (
    <div ref={scroller} className={css.scroller} onScroll={onScroll}>
      <CarryGround ground={scroller} chosen={chosen} />
      <ul className={css.rows} style={{ height: virtual.getTotalSize() }} aria-label={t('list.label')}>
        {items.map((item) => {
          const row = rows[item.index]
          if (!row) return null
          return (
            <Row
              key={row.id}
              row={row}
              view={filters.view ?? 'open'}
              density={density}
              top={item.start}
              height={height}
              place={item.index + 1}
              of={rows.length}
              isOpen={row.id === openId}
              isPointed={row.id === cursorId}
              isChosen={chosen.has(row.id)}
              isChoosing={chosen.size > 0}
              sought={sought}
              choose={choose}
              approach={approach}
            />
          )
        })}
      </ul>
    </div>
  )
}
