// The clocks of a conversation: when the next target runs out, in one sentence; behind it each clock with what started, paused
// and stopped it, and why.
import { useQuery } from '@tanstack/react-query'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { listSlaPolicies, readClocks, type Clock } from '../../src/desk/sla/sla.api.ts'
import { call } from '../call.ts'
import { useNow } from '../shell/now.ts'
import { dayAndTime, duration, exactly } from '../when.ts'
import { useWords } from '../words.ts'
import css from './because.module.css'
import { nearness } from './Due.tsx'
import { Folding } from './Folding.tsx'

export function Clocks({ conversation: { id, due, version } }: { conversation: Conversation }) {
  const { t, language } = useWords()
  const now = useNow()
  if (!due) return null
  const isLate = nearness(due, now) === 'late'
  return (
    <Folding
      word={t('clock.word')}
      near={nearness(due, now) ?? undefined}
      sentence={t(isLate ? 'due.wasDue' : 'due.isDue', {
        measure: t(`measure.${due.measure}`),
        at: dayAndTime(new Date(due.at), language),
      })}
    >
      {() => <Ledger id={id} version={version} />}
    </Folding>
  )
}

function Ledger({ id, version }: { id: string; version: number }) {
  const { t } = useWords()
  const clocks = useQuery({
    queryKey: ['conversation', 'one', id, 'clocks', version],
    queryFn: ({ signal }) => call(readClocks, { id }, { signal }),
  })
  const { data: policies = [] } = useQuery({
    queryKey: ['slaPolicy', 'list'],
    queryFn: ({ signal }) => call(listSlaPolicies, {}, { signal }),
    staleTime: 5 * 60_000,
  })
  if (clocks.isPending) return <p>{t('state.loading')}</p>
  if (clocks.isError) return <p role="alert">{t('clock.failed')}</p>
  return (
    <ol className={css.routings}>
      {clocks.data.map((clock) => (
        <OneClock
          key={clock.id}
          clock={clock}
          policy={policies.find((one) => one.id === clock.policyId)?.name ?? null}
        />
      ))}
    </ol>
  )
}

function OneClock({ clock, policy }: { clock: Clock; policy: string | null }) {
  const { t, tOr, language } = useWords()
  const { measure, state, targetSeconds, counts } = clock
  return (
    <li>
      <p>
        <b>{t(`measure.${measure}`)}</b>: {t(`clock.state.${state}`)}.{' '}
        {targetSeconds !== null && counts !== null
          ? t('clock.promised', {
              policy: policy ?? t('clock.somePolicy'),
              time: duration(targetSeconds, language),
              counts: t(`counts.${counts}`),
            })
          : t('clock.nothingPromised')}
      </p>
      <ul>
        {clock.ledger.map((line, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines of a ledger are only ever added at its end
          <li key={at} data-held>
            <time dateTime={line.at} title={exactly(line.at, language)}>
              {dayAndTime(new Date(line.at), language)}
            </time>
            : {t(`clock.what.${line.what}`, { why: tOr(`clock.why.${line.why}`, line.why) })}{' '}
            {line.dueAt !== null && t('clock.thenDue', { at: dayAndTime(new Date(line.dueAt), language) })}
          </li>
        ))}
      </ul>
    </li>
  )
}
