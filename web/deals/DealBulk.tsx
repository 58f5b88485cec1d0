// Several deals at once: moved, given to somebody, taken away.
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Deal, DealChange } from '../../src/desk/deals/deals.api.ts'
import type { Pipeline } from '../../src/desk/deals/pipelines.api.ts'
import { useUsers } from '../session/session.ts'
import { useWords } from '../words.ts'
import css from './deals.module.css'
import { LostBecause } from './LostBecause.tsx'

interface DealBulkProps {
  deals: readonly Deal[]
  pipeline: Pipeline
  act: (of: (deal: Deal) => Omit<DealChange, 'id'>, said: string) => void
  clear: () => void
}

export function DealBulk({ deals, pipeline, act, clear }: DealBulkProps) {
  const { t } = useWords()
  const { users } = useUsers()
  const [losing, setLosing] = useState<string | null>(null)
  const count = deals.length
  const people = users.filter((one) => !one.isDisabled && one.role !== 'viewer')
  const moveTo = (stageId: string) => {
    const stage = pipeline.stages.find((one) => one.id === stageId)
    if (stage?.kind === 'lost') return setLosing(stageId)
    if (stage) act(() => ({ stageId }), t('deals.movedMany', { count, name: stage.name }))
  }
  return (
    <div className={css.bulk} role="toolbar" aria-label={t('deals.chosen', { count })}>
      <span>{t('deals.chosen', { count })}</span>
      <select
        className={css.pick}
        aria-label={t('deals.moveTo')}
        value=""
        onChange={(event) => moveTo(event.currentTarget.value)}
      >
        <option value="">{t('deals.moveTo')}</option>
        {pipeline.stages.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        className={css.pick}
        aria-label={t('deals.giveTo')}
        value=""
        onChange={(event) => {
          const ownerId = event.currentTarget.value
          act(() => ({ ownerId }), t('deals.givenMany', { count, name: people.find((one) => one.id === ownerId)?.name ?? '' })) // prettier-ignore
        }}
      >
        <option value="">{t('deals.giveTo')}</option>
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => act(() => ({ deleted: true }), t('deals.deletedMany', { count }))}
      >
        {t('action.delete')}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
        {t('deals.chooseNone')}
      </Button>
      {losing && (
        <LostBecause
          name={t('deals.chosen', { count })}
          reasons={pipeline.lostReasons}
          close={() => setLosing(null)}
          choose={(lostReason) => act(() => ({ stageId: losing, lostReason }), t('deals.movedMany', { count, name: pipeline.stages.find((one) => one.id === losing)?.name ?? '' }))} // prettier-ignore
        />
      )}
    </div>
  )
}
