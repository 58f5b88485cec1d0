// The fields of the desk's own on a card: quiet words, each a control when it is touched.
import { ActionIcon, Anchor, UnstyledButton } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { Field, FieldNoun, FieldValue, FieldValues } from '../../src/desk/fields/fields.api.ts'
import { useUsers } from '../session/session.ts'
import { holdKeys } from '../shell/held-keys.ts'
import { useWords } from '../words.ts'
import { FieldInput } from './FieldInput.tsx'
import css from './fields.module.css'
import { linkOf, valueInWords } from './in-words.ts'
import { isAsked, shownFields, useFields } from './queries.ts'

interface OwnFieldsProps {
  noun: FieldNoun
  values: FieldValues
  /** Of a conversation. */
  inboxId?: string
  isReadOnly: boolean
  save: (key: string, value: FieldValue | null) => void
}

export function OwnFields({ noun, values, inboxId, isReadOnly, save }: OwnFieldsProps) {
  const fields = useFields()
  const shown = shownFields(fields, noun, values, inboxId)
  if (shown.length === 0) return null
  return (
    <dl className={css.list}>
      {shown.map((field) => (
        <div key={field.key} className={css.row}>
          <dt title={field.help || undefined}>{field.name}</dt>
          <dd>
            <OneField
              field={field}
              value={values[field.key] ?? null}
              isReadOnly={isReadOnly || !isAsked(field, inboxId)}
              save={(value) => save(field.key, value)}
            />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** One value: quiet words, a control when it is touched. */
export function OneField({
  field,
  value,
  isReadOnly,
  save,
}: {
  field: Field
  value: FieldValue | null
  isReadOnly: boolean
  save: (value: FieldValue | null) => void
}) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const [isOpen, setOpen] = useState(false)
  const words = value === null ? '' : valueInWords(field, value, { t, language, userName: (id) => byId.get(id)?.name })
  const link = value === null ? null : linkOf(field, value)
  const open = () => {
    holdKeys()
    setOpen(true)
  }
  if (isOpen)
    return (
      <span
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
        }}
      >
        <FieldInput field={field} value={value} isBare autoFocus leave={() => setOpen(false)} save={save} />
      </span>
    )
  if (link)
    return (
      <span className={css.linked}>
        <Anchor href={link} target="_blank" rel="noopener noreferrer nofollow" className={css.link}>
          {words}
        </Anchor>
        {!isReadOnly && (
          <ActionIcon size={28} className={css.edit} onClick={open} aria-label={t('own.edit', { name: field.name })}>
            <IconPencil size={14} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
      </span>
    )
  const isMissing = field.isRequired && value === null && !isReadOnly
  const said = words || t(isMissing ? 'own.missing' : 'own.none')
  return (
    <UnstyledButton
      className={css.value}
      data-empty={value === null || undefined}
      data-missing={isMissing || undefined}
      disabled={isReadOnly}
      onClick={open}
      aria-label={t('field.is', { name: field.name, value: said })}
    >
      <ChoiceDot field={field} value={value} />
      {said}
    </UnstyledButton>
  )
}

export function ChoiceDot({ field, value }: { field: Field; value: FieldValue | null }) {
  const chosen = field.type === 'choice' ? field.choices.find((one) => one.key === value) : undefined
  return chosen ? <span className={css.dot} data-colour={chosen.colour} aria-hidden /> : null
}
