// The team's own mail under each way of giving out work: what was promised and kept, how long people waited, who worked how much.
import { Button, NativeSelect, NumberInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SimulationOutcome } from '../../../src/flows/assignment/assigning.api.ts'
import { useHere, useInboxes } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { duration, percentOf } from '../../when.ts'
import { useWords, type Words } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { dayName, days } from '../hours/week.ts'
import css from './assignment.module.css'
import { simulationQuery } from './queries.ts'

interface Shown {
  name: string
  outcome: SimulationOutcome
  /** With one more person: not to be compared with the others. */
  isMore?: boolean
}

export function Simulation() {
  const { t, language } = useWords()
  const here = useHere()
  const { inboxes } = useInboxes()
  const [values, setValues] = useState({ inboxId: '', weeks: 8 as number | string, oneMoreOn: '1', seed: 1 })
  const [asked, setAsked] = useState({ weeks: 8, seed: 1, oneMoreOn: 1 } as { inboxId?: string; weeks: number; seed: number; oneMoreOn?: number }) // prettier-ignore
  const found = useQuery({ ...simulationQuery(asked), enabled: here.may('report.read') })
  if (!here.may('report.read')) return <Empty title={t('settings.denied')} />
  const run = () =>
    setAsked({
      weeks: Math.min(26, Math.max(1, Number(values.weeks) || 8)),
      seed: values.seed,
      ...(values.inboxId && { inboxId: values.inboxId }),
      ...(values.oneMoreOn && { oneMoreOn: Number(values.oneMoreOn) }),
    })
  return (
    <Page title={t('simulation.title')} hint={t('simulation.hint')} back="assignment" isWide>
      <form
        className={css.ask}
        onSubmit={(event) => {
          event.preventDefault()
          run()
        }}
      >
        <NativeSelect
          label={t('simulation.whose')}
          data={[
            { value: '', label: t('simulation.madeUp') },
            ...inboxes.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={values.inboxId}
          onChange={(event) => setValues({ ...values, inboxId: event.currentTarget.value })}
        />
        <NumberInput
          label={t('simulation.weeks')}
          min={1}
          max={26}
          allowDecimal={false}
          style={{ width: 110 }}
          value={values.weeks}
          onChange={(weeks) => setValues({ ...values, weeks })}
        />
        <NativeSelect
          label={t('simulation.oneMore')}
          data={[
            { value: '', label: t('simulation.nobody') },
            ...days.map((day, at) => ({ value: String((at + 1) % 7), label: dayName(day, language) })),
          ]}
          value={values.oneMoreOn}
          onChange={(event) => setValues({ ...values, oneMoreOn: event.currentTarget.value })}
        />
        <Button type="submit" loading={found.isFetching}>
          {t('simulation.run')}
        </Button>
      </form>
      <Loaded of={found}>
        {({ source, outcomes, oneMore, weeks }) => {
          const rows: Shown[] = outcomes.map((outcome) => ({ name: t(`way.${outcome.strategy}`), outcome }))
          if (oneMore) rows.push({ name: t('simulation.withOneMore'), outcome: oneMore, isMore: true })
          const first = outcomes[0]
          return (
            <>
              <p className={css.hint}>
                {t(source === 'history' ? 'simulation.history' : 'simulation.synthetic', {
                  weeks,
                  mails: first?.arrived ?? 0,
                  people: first?.people.length ?? 0,
                })}
              </p>
              <InTime rows={rows} />
              <Waits rows={rows} />
              <Numbers rows={rows} />
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

/** A bar for all, and a line where those of high priority end. */
function InTime({ rows }: { rows: Shown[] }) {
  const { t, language } = useWords()
  const percent = percentOf(language)
  const best = Math.max(...rows.filter((one) => !one.isMore).map(({ outcome }) => outcome.inTime))
  return (
    <Part title={t('simulation.inTime')} hint={t('simulation.inTimeHint')}>
      <div className={css.chart} aria-hidden>
        {rows.map(({ name, outcome, isMore = false }) => (
          <div key={name} className={css.bar}>
            <span>{outcome.inTime === best && !isMore ? <strong>{name}</strong> : name}</span>
            <span className={css.track}>
              <span
                className={css.fill}
                data-best={(outcome.inTime === best && !isMore) || undefined}
                data-more={isMore || undefined}
                style={{ width: `${outcome.inTime * 100}%` }}
              />
              <span className={css.mark} style={{ insetInlineStart: `calc(${outcome.highInTime * 100}% - 1px)` }} />
            </span>
            <span className={css.number}>
              {percent(outcome.inTime)} <small>{percent(outcome.highInTime)}</small>
            </span>
          </div>
        ))}
        <Scale marks={[0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, name: percent(at) }))} />
      </div>
    </Part>
  )
}

/** What the length of a bar means. */
function Scale({ marks }: { marks: { at: number; name: string }[] }) {
  return (
    <div className={css.bar}>
      <span />
      <span className={css.scale}>
        {marks.map(({ at, name }) => (
          <small key={at} style={{ insetInlineStart: `${at * 100}%` }}>
            {name}
          </small>
        ))}
      </span>
      <span />
    </div>
  )
}

/** To the half and to 95 of a hundred, on one scale: the root of the minutes, so that an hour and a week are both seen. */
function Waits({ rows }: { rows: Shown[] }) {
  const words = useWords()
  const { t } = words
  const longest = Math.max(1, ...rows.map(({ outcome }) => outcome.wait.p95))
  const share = (minutes: number) => `${Math.sqrt(minutes / longest) * 100}%`
  const best = Math.min(...rows.filter((one) => !one.isMore).map(({ outcome }) => outcome.wait.p95))
  return (
    <Part title={t('simulation.waits')} hint={t('simulation.waitsHint')}>
      <div className={css.chart} aria-hidden>
        {rows.map(({ name, outcome: { wait }, isMore = false }) => (
          <div key={name} className={css.bar}>
            <span>{wait.p95 === best && !isMore ? <strong>{name}</strong> : name}</span>
            <span className={css.track}>
              <span
                className={css.fill}
                data-best={(wait.p95 === best && !isMore) || undefined}
                data-more={isMore || undefined}
                style={{ width: share(wait.p95) }}
              />
              <span className={css.mark} style={{ insetInlineStart: share(wait.p50) }} />
            </span>
            <span className={css.number}>
              {lengthOf(wait.p95, words)} <small>{lengthOf(wait.p50, words)}</small>
            </span>
          </div>
        ))}
        <Scale marks={[0, 0.5, 1].map((at) => ({ at, name: lengthOf(at * at * longest, words) }))} />
      </div>
    </Part>
  )
}

const lengthOf = (minutes: number, { language }: Words) => duration(minutes * 60, language)

/** All of it as figures: what the bars show, for whoever cannot see them, and the rest. */
function Numbers({ rows }: { rows: Shown[] }) {
  const words = useWords()
  const { t, language } = words
  const percent = percentOf(language)
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
  return (
    <Part title={t('simulation.figures')} hint={t('simulation.fairnessHint')}>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('rule.strategy')}</th>
              <th scope="col">{t('simulation.all')}</th>
              <th scope="col">{t('simulation.high')}</th>
              <th scope="col">{t('simulation.half')}</th>
              <th scope="col">{t('simulation.most')}</th>
              <th scope="col">{t('simulation.busy')}</th>
              <th scope="col">{t('simulation.fair')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, outcome }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{percent(outcome.inTime)}</td>
                <td>{percent(outcome.highInTime)}</td>
                <td>{lengthOf(outcome.wait.p50, words)}</td>
                <td>{lengthOf(outcome.wait.p95, words)}</td>
                <td>{percent(outcome.utilisation)}</td>
                <td>{number.format(outcome.fairness)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  )
}
