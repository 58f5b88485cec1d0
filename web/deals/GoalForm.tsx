// Setting a goal: what, from where to where, by when, who answers for it. What it starts from is measured on request.
import { Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addGoal, changeGoal, GoalMetric, measureBaseline } from '../../src/desk/deals/goals.api.ts'
import type { Pipeline } from '../../src/desk/deals/pipelines.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { useHere, useUsers } from '../session/session.ts'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './deals.module.css'
import { inMetric, type ShownGoal } from './metrics.ts'

type Wanted = AskedOf<typeof addGoal>
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

interface GoalFormProps {
  goal: ShownGoal | undefined
  pipelines: readonly Pipeline[]
  close: () => void
}

export function GoalForm({ goal, pipelines, close }: GoalFormProps) {
  const { t, language } = useWords()
  const { user } = useHere()
  const { users } = useUsers()
  const client = useQueryClient()
  const [wanted, setWanted] = useState<Wanted>(
    () =>
    goal
      ? withoutRest(goal)
      : { name: '', metric: 'wonAmount', pipelineId: pipelines[0]?.id ?? null, ownerId: user.id, dealsOfId: null, currency: pipelines[0]?.currency ?? 'EUR', baseline: 0, target: 0, startsOn: inDays(0), dueOn: inDays(89) }, // prettier-ignore
  )
  const [told, setTold] = useState<string | null>(null)
  const set = (change: Partial<Wanted>) => setWanted((was) => ({ ...was, ...change }))
  const save = useMutation({
    mutationFn: () => {
      const sent = { ...wanted, currency: wanted.metric === 'wonAmount' ? (wanted.currency ?? 'EUR') : null }
      return goal ? call(changeGoal, { ...sent, id: goal.id, version: goal.version }) : call(addGoal, sent)
    },
    onSuccess: close,
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['goal'] }),
  })
  const measure = useMutation({
    mutationFn: () => {
      const { metric, pipelineId, dealsOfId, currency, startsOn, dueOn } = wanted
      return call(measureBaseline, { metric, startsOn, dueOn, ...(pipelineId && { pipelineId }), ...(dealsOfId && { dealsOfId }), ...(metric === 'wonAmount' && currency && { currency }) }) // prettier-ignore
    },
    onSuccess: ({ value, cases, from, until }) => {
      if (value !== null) set({ baseline: Math.round(value * 10) / 10 })
      setTold(t('goals.measured', { value: inMetric({ metric: wanted.metric, currency: wanted.currency ?? null }, value, language, t), count: cases, from, until })) // prettier-ignore
    },
    onError: sayFailed,
  })
  const people = users.filter((one) => !one.isDisabled).map((one) => ({ value: one.id, label: one.name }))
  const number = (given: number | string) => (typeof given === 'number' ? given : 0)
  return (
    <Modal
      opened
      onClose={close}
      title={t(goal ? 'goals.change' : 'goals.add')}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <TextInput
          label={t('goals.name')}
          placeholder={t('goals.nameHint')}
          required
          data-autofocus
          maxLength={120}
          value={wanted.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />{' '}
        {/* prettier-ignore */}
        <div className={css.pair}>
          <NativeSelect
            label={t('goals.metric')}
            value={wanted.metric}
            data={GoalMetric.options.map((value) => ({ value, label: t(`goals.metric.${value}`) }))}
            onChange={(event) => set({ metric: GoalMetric.parse(event.currentTarget.value) })}
          />
          <NativeSelect
            label={t('deals.pipeline')}
            value={wanted.pipelineId ?? ''}
            data={[{ value: '', label: t('goals.allPipelines') }, ...pipelines.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(event) => set({ pipelineId: event.currentTarget.value || null })}
          />
        </div>
        <div className={css.pair}>
          <TextInput
            label={t('goals.from')}
            type="date"
            required
            value={wanted.startsOn}
            onChange={(event) => set({ startsOn: event.currentTarget.value })}
          />{' '}
          {/* prettier-ignore */}
          <TextInput label={t('goals.until')} type="date" required value={wanted.dueOn} onChange={(event) => set({ dueOn: event.currentTarget.value })} />{' '}
          {/* prettier-ignore */}
        </div>
        <div className={css.pair}>
          <NumberInput
            label={t('goals.baseline')}
            description={told ?? t('goals.baselineHint')}
            min={0}
            value={wanted.baseline}
            onChange={(given) => set({ baseline: number(given) })}
          />{' '}
          {/* prettier-ignore */}
          <NumberInput label={t('goals.target')} description={t(`goals.unit.${wanted.metric}`)} min={0} value={wanted.target} onChange={(given) => set({ target: number(given) })} />{' '}
          {/* prettier-ignore */}
        </div>
        <Button variant="subtle" size="compact-sm" loading={measure.isPending} onClick={() => measure.mutate()}>
          {t('goals.measure')}
        </Button>
        {wanted.metric === 'wonAmount' && (
          <TextInput label={t('deals.currency')} maxLength={3} value={wanted.currency ?? ''} onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })} /> // prettier-ignore
        )}
        <div className={css.pair}>
          <NativeSelect
            label={t('goals.ownerLabel')}
            value={wanted.ownerId ?? ''}
            data={[{ value: '', label: t('field.nobody') }, ...people]}
            onChange={(event) => set({ ownerId: event.currentTarget.value || null })}
          />
          <NativeSelect
            label={t('goals.whose')}
            value={wanted.dealsOfId ?? ''}
            data={[{ value: '', label: t('deals.everybodys') }, ...people]}
            onChange={(event) => set({ dealsOfId: event.currentTarget.value || null })}
          />
        </div>
        <div className={css.buttons}>
          <Button variant="subtle" color="gray" onClick={close}>
            {t('deals.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!wanted.name.trim()}>
            {t('deals.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function withoutRest(goal: ShownGoal): Wanted {
  const { standing: _, id: __, version: ___, ...wanted } = goal
  return wanted
}
