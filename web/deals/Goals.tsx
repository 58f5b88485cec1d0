// Goals: what is to be reached, how it stands, what it comes to; each with who answers for it and by when.
import { ActionIcon, Button } from '@mantine/core'
import { IconDownload, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { archiveGoal, restoreGoal, summed } from '../../src/desk/deals/goals.api.ts'
import type { Pipeline } from '../../src/desk/deals/pipelines.api.ts'
import { call } from '../call.ts'
import { useHere, useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { dayInWords } from './Expected.tsx'
import css from './figures.module.css'
import { GoalForm } from './GoalForm.tsx'
import { inMetric, type ShownGoal } from './metrics.ts'
import { goalsQuery } from './queries.ts'

export function Goals({ pipelines }: { pipelines: readonly Pipeline[] }) {
  const { t } = useWords()
  const { may } = useHere()
  const query = useQuery(goalsQuery)
  const [edited, setEdited] = useState<ShownGoal | 'new' | null>(null)
  const mayChange = may('deal.manage')
  if (query.isPending) return <Waiting />
  if (query.isError) return <Failed error={query.error} again={() => void query.refetch()} />
  const begin = mayChange && (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
      onClick={() => setEdited('new')}
    >
      {t('goals.add')}
    </Button>
  )
  return (
    <section className={css.page} aria-label={t('deals.show.goals')}>
      {query.data.length === 0 ? (
        <Empty title={t('goals.none')}>
          <p className={css.hint}>{t('goals.noneHint')}</p>
          {begin}
        </Empty>
      ) : (
        <>
          <div className={css.tools}>
            {begin}
            <Tip label={t('deals.download')}>
              <ActionIcon component="a" size={32} href="/api/v1/goal-export" download aria-label={t('deals.download')}>
                <IconDownload size={18} stroke={1.5} aria-hidden />
              </ActionIcon>
            </Tip>
          </div>
          <ul className={css.goals}>
            {query.data.map((goal) => (
              <OneGoal
                key={goal.id}
                goal={goal}
                pipelines={pipelines}
                {...(mayChange && { edit: () => setEdited(goal) })}
              />
            ))}
          </ul>
        </>
      )}
      {edited && (
        <GoalForm goal={edited === 'new' ? undefined : edited} pipelines={pipelines} close={() => setEdited(null)} />
      )}
    </section>
  )
}

function OneGoal({ goal, pipelines, edit }: { goal: ShownGoal; pipelines: readonly Pipeline[]; edit?: () => void }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const now = useNow()
  const client = useQueryClient()
  const again = () => void client.invalidateQueries({ queryKey: ['goal'] })
  const remove = useMutation({
    mutationFn: () => call(archiveGoal, { id: goal.id }),
    onSuccess: () => sayDone(t('goals.removed', { name: goal.name }), () => void call(restoreGoal, { id: goal.id }).then(again, sayFailed)), // prettier-ignore
    onError: sayFailed,
    onSettled: again,
  })
  const { standing } = goal
  const say = (value: number | null) => inMetric(goal, value, language, t)
  const way = Math.min(1, Math.max(0, standing.progress ?? 0))
  const of = [
    goal.pipelineId === null ? t('goals.allPipelines') : pipelines.find((one) => one.id === goal.pipelineId)?.name,
    goal.dealsOfId && t('goals.dealsOf', { name: byId.get(goal.dealsOfId)?.name ?? '' }),
  ].filter(Boolean)
  return (
    <li className={css.goal}>
      <div className={css.goalHead}>
        <h2 className={css.heading}>{goal.name}</h2>
        <span className={css.state} data-state={standing.state}>
          {t(`goals.state.${standing.state}`)}
        </span>
        {edit && (
          <>
            <Tip label={t('goals.change')}>
              <ActionIcon size={32} onClick={edit} aria-label={t('goals.changeOf', { name: goal.name })}>
                <IconPencil size={16} stroke={1.5} aria-hidden />
              </ActionIcon>
            </Tip>
            <Tip label={t('goals.remove')}>
              <ActionIcon
                size={32}
                onClick={() => remove.mutate()}
                aria-label={t('goals.removeOf', { name: goal.name })}
              >
                <IconTrash size={16} stroke={1.5} aria-hidden />
              </ActionIcon>
            </Tip>
          </>
        )}
      </div>
      <p className={css.quiet}>
        {t(`goals.metric.${goal.metric}`)} · {of.join(' · ')} ·{' '}
        {goal.ownerId ? t('goals.owner', { name: byId.get(goal.ownerId)?.name ?? '' }) : t('goals.nobody')}
      </p>
      <div
        className={css.way}
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(way * 100)}
        aria-label={t('goals.progressOf', { name: goal.name })}
      >
        <span style={{ width: `${way * 100}%` }} data-state={standing.state} />
        <i style={{ insetInlineStart: `${standing.elapsed * 100}%` }} title={t('goals.today')} />
      </div>
      <p className={css.ends}>
        <span>
          {summed.includes(goal.metric) ? say(0) : say(goal.baseline)}{' '}
          <span className={css.quiet}>{dayInWords(goal.startsOn, language, now)}</span>
        </span>
        <strong>
          {t('goals.now', { value: say(standing.value), count: standing.cases })}
          {standing.low !== null &&
            standing.high !== null &&
            standing.cases > 0 &&
            ` ${t('goals.between', { low: say(standing.low), high: say(standing.high) })}`}{' '}
          {/* prettier-ignore */}
        </strong>
        <span>
          {say(goal.target)} <span className={css.quiet}>{dayInWords(goal.dueOn, language, now)}</span>
        </span>
      </p>
      <p className={css.quiet}>
        {standing.forecast !== null && t('goals.forecast', { value: say(standing.forecast) })}{' '}
        {summed.includes(goal.metric) && goal.baseline > 0 && t('goals.before', { value: say(goal.baseline) })}
      </p>
    </li>
  )
}
