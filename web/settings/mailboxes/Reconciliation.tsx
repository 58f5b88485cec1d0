// Whether everything on the server of an account is accounted for here: the last count, what does not fit, and the buttons for it.
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { reconcileMailbox, type Reconciliation as Report, type Verdict } from '../../../src/flows/sync/reconcile.api.ts'
import { call } from '../../call.ts'
import { useNow } from '../../shell/now.ts'
import { sayWhy } from '../../shell/states.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { reconciliationQuery } from './queries.ts'
import css from './reconciliation.module.css'

const order: Verdict[] = ['missing', 'lost', 'unnoticed', 'refused', 'filed', 'held', 'copy', 'waiting', 'erased', 'tooLarge', 'unread', 'beside'] // prettier-ignore
/** So many are named on the page. */
const NAMED = 50

export function Reconciliation({ id }: { id: string }) {
  const words = useWords()
  const { t } = words
  const client = useQueryClient()
  const query = useQuery(reconciliationQuery(id))
  const asking = useMutation({
    mutationFn: (isMending: boolean) => call(reconcileMailbox, { id, isMending }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['mailbox', 'reconciliation', id] }),
  })
  return (
    <section className={css.section} aria-labelledby="reconcile-title">
      <h2 id="reconcile-title">{t('reconcile.title')}</h2>
      <p className={css.hint}>{t('reconcile.hint')}</p>
      <Loaded of={query}>
        {({ latest, running }) => (
          <>
            {latest ? <Outcome report={latest} /> : !running && <p>{t('reconcile.never')}</p>}
            <div className={css.actions}>
              <Button
                variant="default"
                loading={asking.isPending}
                disabled={running !== null}
                onClick={() => asking.mutate(false)}
              >
                {t('reconcile.now')}
              </Button>
              {latest !== null && latest.open > 0 && (
                <Button disabled={running !== null || asking.isPending} onClick={() => asking.mutate(true)}>
                  {t('reconcile.mend')}
                </Button>
              )}
              <p role="status" className={css.hint}>
                {running && t('reconcile.running', { seen: running.seen })}
                {!running && isAwaited(asking.submittedAt, asking.isSuccess, latest) && t('reconcile.asked')}
                {asking.isError && sayWhy(asking.error, words)}
              </p>
            </div>
          </>
        )}
      </Loaded>
    </section>
  )
}

/** Asked for, and no report from afterwards is there yet. */
function isAwaited(asked: number, isSuccess: boolean, latest: Report | null): boolean {
  return isSuccess && (latest === null || new Date(latest.startedAt).getTime() < asked)
}

function Outcome({ report }: { report: Report }) {
  const { t, language } = useWords()
  const now = useNow()
  const { open, seen, mended, error, misfits, endedAt } = report
  const counted = order.filter((verdict) => (report.counts[verdict] ?? 0) > 0)
  const left = misfits.filter((one) => one.mendedAt === null)
  return (
    <>
      <p data-tone={error !== null || open > 0 ? 'red' : 'green'} className={css.verdict}>
        {error === null
          ? t(open > 0 ? 'reconcile.open' : 'reconcile.fits', { open, seen })
          : t('reconcile.failed', { error })}
        {mended > 0 && ` ${t('reconcile.mended', { mended })}`}{' '}
        {endedAt && (
          <time dateTime={endedAt} title={exactly(endedAt, language)}>
            {ago(endedAt, now, language)}
          </time>
        )}
      </p>
      {counted.length > 0 && (
        <dl className={css.counts}>
          {counted.map((verdict) => (
            <div key={verdict}>
              <dt>{t(`reconcile.verdict.${verdict}`)}</dt>
              <dd>{new Intl.NumberFormat(language).format(report.counts[verdict] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      )}
      {left.length > 0 && (
        <ul className={css.misfits} aria-label={t('reconcile.list')}>
          {left.slice(0, NAMED).map((one) => (
            <li key={`${one.folder} ${one.uid}`}>
              <span>
                {one.uid > 0 ? t('reconcile.where', { folder: one.folder, uid: String(one.uid) }) : one.folder}
              </span>
              <span>{t(`reconcile.verdict.${one.verdict}`)}</span>
              {one.mailId && <code>{one.mailId}</code>}
            </li>
          ))}
        </ul>
      )}
      {open > Math.min(NAMED, left.length) && (
        <p className={css.hint}>{t('reconcile.more', { count: open - Math.min(NAMED, left.length) })}</p>
      )}
    </>
  )
}
