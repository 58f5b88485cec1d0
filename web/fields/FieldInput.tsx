// One field to fill in, by its type: what is chosen is saved at once, what is typed when the field is left or with Enter.
import { MultiSelect, NativeSelect, Select, Textarea, TextInput } from '@mantine/core'
import { useState, type KeyboardEvent } from 'react'
import type { Field, FieldValue, Money } from '../../src/desk/fields/fields.api.ts'
import { useUsers } from '../session/session.ts'
import { useWords } from '../words.ts'
import { asTypedIn, instantOf } from '../zone.ts'
import css from './fields.module.css'

interface FieldInputProps {
  field: Field
  value: FieldValue | null
  save: (value: FieldValue | null) => void
  /** Its label is said by something else already. */
  isBare?: boolean
  autoFocus?: boolean
  /** Escape, or done. */
  leave?: () => void
}

export function FieldInput(props: FieldInputProps) {
  const { field, value, save, isBare, autoFocus, leave } = props
  const { t } = useWords()
  const { users } = useUsers()
  const named = {
    ...(isBare ? { 'aria-label': field.name } : { label: labelOf(field, t('own.required')), description: field.help || undefined }), // prettier-ignore
    ...(autoFocus && { autoFocus: true, 'data-autofocus': true }),
  }
  const offered = (has: readonly string[]) =>
    field.choices
      .filter((one) => !one.isArchived || has.includes(one.key))
      .map((one) => ({ value: one.key, label: one.name }))
  const within = { withinPortal: false }
  switch (field.type) {
    case 'yesNo':
      return (
        <NativeSelect
          {...named}
          data={[
            { value: '', label: t('own.none') },
            { value: 'yes', label: t('own.yes') },
            { value: 'no', label: t('own.no') },
          ]}
          value={value === true ? 'yes' : value === false ? 'no' : ''}
          onChange={(event) => {
            const { value: chosen } = event.currentTarget
            save(chosen === '' ? null : chosen === 'yes')
          }}
        />
      )
    case 'choice':
      return (
        <Select
          {...named}
          data={offered(typeof value === 'string' ? [value] : [])}
          value={typeof value === 'string' ? value : null}
          placeholder={t('own.none')}
          clearable
          searchable={field.choices.length > 8}
          comboboxProps={within}
          onChange={save}
        />
      )
    case 'choices': {
      const has = Array.isArray(value) ? value : []
      return (
        <MultiSelect
          {...named}
          data={offered(has)}
          value={has}
          placeholder={has.length === 0 ? t('own.none') : ''}
          clearable
          searchable
          maxValues={50}
          comboboxProps={within}
          onChange={(chosen) => save(chosen.length === 0 ? null : chosen)}
        />
      )
    }
    case 'user': {
      const people = users.filter((one) => !one.isDisabled || one.id === value)
      return (
        <Select
          {...named}
          data={people.map((one) => ({ value: one.id, label: one.name }))}
          value={typeof value === 'string' ? value : null}
          placeholder={t('own.none')}
          clearable
          searchable
          comboboxProps={within}
          onChange={save}
        />
      )
    }
    case 'money':
      return <MoneyInput {...props} />
    case 'text':
    case 'longText':
    case 'number':
    case 'date':
    case 'dateTime':
    case 'link':
    case 'email':
    case 'phone':
      return <Typed key={JSON.stringify(value)} {...{ field, value, save, leave, named }} />
  }
}

const labelOf = ({ name, isRequired }: Field, required: string) => (isRequired ? `${name} ${required}` : name)

const inputTypes: Partial<Record<Field['type'], string>> = {
  date: 'date',
  dateTime: 'datetime-local',
  link: 'url',
  email: 'email',
  phone: 'tel',
}

function Typed({
  field,
  value,
  save,
  leave,
  named,
}: Pick<FieldInputProps, 'field' | 'value' | 'save' | 'leave'> & { named: object }) {
  const first = asTyped(field, value)
  const [text, setText] = useState(first)
  const commit = () => {
    if (text.trim() !== first.trim()) save(asValue(field, text))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      setText(first)
      leave?.()
    }
    if (event.key !== 'Enter' || (field.type === 'longText' && !(event.metaKey || event.ctrlKey))) return
    event.preventDefault()
    commit()
    leave?.()
  }
  const typing = { ...named, value: text, onBlur: commit, onKeyDown }
  if (field.type === 'longText')
    return <Textarea {...typing} autosize minRows={2} maxRows={10} onChange={(event) => setText(event.currentTarget.value)} /> // prettier-ignore
  return (
    <TextInput
      {...typing}
      type={inputTypes[field.type] ?? 'text'}
      inputMode={field.type === 'number' ? 'decimal' : undefined}
      rightSection={field.unit ? <span className={css.unit}>{field.unit}</span> : undefined}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}

function asTyped({ type }: Field, value: FieldValue | null): string {
  if (value === null || typeof value === 'object') return ''
  if (type !== 'dateTime') return String(value)
  return asTypedIn(new Date(String(value)))
}

/** Commas as people write them in numbers; an instant by the clock of its writer. */
function asValue({ type }: Field, text: string): FieldValue | null {
  const given = text.trim()
  if (given === '') return null
  if (type === 'number') return given.replace(',', '.')
  if (type !== 'dateTime') return given
  const at = instantOf(given)
  return Number.isNaN(at.getTime()) ? given : at.toISOString()
}

function MoneyInput({ field, value, save, isBare, autoFocus, leave }: FieldInputProps) {
  const { t } = useWords()
  const has = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  return (
    <span className={css.money}>
      <Typed
        key={has?.amount}
        field={{ ...field, type: 'number', unit: '' }}
        value={has?.amount ?? null}
        {...(leave && { leave })}
        save={(amount) => save(amount === null ? null : ({ amount: Number(amount), currency: has?.currency ?? field.currency } satisfies Money))} // prettier-ignore
        named={{
          ...(isBare ? { 'aria-label': field.name } : { label: labelOf(field, t('own.required')), description: field.help || undefined }), // prettier-ignore
          ...(autoFocus && { autoFocus: true, 'data-autofocus': true }),
        }}
      />
      <NativeSelect
        aria-label={t('own.currency', { name: field.name })}
        data={[...new Set([has?.currency ?? field.currency, field.currency, ...CURRENCIES])]}
        value={has?.currency ?? field.currency}
        disabled={has === null}
        onChange={(event) => has && save({ ...has, currency: event.currentTarget.value })}
      />
    </span>
  )
}

/** Offered at once; a field may have any other of its own. */
const CURRENCIES = ['EUR', 'USD', 'GBP', 'AZN', 'TRY', 'CHF', 'JPY']
