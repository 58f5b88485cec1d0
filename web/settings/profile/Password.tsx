// Changing one's own password. Everywhere else one is signed out by it.
import { PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { changeOwnPassword } from '../../../src/desk/users/users.api.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Form, Pair } from '../frame/Form.tsx'
import { useSaving } from '../frame/saving.ts'

const empty = { current: '', password: '' }

export function Password({ email }: { email: string }) {
  const { t } = useWords()
  const [values, setValues] = useState(empty)
  const saving = useSaving(changeOwnPassword, {
    refresh: [['session', 'list']],
    fieldOf: { 'sign-in-failed': 'current' },
  })
  const isWrong = saving.refusal?.code === 'sign-in-failed'
  const eye = { visibilityToggleButtonProps: { 'aria-label': t('signIn.showPassword') } }
  async function save() {
    if (!(await saving.send(values))) return
    setValues(empty)
    sayDone(t('profile.passwordDone'))
  }
  return (
    <Form saving={saving} submit={save} label={t('profile.passwordChange')} isDirty={values.password !== ''}>
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Pair>
        <PasswordInput
          {...eye}
          label={t('profile.passwordNow')}
          autoComplete="current-password"
          value={values.current}
          error={isWrong ? t('profile.passwordWrong') : saving.at('current')}
          onChange={(event) => setValues({ ...values, current: event.currentTarget.value })}
        />
        <PasswordInput
          {...eye}
          label={t('profile.passwordNew')}
          description={t('setUp.passwordHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          value={values.password}
          error={saving.at('password')}
          onChange={(event) => setValues({ ...values, password: event.currentTarget.value })}
        />
      </Pair>
    </Form>
  )
}
