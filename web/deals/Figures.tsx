// The figures of a pipeline. Every share stands with its cases and its interval; of few cases the interval alone.
import { ActionIcon } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { Pipeline } from '../../src/desk/deals/pipelines.api.ts'
import type { Days, DealFigures } from '../../src/flows/deals/figures.api.ts'
import { useUsers } from '../session/session.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { exportLink } from './export-link.ts'
import css from './figures.module.css'
import { inMoney } from './money.ts'
import { figuresQuery } from './queries.ts'
import { shareInWords } from './shares.ts'

const SPANS = [30, 90, 180, 365]
const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

export function Figures({ pipeline, owner }: { pipeline: Pipeline; owner: string | undefined }) {
  const { t } = useWords()
  const [span, setSpan] = useState(90)
  const asked = { pipelineId: pipeline.id, from: dayBefore(span - 1), until: dayBefore(0), ...(owner && { owner }) }
  const query = useQuery(figuresQuery(asked))
  return (
    <section className={css.page} aria-label={t('deals.show.figures')}>
      <div className={css.tools}>
        <select
          className={css.pick}
          aria-label={t('deals.period')}
          value={span}
          onChange={(event) => setSpan(Number(event.currentTarget.value))}
        >
          {SPANS.map((days) => (
            <option key={days} value={days}>
              {t('deals.lastSpan', { count: days })}
            </option>
          ))}
        </select>
        <Tip label={t('deals.download')}>
          <ActionIcon
            component="a"
            size={32}
            href={exportLink('/api/v1/deal-figures-export', asked)}
            download
            aria-label={t('deals.download')}
          >
            <IconDownload size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      </div>
      {query.isPending ? (
        <Waiting />
      ) : query.isError ? (
        <Failed error={query.error} again={() => void query.refetch()} />
      ) : (
        <Shown figures={query.data} pipeline={pipeline} />
      )}
    </section>
  )
}

function Shown({ figures, pipeline }: { figures: DealFigures; pipeline: Pipeline }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const stageName = (id: string) => pipeline.stages.find((one) => one.id === id)?.name ?? id
  const money = (amount: number, currency: string) => inMoney(amount, currency, language, { whole: true })
  const days = ({ cases, median, p90 }: Days) =>
    median === null ? '–' : t('deals.daysOf', { median: rounded(median, language), p90: rounded(p90 ?? median, language), count: cases }) // prettier-ignore
  const openSums = figures.stages.filter((one) =>
    pipeline.stages.some(({ id, kind }) => id === one.stageId && kind === 'open'),
  )
  const most = Math.max(1, ...openSums.map((one) => one.count))
  const responses = figures.responses.filter((one) => one.rate.of > 0)
  return (
    <div className={css.grid}>
      <Block title={t('deals.figure.now')}>
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t('deals.stage')}</th>
              <th className={css.right}>{t('deals.figure.deals')}</th>
              <th>{t('deals.amount')}</th>
              <th>{t('deals.figure.weighted')}</th>
            </tr>
          </thead>
          <tbody>
            {openSums.map(({ stageId, count, isMore, sums }) => (
              <tr key={stageId}>
                <td>
                  {stageName(stageId)}
                  <span className={css.bar} style={{ width: `${(count / most) * 100}%` }} aria-hidden />
                </td>
                <td className={css.right}>
                  {count}
                  {isMore && '+'}
                </td>
                <td>{sums.map((one) => money(one.amount, one.currency)).join(', ')}</td>
                <td>{sums.map((one) => money(one.weighted, one.currency)).join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Block>
      <Block title={t('deals.figure.winRate')} hint={t('deals.figure.winRateHint')}>
        <p className={css.large}>{shareInWords(figures.winRate, { t, language })}</p>
        <p className={css.quiet}>
          {t('deals.figure.opened', { count: figures.opened })}
          {figures.won.length > 0 &&
            ` · ${t('deals.figure.won')}: ${figures.won.map((one) => money(one.amount, one.currency)).join(', ')}`}
        </p>
        {figures.wonBy.length > 1 && (
          <dl className={css.pairs}>
            {figures.wonBy.map(({ ownerId, rate }) => (
              <div key={ownerId ?? ''}>
                <dt>{ownerId === null ? t('field.nobody') : (byId.get(ownerId)?.name ?? ownerId)}</dt>
                <dd>{shareInWords(rate, { t, language })}</dd>
              </div>
            ))}
          </dl>
        )}
      </Block>
      <Block title={t('deals.figure.cycle')} hint={t('deals.figure.cycleHint')}>
        <dl className={css.pairs}>
          <div>
            <dt>{t('deals.state.won')}</dt>
            <dd>{days(figures.cycle.won)}</dd>
          </div>
          <div>
            <dt>{t('deals.state.lost')}</dt>
            <dd>{days(figures.cycle.lost)}</dd>
          </div>
        </dl>
      </Block>
      <Block title={t('deals.figure.stalls')} hint={t('deals.figure.stallsHint')}>
        <table className={css.table}>
          <thead>
            <tr>
              <th>{t('deals.stage')}</th>
              <th>{t('deals.figure.left')}</th>
              <th>{t('deals.figure.still')}</th>
            </tr>
          </thead>
          <tbody>
            {figures.times.map(({ stageId, ended, now }) => (
              <tr key={stageId} data-slowest={stageId === figures.slowestId || undefined}>
                <td>
                  {stageName(stageId)}
                  {stageId === figures.slowestId && <span className={css.mark}> {t('deals.figure.slowest')}</span>}
                </td>
                <td>{days(ended)}</td>
                <td>{days(now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Block>
      <Block title={t('deals.figure.response')} hint={t('deals.figure.responseHint')}>
        {responses.length === 0 ? (
          <p className={css.quiet}>{t('deals.figure.noCases')}</p>
        ) : (
          <dl className={css.pairs}>
            {responses.map(({ under, rate }) => (
              <div key={under ?? 'later'}>
                <dt>{under === null ? t('deals.figure.later') : t('deals.figure.under', { count: under })}</dt>
                <dd>{shareInWords(rate, { t, language })}</dd>
              </div>
            ))}
          </dl>
        )}
      </Block>
      <Block title={t('deals.figure.forecast')} hint={t('deals.figure.forecastHint')}>
        {figures.forecast.length === 0 ? (
          <p className={css.quiet}>{t('deals.figure.noCases')}</p>
        ) : (
          <table className={css.table}>
            <thead>
              <tr>
                <th>{t('deals.figure.month')}</th>
                <th className={css.right}>{t('deals.figure.deals')}</th>
                <th className={css.right}>{t('deals.amount')}</th>
                <th className={css.right}>{t('deals.figure.weighted')}</th>
              </tr>
            </thead>
            <tbody>
              {figures.forecast.map((one) => (
                <tr key={`${one.month} ${one.currency}`} data-overdue={one.month === 'overdue' || undefined}>
                  <td>{monthInWords(one.month, language, t('deals.figure.overdue'), t('deals.figure.undated'))}</td>
                  <td className={css.right}>{one.count}</td>
                  <td className={css.right}>{money(one.amount, one.currency)}</td>
                  <td className={css.right}>{money(one.weighted, one.currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Block>
      {figures.lostBecause.length > 0 && (
        <Block title={t('deals.figure.lostBecause')}>
          <dl className={css.pairs}>
            {figures.lostBecause.map(({ reason, count }) => (
              <div key={reason ?? ''}>
                <dt>{reason ?? t('deals.figure.noReason')}</dt>
                <dd>{count}</dd>
              </div>
            ))}
          </dl>
        </Block>
      )}
      {figures.isPartial && <p className={css.quiet}>{t('deals.figure.partial')}</p>}
    </div>
  )
}

const rounded = (days: number, language: string) => new Intl.NumberFormat(language, { maximumFractionDigits: days < 10 ? 1 : 0 }).format(days) // prettier-ignore

function monthInWords(month: string, language: string, overdue: string, undated: string): string {
  if (month === 'overdue') return overdue
  if (month === 'undated') return undated
  return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`)) // prettier-ignore
}

function Block({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className={css.block} aria-label={title}>
      <h2 className={css.heading}>{title}</h2>
      {hint && <p className={css.hint}>{hint}</p>}
      {children}
    </section>
  )
}
