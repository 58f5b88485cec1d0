// The sheet on which one signs in, sets up or accepts an invitation.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { sayWhy } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import css from './entrance.module.css'

export function Sheet({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  const { t } = useWords()
  return (
    <main className={css.ground}>
      <div className={css.sheet}>
        <p className={css.wordmark}>{t('shell.title')}</p>
        <h1 className={css.title}>{title}</h1>
        {hint && <p className={css.hint}>{hint}</p>}
        {children}
      </div>
    </main>
  )
}

export interface Field {
  name: string
  label: string
  type?: 'text' | 'email' | 'password'
  autoComplete?: string
  description?: string
  placeholder?: string
  value?: string
  minLength?: number
  readOnly?: boolean
}

/** A short form whose answers come as text by field name; what `send` throws is said above the button. */
export function Form({
  fields,
  button,
  send,
  aside,
}: {
  fields: Field[]
  button: string
  send: (values: Record<string, string>) => Promise<void>
  aside?: ReactNode
}) {
  const words = useWords()
  const [error, setError] = useState<unknown>(null)
  const [isSending, setSending] = useState(false)
  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, typeof value === 'string' ? value : '']),
    )
    setSending(true)
    setError(null)
    try {
      await send(values)
    } catch (thrown) {
      setError(thrown)
    } finally {
      setSending(false)
    }
  }
  return (
    <form className={css.form} onSubmit={(event) => void onSubmit(event)}>
      {fields.map(({ value, type = 'text', name, readOnly, ...rest }, at) => {
        const shared = {
          ...rest,
          name,
          required: true,
          withAsterisk: false,
          defaultValue: value ?? '',
          readOnly: readOnly ?? false,
          'data-autofocus': at === 0,
          autoFocus: at === 0,
        }
        return type === 'password' ? (
          <PasswordInput
            key={name}
            {...shared}
            visibilityToggleButtonProps={{ 'aria-label': words.t('signIn.showPassword') }}
          />
        ) : (
          <TextInput key={name} type={type} {...shared} />
        )
      })}
      {error !== null && (
        <p role="alert" className={css.error}>
          {sayWhy(error, words)}
        </p>
      )}
      <div className={css.foot}>
        <Button type="submit" loading={isSending}>
          {button}
        </Button>
        {aside}
      </div>
    </form>
  )
}
