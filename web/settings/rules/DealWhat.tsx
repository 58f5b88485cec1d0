// The deal that a rule opens: what it is called, in which stage, whose it is, and when it is expected.
import { Checkbox, NumberInput, TextInput } from '@mantine/core'
import type { Action } from '../../../src/desk/rules/rules.api.ts'
import { useWords } from '../../words.ts'
import type { Nouns } from './names.ts'
import css from './rules.module.css'
import { WordSelect } from './Word.tsx'

type DealAction = Extract<Action, { do: 'deal' }>

/** What a date begins with. */
const A_MONTH = 30

interface DealWhatProps {
  action: DealAction
  nouns: Nouns
  isReadOnly: boolean
  mistake: string | null
  set: (action: DealAction) => void
}

export function DealWhat({ action, nouns, isReadOnly, mistake, set }: DealWhatProps) {
  const { t } = useWords()
  const { name, stageId, userId, days } = action
  return (
    <span className={css.reply}>
      <TextInput
        label={t('act.deal.name')}
        description={t('act.variables')}
        maxLength={200}
        value={name}
        readOnly={isReadOnly}
        error={mistake}
        onChange={(event) => set({ ...action, name: event.currentTarget.value })}
      />
      <span>
        <WordSelect
          isStrong
          label={t('act.deal.stage')}
          value={stageId}
          options={nouns.stages}
          isReadOnly={isReadOnly}
          choose={(chosen) => set({ ...action, stageId: chosen })}
        />{' '}
        <WordSelect
          isStrong
          label={t('task.owner')}
          value={userId ?? ''}
          options={[{ value: '', label: t('whom.assignee') }, ...nouns.users]}
          isReadOnly={isReadOnly}
          choose={(chosen) => set({ ...action, userId: chosen || null })}
        />
      </span>
      <Checkbox
        label={t('act.deal.hasDays')}
        checked={days !== null}
        disabled={isReadOnly}
        onChange={(event) => set({ ...action, days: event.currentTarget.checked ? A_MONTH : null })}
      />
      {days !== null && (
        <NumberInput
          label={t('act.deal.days')}
          min={0}
          max={3650}
          value={days}
          readOnly={isReadOnly}
          onChange={(given) => set({ ...action, days: typeof given === 'number' ? given : 0 })}
        />
      )}
    </span>
  )
}
