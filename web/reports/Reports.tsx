// First figures: over a period, with the one before beside it, as numbers, charts and a table; each opens the conversations behind it.
// What they are, word for word: docs/figures.md.
import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Grouping } from '../../src/flows/figures/figures.api.ts'
import { GoalsInBrief } from '../deals/LazyGoals.tsx'
import { useNow } from '../shell/now.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { ago, exactly } from '../when.ts'
import { useWords } from '../words.ts'
import { Cases } from './Cases.tsx'
import { Charts } from './Charts.tsx'
import { periodText, type Length } from './format.ts'
import { GroupTable } from './GroupTable.tsx'
import { Headline } from './Headline.tsx'
import { Narrow } from './Narrow.tsx'
import { Promises } from './Promises.tsx'
import { PeriodPicker } from './PeriodPicker.tsx'
import { stepFor, todayIn } from './presets.ts'
import { figuresQuery, fileOf, seriesQuery, type Asked, type Behind } from './queries.ts'
import css from './reports.module.css'

const FILTERS: Record<Grouping, 'inboxId' | 'teamId' | 'personId' | 'categoryId' | 'priority' | 'tag'> = {
  inbox: 'inboxId',
  team: 'teamId',
  person: 'personId',
  category: 'categoryId',
  priority: 'priority',
  tag: 'tag',
}
/** What is under one key of a grouping. */
function filterOf(grouping: Grouping, key: string | null): Asked {
  if (grouping === 'tag' && key === null) return { tagged: 'none' }
  return { [FILTERS[grouping]]: key ?? 'none' }
}
const LENGTH_KEPT = 'postroom-reports-hours'

export function Reports() {
  const { t, language } = useWords()
  const search = useSearch({ from: '/desk/reports' })
  const navigate = useNavigate()
  const moment = useNow()
  const [behind, setBehind] = useState<Behind | null>(null)
  const [length, setLength] = useState<Length>(() =>
    localStorage.getItem(LENGTH_KEPT) === 'calendar' ? 'calendar' : 'business',
  )
  const { by: grouping = 'inbox', compare, ...chosen } = search
  const { from, until, ...filters } = chosen
  // Without days of one's own the server says which: only it knows what day it is at the desk.
  const step = from && until ? stepFor({ from, until }) : 'day'
  const wanted: Asked = from && until ? { ...filters, from, until } : filters
  const figures = useQuery(figuresQuery(wanted, grouping, compare))
  const series = useQuery(seriesQuery(wanted, step))
  const change = (next: Partial<typeof search>) =>
    void navigate({ to: '/reports', search: (was) => ({ ...was, ...next }) as typeof search, replace: true })

  if (figures.isPending || series.isPending) return <Waiting rows={6} height={96} />
  if (figures.isError) return <Failed error={figures.error} again={() => void figures.refetch()} />
  if (series.isError) return <Failed error={series.error} again={() => void series.refetch()} />
  const { now, before, running, groups, moreGroups, followedAt, isBuilding, isOwn, timeZone, period, previous } =
    figures.data
  const asked: Asked = { ...filters, ...period }
  const today = todayIn(timeZone, moment)
  const isFiltered = Object.values(FILTERS).some((name) => chosen[name] !== undefined)
  const isFresh = !isFiltered && !isBuilding && now.backlog === 0 && [now, before].every((one) => one.received + one.answered + one.resolved === 0) // prettier-ignore
  return (
    <div className={css.page} data-stale={figures.isPlaceholderData || undefined}>
      <header className={css.head}>
        <h1 className={css.title}>{t('rail.reports')}</h1>
        <PeriodPicker period={period} today={today} choose={change} />
        <div className={css.tools}>
          <Anchor href={fileOf({ ...asked, what: 'figures', groupBy: grouping, compare })} download>
            {t('reports.csvFigures')}
          </Anchor>
          <Anchor href={fileOf({ ...asked, what: 'series', by: step })} download>
            {t('reports.csvSeries')}
          </Anchor>
          <Button variant="default" onClick={() => window.print()}>
            {t('reports.print')}
          </Button>
        </div>
        <Narrow
          asked={asked}
          narrow={change}
          length={length}
          setLength={(next) => {
            localStorage.setItem(LENGTH_KEPT, next)
            setLength(next)
          }}
        />
      </header>
      {isOwn && <p className={css.hint}>{t('reports.own')}</p>}
      {isBuilding && (
        <p role="status" className={css.hint}>
          {t('reports.building')}
        </p>
      )}
      <p className={css.printed}>{periodText(period, language)}</p>
      {isFresh ? (
        <Empty title={t('reports.fresh')}>
          <p className={css.muted}>{t('reports.freshHint')}</p>
          <Anchor component={Link} to="/inbox/open">
            {t('state.toInbox')}
          </Anchor>
        </Empty>
      ) : (
        <>
          <GoalsInBrief />
          <Headline now={now} before={before} length={length} open={(figure) => setBehind({ ...asked, figure })} />
          {running.firstResponse + running.nextResponse + running.promises > 0 && (
            <p className={css.hint}>
              {t('reports.running', {
                first: running.firstResponse,
                next: running.nextResponse,
                promises: running.promises,
              })}{' '}
              <button type="button" className={css.link} onClick={() => setBehind({ ...asked, figure: 'waiting' })}>
                {t('reports.showWaiting')}
              </button>
            </p>
          )}
          <Charts
            now={series.data.now}
            before={series.data.before}
            today={today}
            length={length}
            open={(figure, part) => setBehind({ ...asked, figure, from: part.from, until: part.until })}
          >
            <Promises
              now={now.keptBy}
              before={before.keptBy}
              open={(figure, measure) => setBehind({ ...asked, figure, measure })}
            />
          </Charts>
          <GroupTable
            grouping={grouping}
            setGrouping={(by) => change({ by })}
            isCompared={compare !== undefined}
            setCompared={(is) => change({ compare: is ? 'previous' : undefined })}
            groups={groups}
            more={moreGroups}
            length={length}
            open={(figure, key, when) =>
              setBehind({ ...asked, ...(when === 'before' && previous), figure, ...filterOf(grouping, key) })
            }
          />
        </>
      )}
      <footer className={css.foot}>
        {t('reports.days', { zone: timeZone, previous: periodText(previous, language) })}{' '}
        {followedAt && (
          <time dateTime={followedAt} title={exactly(followedAt, language)}>
            {t('reports.asOf', { ago: ago(followedAt, moment, language) })}
          </time>
        )}
      </footer>
      {behind && <Cases behind={behind} show={setBehind} length={length} close={() => setBehind(null)} />}
    </div>
  )
}
