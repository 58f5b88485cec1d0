// One chart: bars from zero, thin lines, the period before as a dotted line, words where the lines end. Each part of the period is one
// place that can be pointed at or reached with the arrow keys, and opens what is behind it. The same as a table lies below.
import { useElementSize } from '@mantine/hooks'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useWords } from '../words.ts'
import css from './chart.module.css'
import { labelled } from './scale.ts'

export interface Series {
  label: string
  /** Null: there is nothing to say of this part. */
  values: readonly (number | null)[]
  /** Bars of several series stand on each other where they are `stacked`, else side by side. `dotted`: of the period before. */
  as: 'bar' | 'stacked' | 'line' | 'thin' | 'dotted'
  /** 0 is the accent, the others are greys. */
  tone: 0 | 1 | 2 | 3 | 4
}

interface ChartProps {
  title: string
  series: readonly Series[]
  /** Of each part, as short as it goes, and in full. */
  labels: readonly { short: string; full: string }[]
  marks: readonly number[]
  format: (value: number) => string
  /** What else is to be said of a part: how many cases. */
  note?: (at: number) => string
  open: (at: number) => void
}

const HEIGHT = 180
const LEFT = 56
const RIGHT = 8
const BELOW = 22
const ABOVE = 8

export function Chart({ title, series, labels, marks, format, note, open }: ChartProps) {
  const { ref, width } = useElementSize()
  const places = useRef<(HTMLButtonElement | null)[]>([])
  const [at, setAt] = useState(labels.length - 1)
  const [pointed, setPointed] = useState<number | null>(null)
  const chosen = Math.min(at, labels.length - 1)
  const inner = Math.max(0, width - LEFT - RIGHT)
  const step = labels.length > 0 ? inner / labels.length : 0
  const top = marks.at(-1) ?? 1
  const y = (value: number) => ABOVE + (HEIGHT - ABOVE - BELOW) * (1 - value / top)
  const x = (place: number) => LEFT + step * (place + 0.5)
  const shown = labelled(labels.length, Math.max(2, Math.floor(inner / 72)))
  const sayOf = (place: number) =>
    [
      labels[place]?.full,
      note?.(place),
      ...series.flatMap(({ label, values }) => {
        const value = values[place]
        return value === null || value === undefined ? [] : `${label} ${format(value)}`
      }),
    ]
      .filter(Boolean)
      .join(' · ')

  function move(event: KeyboardEvent) {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -labels.length, End: labels.length }[event.key]
    if (by === undefined) return
    event.preventDefault()
    const next = Math.max(0, Math.min(labels.length - 1, chosen + by))
    setAt(next)
    setPointed(next)
    places.current[next]?.focus()
  }

  return (
    <figure className={css.figure}>
      <figcaption className={css.caption}>
        <h3 className={css.title}>{title}</h3>
        <ul className={css.legend}>
          {series.map(({ label, as, tone }) => (
            <li key={label} data-as={as} data-tone={tone}>
              {label}
            </li>
          ))}
        </ul>
      </figcaption>
      <p className={css.said} aria-hidden>
        {sayOf(pointed ?? chosen)}
      </p>
      <div ref={ref} className={css.ground} style={{ height: HEIGHT }} onPointerLeave={() => setPointed(null)}>
        {width > 0 && (
          <>
            <svg width={width} height={HEIGHT} aria-hidden className={css.drawing}>
              {marks.map((mark) => (
                <g key={mark}>
                  <line
                    x1={LEFT}
                    x2={width - RIGHT}
                    y1={y(mark)}
                    y2={y(mark)}
                    className={css.mark}
                    data-zero={mark === 0 || undefined}
                  />
                  <text x={LEFT - 8} y={y(mark) + 4} textAnchor="end" className={css.word}>
                    {format(mark)}
                  </text>
                </g>
              ))}
              {labels.map(({ short }, place) =>
                shown.has(place) ? (
                  <text key={place} x={x(place)} y={HEIGHT - 5} textAnchor="middle" className={css.word}>
                    {short}
                  </text>
                ) : null,
              )}
              {pointed !== null && (
                <rect
                  x={LEFT + step * pointed}
                  y={ABOVE}
                  width={step}
                  height={HEIGHT - ABOVE - BELOW}
                  className={css.pointed}
                />
              )}
              <Bars series={series} step={step} y={y} />
              {series.map(({ as, values, tone, label }) =>
                as === 'bar' || as === 'stacked' ? null : (
                  <g key={label} data-as={as} data-tone={tone} className={css.line}>
                    {pathsOf(values, x, y).map((path) => (
                      <path key={path} d={path} />
                    ))}
                    {as !== 'dotted' &&
                      values.map((value, place) =>
                        value === null ? null : (
                          <circle
                            key={place}
                            cx={x(place)}
                            cy={y(value)}
                            r={place === pointed || values.length < 12 ? 3 : 1.5}
                          />
                        ),
                      )}
                  </g>
                ),
              )}
            </svg>
            <div
              className={css.places}
              style={{ left: LEFT, width: inner, height: HEIGHT - BELOW }}
              role="group"
              aria-label={title}
            >
              {labels.map((_, place) => (
                <button
                  key={place}
                  type="button"
                  ref={(button) => {
                    places.current[place] = button
                  }}
                  className={css.place}
                  tabIndex={place === chosen ? 0 : -1}
                  aria-label={sayOf(place)}
                  onClick={() => open(place)}
                  onKeyDown={move}
                  onFocus={() => setPointed(place)}
                  onBlur={() => setPointed(null)}
                  onPointerEnter={() => setPointed(place)}
                />
              ))}
            </div>
          </>
        )}
      </div>
      <Table series={series} labels={labels} format={format} {...(note && { note })} />
    </figure>
  )
}

/** Without a value it is broken, and goes on where there is one again. */
function pathsOf(values: Series['values'], x: (place: number) => number, y: (value: number) => number): string[] {
  const paths: string[] = []
  let path = ''
  for (const [place, value] of values.entries()) {
    if (value === null) {
      if (path) paths.push(path)
      path = ''
    } else path += `${path ? 'L' : 'M'}${x(place).toFixed(1)} ${y(value).toFixed(1)}`
  }
  return path ? [...paths, path] : paths
}

function Bars({ series, step, y }: { series: readonly Series[]; step: number; y: (value: number) => number }) {
  const beside = series.filter((one) => one.as === 'bar')
  const stacked = series.filter((one) => one.as === 'stacked')
  const room = Math.min(step * 0.72, 44)
  const each = room / Math.max(1, beside.length)
  const left = (place: number) => LEFT + step * (place + 0.5) - room / 2
  const bar = (value: number, below: number) => ({
    y: y(below + value),
    height: Math.max(0, y(below) - y(below + value)),
  })
  return (
    <>
      {beside.map(({ values, tone, label }, index) =>
        values.map((value, place) =>
          value ? (
            <rect
              key={`${label} ${place}`}
              data-tone={tone}
              className={css.bar}
              x={left(place) + each * index}
              width={Math.max(1, each - 1)}
              {...bar(value, 0)}
            />
          ) : null,
        ),
      )}
      {(stacked[0]?.values ?? []).map((_, place) => {
        let below = 0
        return stacked.map(({ values, tone, label }) => {
          const value = values[place] ?? 0
          const drawn = value ? (
            <rect
              key={`${label} ${place}`}
              data-tone={tone}
              className={css.bar}
              x={left(place)}
              width={Math.max(1, room)}
              {...bar(value, below)}
            />
          ) : null
          below += value
          return drawn
        })
      })}
    </>
  )
}

function Table({ series, labels, format, note }: Pick<ChartProps, 'series' | 'labels' | 'format' | 'note'>) {
  const { t } = useWords()
  return (
    <details className={css.details}>
      <summary>{t('reports.table')}</summary>
      <div className={css.scroll} tabIndex={0} role="region" aria-label={t('reports.table')}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('reports.part')}</th>
              {series.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
              {note && <th scope="col">{t('reports.cases')}</th>}
            </tr>
          </thead>
          <tbody>
            {labels.map(({ full }, place) => (
              <tr key={place}>
                <th scope="row">{full}</th>
                {series.map(({ label, values }) => {
                  const value = values[place]
                  return <td key={label}>{value === null || value === undefined ? '–' : format(value)}</td>
                })}
                {note && <td>{note(place)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
