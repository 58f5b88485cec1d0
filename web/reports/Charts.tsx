// The few charts that answer what one asks every morning: does it grow, how old is what waits, how soon do we answer, do we keep what
// we promised.
import type { ReactNode } from 'react'
import type { Bucket, FigureName } from '../../src/flows/figures/figures.api.ts'
import { useWords, type WordKey } from '../words.ts'
import { Chart, type Series } from './Chart.tsx'
import { countText, dateText, lengthText, periodText, type Length } from './format.ts'
import css from './reports.module.css'
import { marksFor, marksOfTime } from './scale.ts'

const AGES = ['day', 'days3', 'week', 'days30', 'older'] as const

export function Charts({
  now,
  before,
  today,
  length,
  open,
  children,
}: {
  now: readonly Bucket[]
  before: readonly Bucket[]
  /** At the desk: what lies ahead has no values yet. */
  today: string
  length: Length
  open: (figure: FigureName, part: Bucket) => void
  /** What stands beside the last of them. */
  children: ReactNode
}) {
  const { t, language } = useWords()
  const labels = now.map((part) => ({ short: dateText(part.from, language), full: periodText(part, language) }))
  const count = (value: number) => countText(value, language)
  const time = (seconds: number) => lengthText(seconds, length, language)
  const valuesOf = (parts: readonly Bucket[], of: (part: Bucket) => number | null) => parts.map((part) => (part.from > today ? null : of(part))) // prettier-ignore
  const previous = (of: (part: Bucket) => number | null): (number | null)[] =>
    now.map((_, at) => {
      const part = before[at]
      return part ? of(part) : null
    })
  const highest = (series: readonly Series[]) =>
    Math.max(0, ...series.flatMap(({ values }) => values.flatMap((value) => value ?? [])))
  const at = (figure: FigureName) => (place: number) => {
    const part = now[place]
    if (part) open(figure, part)
  }
  const earlier = t('reports.previous')

  const volume: Series[] = [
    { label: t('reports.figure.opened'), as: 'bar', tone: 3, values: valuesOf(now, (part) => part.opened) },
    { label: t('reports.figure.resolved'), as: 'bar', tone: 0, values: valuesOf(now, (part) => part.resolved) },
    { label: t('reports.beforeOf', { name: t('reports.figure.opened') }), as: 'dotted', tone: 1, values: previous((part) => part.opened) }, // prettier-ignore
  ]
  const backlog: Series[] = AGES.map((age, place) => ({
    label: t(`reports.age.${age}` as WordKey),
    as: 'stacked',
    tone: ([4, 3, 2, 1, 0] as const)[place] ?? 0,
    values: valuesOf(now, (part) => part.backlog[place] ?? 0),
  }))
  const totals = now.map((part) => part.backlog.reduce((sum, one) => sum + one, 0))
  const answers: Series[] = [
    {
      label: t('reports.median'),
      as: 'line',
      tone: 0,
      values: valuesOf(now, (part) => part.firstResponse[length].median),
    },
    { label: t('reports.p90'), as: 'thin', tone: 2, values: valuesOf(now, (part) => part.firstResponse[length].p90) },
    { label: earlier, as: 'dotted', tone: 1, values: previous((part) => part.firstResponse[length].median) },
  ]
  const resolutions: Series[] = [
    {
      label: t('reports.median'),
      as: 'line',
      tone: 0,
      values: valuesOf(now, (part) => part.resolution[length].median),
    },
    { label: t('reports.p90'), as: 'thin', tone: 2, values: valuesOf(now, (part) => part.resolution[length].p90) },
    { label: earlier, as: 'dotted', tone: 1, values: previous((part) => part.resolution[length].median) },
  ]
  const promises: Series[] = [
    { label: t('reports.kept'), as: 'stacked', tone: 3, values: valuesOf(now, (part) => part.kept.count) },
    {
      label: t('reports.late'),
      as: 'stacked',
      tone: 0,
      values: valuesOf(now, (part) => part.kept.of - part.kept.count),
    },
  ]
  const casesOf = (of: (part: Bucket) => number) => (place: number) => {
    const part = now[place]
    return part ? t('reports.ofCases', { count: of(part) }) : ''
  }
  return (
    <div className={css.charts}>
      <Chart
        title={t('reports.chart.volume')}
        series={volume}
        labels={labels}
        marks={marksFor(highest(volume))}
        format={count}
        open={at('opened')}
      />
      <Chart
        title={t('reports.chart.backlog')}
        series={backlog}
        labels={labels}
        marks={marksFor(Math.max(0, ...totals))}
        format={count}
        open={at('backlog')}
      />
      <Chart
        title={t('reports.chart.firstResponse')}
        series={answers}
        labels={labels}
        marks={marksOfTime(highest(answers))}
        format={time}
        note={casesOf((part) => part.firstResponse.cases)}
        open={at('firstResponse')}
      />
      <Chart
        title={t('reports.chart.resolution')}
        series={resolutions}
        labels={labels}
        marks={marksOfTime(highest(resolutions))}
        format={time}
        note={casesOf((part) => part.resolution.cases)}
        open={at('resolution')}
      />
      <Chart
        title={t('reports.chart.promises')}
        series={promises}
        labels={labels}
        marks={marksFor(Math.max(0, ...now.map((part) => part.kept.of)))}
        format={count}
        note={casesOf((part) => part.kept.of)}
        open={at('broken')}
      />
      {children}
    </div>
  )
}
