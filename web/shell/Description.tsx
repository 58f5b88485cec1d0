// Longer words about something, read as they are with their links, and written in place. Kept as one leaves with Save or mod+Enter.
import { Button, Textarea } from '@mantine/core'
import { useState, type ComponentType } from 'react'
import { linked } from '../conversations/PlainText.tsx'
import { useWords } from '../words.ts'
import css from './description.module.css'

interface FieldProps {
  autosize: boolean
  minRows: number
  maxRows: number
  maxLength: number
  autoFocus: boolean
  value: string
  change: (text: string) => void
  'aria-label': string
}

interface DescriptionProps {
  text: string
  isReadOnly: boolean
  words: { label: string; add: string; edit: string; save: string }
  save: (text: string) => void
  /** What it is written in, where that knows more than letters. */
  Field?: ComponentType<FieldProps>
}

export function Description({ text, isReadOnly, words, save, Field = Plain }: DescriptionProps) {
  const { t } = useWords()
  const [edited, setEdited] = useState<string | null>(null)
  if (edited === null)
    return (
      <div className={css.text}>
        {text && <div className={css.words}>{linked(text, t)}</div>}
        {!isReadOnly && (
          <Button variant="subtle" color="gray" size="compact-sm" fw={400} onClick={() => setEdited(text)}>
            {text ? words.edit : words.add}
          </Button>
        )}
      </div>
    )
  const done = () => {
    setEdited(null)
    if (edited.trim() !== text) save(edited.trim())
  }
  return (
    <div
      className={css.text}
      onKeyDown={(event) => event.key === 'Enter' && (event.metaKey || event.ctrlKey) && !event.defaultPrevented && done()} // prettier-ignore
    >
      <Field
        autosize
        minRows={3}
        maxRows={16}
        maxLength={20_000}
        autoFocus
        value={edited}
        change={setEdited}
        aria-label={words.label}
      />
      <span className={css.edit}>
        <Button size="compact-sm" onClick={done}>
          {words.save}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setEdited(null)}>
          {t('state.cancel')}
        </Button>
      </span>
    </div>
  )
}

function Plain({ change, ...rest }: FieldProps) {
  return <Textarea {...rest} onChange={(event) => change(event.currentTarget.value)} />
}
