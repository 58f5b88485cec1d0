// The task that a rule makes: what is to be done, whose it is, and by when.
import { Checkbox, Textarea, TextInput } from '@mantine/core'
import type { Action } from '../../../src/desk/rules/rules.api.ts'
import { useWords } from '../../words.ts'
import { Length } from './Length.tsx'
import type { Nouns } from './names.ts'
import css from './rules.module.css'
import { WordSelect } from './Word.tsx'

type TaskAction = Extract<Action, { do: 'task' }>

/** What a date begins with, in minutes. */
const A_DAY = 24 * 60

export function TaskWhat({
  action,
  nouns,
  isReadOnly,
  mistake,
  set,
}: {
  action: TaskAction
  nouns: Nouns
  isReadOnly: boolean
  mistake: string | null
  set: (action: TaskAction) => void
}) {
  const { t } = useWords()
  const { userId, teamId, minutes, counts } = action
  const owners = [
    { value: '', label: t('whom.assignee') },
    ...nouns.users.map(({ value, label }) => ({ value: `user ${value}`, label })),
    ...nouns.teams.map(({ value, label }) => ({ value: `team ${value}`, label: t('task.team', { name: label }) })),
  ]
  const owner = userId === null ? (teamId === null ? '' : `team ${teamId}`) : `user ${userId}`
  const give = (chosen: string) => {
    const [noun, id = null] = chosen.split(' ')
    set({ ...action, userId: noun === 'user' ? id : null, teamId: noun === 'team' ? id : null })
  }
  return (
    <span className={css.reply}>
      <TextInput
        label={t('task.title')}
        description={t('act.variables')}
        maxLength={200}
        value={action.title}
        readOnly={isReadOnly}
        error={mistake}
        onChange={(event) => set({ ...action, title: event.currentTarget.value })}
      />
      <span>
        <WordSelect
          isStrong
          label={t('task.owner')}
          value={owner}
          options={owners}
          isReadOnly={isReadOnly}
          choose={give}
        />
      </span>
      <Checkbox
        label={t('act.task.hasDue')}
        checked={minutes !== null}
        disabled={isReadOnly}
        onChange={(event) => set({ ...action, minutes: event.currentTarget.checked ? A_DAY : null })}
      />
      {minutes !== null && (
        <span>
          <Length
            length={{ minutes, counts }}
            isReadOnly={isReadOnly}
            mistake={null}
            set={(length) => set({ ...action, ...length })}
          />
        </span>
      )}
      <Textarea
        label={t('task.text')}
        autosize
        minRows={2}
        maxRows={8}
        value={action.text}
        readOnly={isReadOnly}
        onChange={(event) => set({ ...action, text: event.currentTarget.value })}
      />
    </span>
  )
}
