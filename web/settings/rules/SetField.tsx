// What an action sets a field of the desk's own to: which one, and the value; without one what it has is taken away.
import type { ReactNode } from 'react'
import type { Action } from '../../../src/desk/rules/rules.api.ts'
import { FieldInput } from '../../fields/FieldInput.tsx'
import { useWords } from '../../words.ts'
import type { Nouns } from './names.ts'
import css from './rules.module.css'
import { weave } from './sentence.ts'
import { WordSelect } from './Word.tsx'

type SetFieldAction = Extract<Action, { do: 'setField' }>

export function SetField({
  action,
  nouns,
  isReadOnly,
  mistake,
  set,
}: {
  action: SetFieldAction
  nouns: Nouns
  isReadOnly: boolean
  mistake: string | null
  set: (action: Action) => void
}) {
  const { t } = useWords()
  const own = nouns.fields.filter((one) => one.noun === 'conversation' && (!one.isArchived || one.key === action.key))
  const field = own.find((one) => one.key === action.key)
  const which = (
    <WordSelect
      key="field"
      isStrong
      label={t('about.custom')}
      value={action.key}
      options={own.map((one) => ({ value: one.key, label: one.name }))}
      isReadOnly={isReadOnly}
      error={mistake}
      choose={(key) => set({ do: action.do, key, value: null })}
    />
  )
  const value = (
    <span key="value" className={css.reply}>
      {field && (
        <FieldInput
          key={field.key}
          field={field}
          isBare
          value={action.userId ?? action.value}
          save={(given) => {
            const common = { do: action.do, key: action.key }
            set(field.type === 'user' && typeof given === 'string' ? { ...common, value: null, userId: given } : { ...common, value: given }) // prettier-ignore
          }}
        />
      )}
    </span>
  )
  return <>{weave<ReactNode>(t, 'act.setField.what', { field: which, value }, (text) => text)}</>
}
