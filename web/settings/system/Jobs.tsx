// The machine's work: what waits, what runs, what failed for good, with what it said; failed work can be tried again.
import { Button, SegmentedControl } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { dropJob, retryJob, type Job } from '../../../src/desk/jobs/jobs.api.ts'
import { call } from '../../call.ts'
import { useHere } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import { Sure } from '../frame/Sure.tsx'
import css from './system.module.css'
import { countsQuery, jobsQuery } from './queries.ts'

const states = ['failed', 'waiting', 'running'] as const

export function Jobs() {
  const { t } = useWords()
  const [state, setState] = useState<Job['state']>('failed')
  const [pages, setPages] = useState<string[]>([])
  const { data: counts = [] } = useQuery(countsQuery)
  const jobs = useQuery(jobsQuery(state, pages.at(-1) ?? null))
  const countOf = (wanted: Job['state']) =>
    counts.filter((one) => one.state === wanted).reduce((sum, one) => sum + one.count, 0)
  return (
    <Part title={t('job.title')} hint={t('job.hint')}>
      <SegmentedControl
        className={css.states}
        aria-label={t('job.state')}
        value={state}
        onChange={(chosen) => {
          setState(chosen as Job['state'])
          setPages([])
        }}
        data={states.map((one) => ({ value: one, label: t(`job.state.${one}`, { count: countOf(one) }) }))}
      />
      <Loaded of={jobs}>
        {({ jobs: all, next }) => (
          <>
            <Rows label={t('job.title')} none={t(`job.none.${state}`)}>
              {all.map((job) => (
                <JobRow key={job.id} job={job} />
              ))}
            </Rows>
            {(next || pages.length > 0) && (
              <div className={css.pages}>
                <Button
                  variant="default"
                  size="compact-sm"
                  disabled={pages.length === 0}
                  onClick={() => setPages(pages.slice(0, -1))}
                >
                  {t('job.newer')}
                </Button>
                <Button
                  variant="default"
                  size="compact-sm"
                  disabled={!next}
                  onClick={() => next && setPages([...pages, next])}
                >
                  {t('job.older')}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Part>
  )
}

function JobRow({ job }: { job: Job }) {
  const { t, tOr, language } = useWords()
  const here = useHere()
  const now = useNow()
  const client = useQueryClient()
  const settle = () => client.invalidateQueries({ queryKey: ['job'] })
  const retry = useMutation({
    mutationFn: () => call(retryJob, { id: job.id }),
    onSuccess: () => sayDone(t('job.retried')),
    onError: sayFailed,
    onSettled: settle,
  })
  const at = job.failedAt ?? job.runAt
  const name = tOr(`job.kind.${job.kind}`, job.kind)
  return (
    <Row
      name={name}
      about={
        <>
          {job.error && (
            <>
              <span className={css.error}>{job.error}</span>
              <br />
            </>
          )}
          {t('job.attempts', { count: job.attempts })} ·{' '}
          <time dateTime={at} title={exactly(at, language)}>
            {ago(at, now, language)}
          </time>{' '}
          · {t('job.number', { id: job.id })}
        </>
      }
      side={
        job.state === 'failed' &&
        here.may('job.retry') && (
          <>
            <Button size="compact-sm" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
              {t('state.again')}
            </Button>
            <Sure
              size="compact-sm"
              label={t('job.drop')}
              name={t('job.dropThis', { name })}
              title={t('job.dropTitle', { name })}
              run={async () => {
                await call(dropJob, { id: job.id })
                await settle()
              }}
            >
              <p>{t('job.dropHint')}</p>
            </Sure>
          </>
        )
      }
    />
  )
}
