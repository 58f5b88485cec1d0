// Signing in, and back to where one wanted to be.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { signIn } from '../../src/desk/users/sessions.api.ts'
import { call } from '../call.ts'
import { useWords } from '../words.ts'
import { enter } from './enter.ts'
import { Form, Sheet } from './Entrance.tsx'

export function SignIn() {
  const { t } = useWords()
  const client = useQueryClient()
  const router = useRouter()
  const { back } = useSearch({ from: '/sign-in' })
  return (
    <Sheet title={t('signIn.title')}>
      <Form
        button={t('signIn.button')}
        fields={[
          { name: 'email', type: 'email', label: t('signIn.email'), autoComplete: 'username' },
          { name: 'password', type: 'password', label: t('signIn.password'), autoComplete: 'current-password' },
        ]}
        send={async ({ email = '', password = '' }) => {
          await enter(client, await call(signIn, { email, password }))
          router.history.push(back ?? '/')
        }}
      />
    </Sheet>
  )
}
