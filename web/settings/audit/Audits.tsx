// Audits of routing: the list with the plan, one audit, its judging, and the health of routing.
import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { changeAuditPlan, type AuditPlan, type ListedAudit } from '../../../src/flows/audit/audits.api.ts'
import { call } from '../../call.ts'
import { useHere, useInboxes } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { Empty } from '../../shell/states.tsx'
import { sayFailed } from '../../shell/undo.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { To } from '../frame/go.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import type { SectionProps } from '../sections.ts'
import css from './audit.module.css'
import { Health } from './Health.tsx'
import { Interval } from './Interval.tsx'
import { Judge } from './Judge.tsx'
import { NewAudit } from './NewAudit.tsx'
import { OneAudit } from './OneAudit.tsx'
import { usePeriod } from './period.ts'
import { auditsQuery } from './queries.ts'

export function Audits({ path: [first, second] }: SectionProps) {
  const { t } = useWords()
  const mayWrite = useHere().may('audit.write')
  if (first === 'health') return <Health />
  if (first === 'new') return mayWrite ? <NewAudit /> : <Empty title={t('settings.denied')} />
  if (first !== undefined && second === 'judge' && mayWrite) return <Judge key={first} id={first} />
  if (first !== undefined) return <OneAudit key={first} id={first} isReadOnly={!mayWrite} />
  return <Overview isReadOnly={!mayWrite} />
}

function Overview({ isReadOnly }: { isReadOnly: boolean }) {
  const { t } = useWords()
  const query = useInfiniteQuery(auditsQuery)
  return (
    <Page
      title={t('settings.audit')}
      hint={t('audit.hint')}
      actions={
        <>
          <LinkButton page="audit/health" variant="default">
            {t('audit.health')}
          </LinkButton>
          {!isReadOnly && <LinkButton page="audit/new">{t('audit.begin')}</LinkButton>}
        </>
      }
    >
      <Loaded of={query}>
        {({ pages }) => {
          const audits = pages.flatMap((page) => page.audits)
          const [first] = pages
          return (
            <>
              {first && <Plan plan={first.plan} due={first.due} isReadOnly={isReadOnly} />}
              {audits.length === 0 ? (
                <Empty title={t('audit.none')}>
                  <p className={css.muted}>{t('audit.noneHint')}</p>
                </Empty>
              ) : (
                <ul className={css.list}>
                  {audits.map((audit) => (
                    <Row key={audit.id} audit={audit} />
                  ))}
                </ul>
              )}
              {query.hasNextPage && (
                <Button
                  variant="default"
                  mt={16}
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {t('audit.older')}
                </Button>
              )}
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

const periods = [30, 90, 180, 365]

function Plan({
  plan,
  due,
  isReadOnly,
}: {
  plan: AuditPlan
  due: { inboxId: string; at: string }[]
  isReadOnly: boolean
}) {
  const { t, language } = useWords()
  const { byId } = useInboxes()
  const now = useNow()
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (everyDays: number | null) => call(changeAuditPlan, { ...plan, everyDays }),
    onSettled: () => client.invalidateQueries({ queryKey: auditsQuery.queryKey }),
    onError: (error) => sayFailed(error),
  })
  const over = due.filter(({ at }) => new Date(at) <= now)
  const dueAt = due[0]?.at
  const isDue = over.length > 0
  const chosen = String(plan.everyDays ?? '')
  const days = plan.everyDays === null || periods.includes(plan.everyDays) ? periods : [...periods, plan.everyDays]
  return (
    <div className={css.plan} data-due={isDue || undefined}>
      <NativeSelect
        label={t('audit.remind')}
        value={chosen}
        disabled={isReadOnly || change.isPending}
        onChange={({ currentTarget: { value } }) => change.mutate(value === '' ? null : Number(value))}
        data={[
          { value: '', label: t('audit.never') },
          ...days.map((every) => ({ value: String(every), label: t('audit.everyDays', { count: every }) })),
        ]}
      />
      {dueAt && (
        <p role="status">
          {t(isDue ? 'audit.isDue' : 'audit.dueAt')}{' '}
          <time dateTime={dueAt} title={exactly(dueAt, language)}>
            {isDue ? ago(dueAt, now, language) : exactly(dueAt, language)}
          </time>
          {isDue && over.length < due.length && (
            <> ({over.map(({ inboxId }) => byId.get(inboxId)?.name ?? '').join(', ')})</>
          )}
        </p>
      )}
    </div>
  )
}

function Row({ audit }: { audit: ListedAudit }) {
  const { t } = useWords()
  const period = usePeriod(audit)
  return (
    <li>
      <To page={`audit/${audit.id}`} className={css.row}>
        <span className={css.name}>{period}</span>
        <span className={css.muted}>
          {audit.signedAt === null
            ? t('audit.progress', { judged: audit.judged, size: audit.size })
            : t('audit.signedBy', { name: audit.signedName ?? '' })}
        </span>
        <Interval share={audit.wrong} />
      </To>
    </li>
  )
}
