// A word of the sentence that is a control: it looks like text, underlined, and opens a list or takes typing. Real elements of
// the browser's own, so keyboard, screen readers and phones know them.
import { useId } from 'react'
import css from './word.module.css'

export interface Option {
  value: string
  label: string
}

interface Common {
  label: string
  error?: string | null
  isReadOnly?: boolean | undefined
}

export function WordSelect({
  label,
  value,
  options,
  error,
  isReadOnly,
  isStrong,
  isAbout,
  choose,
}: Common & {
  value: string
  options: Option[]
  isStrong?: boolean
  /** The first word of a test: the focus comes here. */ isAbout?: boolean
  choose: (value: string) => void
}) {
  const problem = useId()
  const isKnown = options.some((option) => option.value === value)
  return (
    <span className={css.hold}>
      <select
        className={css.select}
        data-strong={isStrong || undefined}
        data-about={isAbout || undefined}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? problem : undefined}
        disabled={isReadOnly}
        value={value}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {!isKnown && <option value={value}>{value === '' ? '…' : value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {error && (
        <span id={problem} className={css.error}>
          {error}
        </span>
      )}
    </span>
  )
}

export function WordInput({
  label,
  value,
  error,
  isReadOnly,
  placeholder,
  known,
  type,
}: Common & {
  value: string
  placeholder?: string
  /** Offered while typing. */
  known?: string[]
  type: (text: string) => void
}) {
  const problem = useId()
  const list = useId()
  return (
    <span className={css.hold}>
      <input
        className={css.input}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? problem : undefined}
        readOnly={isReadOnly}
        size={Math.min(48, Math.max(6, (value || placeholder || '').length + 1))}
        placeholder={placeholder}
        list={known ? list : undefined}
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        onChange={(event) => type(event.currentTarget.value)}
      />
      {known && (
        <datalist id={list}>
          {known.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {error && (
        <span id={problem} className={css.error}>
          {error}
        </span>
      )}
    </span>
  )
}
