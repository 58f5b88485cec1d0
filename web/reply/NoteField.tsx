// Where a note is written: `@` begins the name of a colleague, the arrow keys choose among those it could be, Enter or Tab takes one.
import { Textarea, type TextareaProps } from '@mantine/core'
import { useId, useState, type KeyboardEvent, type Ref } from 'react'
import { useHere, useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { useWords } from '../words.ts'
import { begunAt, completed, meantBy } from './mentions.ts'
import css from './note-field.module.css'

interface NoteFieldProps extends Omit<TextareaProps, 'onChange' | 'value' | 'ref'> {
  value: string
  change: (text: string) => void
  field?: Ref<HTMLTextAreaElement>
}

export function NoteField({ value, change, field, ...rest }: NoteFieldProps) {
  const { t } = useWords()
  const { user } = useHere()
  const { users } = useUsers()
  const list = useId()
  const [begun, setBegun] = useState<ReturnType<typeof begunAt>>(null)
  const [chosen, choose] = useState(0)
  const others = users.filter((one) => !one.isDisabled && one.id !== user.id)
  const meant = begun ? meantBy(begun.begun, others) : []
  const isOpen = meant.length > 0

  const look = (box: HTMLTextAreaElement) => {
    const next = box.selectionStart === box.selectionEnd ? begunAt(box.value, box.selectionStart) : null
    if (next?.at !== begun?.at || next?.begun !== begun?.begun) choose(0)
    setBegun(next)
  }
  const take = (box: HTMLTextAreaElement, name: string) => {
    if (!begun) return
    const next = completed(box.value, begun.at, box.selectionStart, name)
    change(next.text)
    setBegun(null)
    // Once the new words stand in the field.
    requestAnimationFrame(() => box.setSelectionRange(next.caret, next.caret))
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!isOpen || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const one = meant[chosen]
    if (step !== 0) choose((chosen + step + meant.length) % meant.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && one) take(event.currentTarget, one.name)
    else if (event.key === 'Escape') setBegun(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className={css.field}>
      <Textarea
        ref={field ?? null}
        {...rest}
        value={value}
        onChange={(event) => {
          change(event.currentTarget.value)
          look(event.currentTarget)
        }}
        onSelect={(event) => look(event.currentTarget)}
        onBlur={() => setBegun(null)}
        onKeyDown={onKeyDown}
        aria-autocomplete="list"
        aria-controls={isOpen ? list : undefined}
        aria-activedescendant={isOpen ? `${list}-${chosen}` : undefined}
      />
      {isOpen && (
        <ul id={list} role="listbox" aria-label={t('note.mention')} className={css.people}>
          {meant.map((one, at) => (
            <li
              key={one.id}
              id={`${list}-${at}`}
              role="option"
              aria-selected={at === chosen}
              className={css.person}
              // The field keeps the focus.
              onPointerDown={(event) => {
                event.preventDefault()
                const box = event.currentTarget.closest(`.${css.field}`)?.querySelector('textarea')
                if (box) take(box, one.name)
              }}
            >
              <Avatar name={one.name} size={20} />
              {one.name}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
