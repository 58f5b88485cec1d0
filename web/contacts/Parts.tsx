// The addresses and telephone numbers of a contact, or the domains of a company: read as lines, changed as a small form.
import { ActionIcon, Anchor, Button, TextInput } from '@mantine/core'
import { IconPencil, IconPlus, IconX } from '@tabler/icons-react'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import css from './records.module.css'

export interface Part {
  value: string
  label: string
}

interface PartsProps {
  name: string
  parts: readonly Part[]
  /** Of a link to it; none: it is plain. */
  hrefOf?: (value: string) => string
  hasLabels: boolean
  isReadOnly: boolean
  /** Beneath one of them. */
  beneath?: (value: string) => ReactNode
  because?: (value: string) => string
  save: (parts: Part[]) => void
}

export function Parts({ name, parts, hrefOf, hasLabels, isReadOnly, beneath, because, save }: PartsProps) {
  const { t } = useWords()
  const [draft, setDraft] = useState<Part[] | null>(null)
  if (draft)
    return (
      <PartsForm
        name={name}
        parts={draft}
        hasLabels={hasLabels}
        leave={() => setDraft(null)}
        save={(wanted) => {
          setDraft(null)
          save(wanted)
        }}
      />
    )
  return (
    <section className={css.parts} aria-label={name}>
      <h4 className={css.heading}>
        {name}
        {!isReadOnly && (
          <ActionIcon
            size={28}
            aria-label={t('own.edit', { name })}
            onClick={() => setDraft(parts.length > 0 ? [...parts] : [{ value: '', label: '' }])}
          >
            {parts.length > 0 ? (
              <IconPencil size={14} stroke={1.5} aria-hidden />
            ) : (
              <IconPlus size={14} stroke={1.5} aria-hidden />
            )}
          </ActionIcon>
        )}
      </h4>
      <ul className={css.plain}>
        {parts.map(({ value, label }) => (
          <li key={value} title={because?.(value)}>
            {hrefOf ? <Anchor href={hrefOf(value)}>{value}</Anchor> : value}
            {label && <span className={css.muted}> {label}</span>}
            {beneath?.(value)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function PartsForm({
  name,
  parts,
  hasLabels,
  leave,
  save,
}: {
  name: string
  parts: readonly Part[]
  hasLabels: boolean
  leave: () => void
  save: (parts: Part[]) => void
}) {
  const { t } = useWords()
  const [rows, setRows] = useState(parts.map((one, at) => ({ ...one, key: at })))
  const change = (key: number, wanted: Partial<Part>) =>
    setRows((was) => was.map((one) => (one.key === key ? { ...one, ...wanted } : one)))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save(rows.map(({ value, label }) => ({ value: value.trim(), label: label.trim() })).filter((one) => one.value !== '')) // prettier-ignore
  }
  return (
    <form
      className={css.parts}
      aria-label={name}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && leave()}
    >
      <h4 className={css.heading}>{name}</h4>
      {rows.map((row, at) => (
        <div key={row.key} className={css.partRow} data-labels={hasLabels || undefined}>
          <TextInput
            aria-label={`${name} ${at + 1}`}
            value={row.value}
            autoFocus={at === rows.length - 1}
            onChange={(event) => change(row.key, { value: event.currentTarget.value })}
          />
          {hasLabels && (
            <TextInput
              aria-label={t('records.label')}
              placeholder={t('records.label')}
              value={row.label}
              maxLength={30}
              onChange={(event) => change(row.key, { label: event.currentTarget.value })}
            />
          )}
          <ActionIcon
            size={32}
            aria-label={t('records.removeOne', { name: row.value })}
            onClick={() => setRows((was) => was.filter((one) => one.key !== row.key))}
          >
            <IconX size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <div className={css.buttons}>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => setRows((was) => [...was, { value: '', label: '', key: Math.max(-1, ...was.map((one) => one.key)) + 1 }])} // prettier-ignore
        >
          {t('records.another')}
        </Button>
        <Button variant="default" size="compact-sm" onClick={leave}>
          {t('records.cancel')}
        </Button>
        <Button type="submit" size="compact-sm">
          {t('records.save')}
        </Button>
      </div>
    </form>
  )
}
