// Accepting an invitation. Its secret comes in the part of the address that browsers do not send.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { acceptInvitation, getInvitation } from '../../src/desk/users/invitations.api.ts'
import { call } from '../call.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { enter } from './enter.ts'
import { Form, Sheet } from './Entrance.tsx'

export function Invitation() {
  const { t } = useWords()
  const client = useQueryClient()
  const router = useRouter()
  const [token] = useState(() => location.hash.replace(/^#(token=)?/, ''))
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => call(getInvitation, { token }),
    retry: false,
  })
  if (invitation.isPending) return <Waiting rows={3} />
  if (invitation.isError) return <Failed error={invitation.error} />
  return (
    <Sheet title={t('invitation.title')} hint={t('invitation.hint')}>
      <Form
        button={t('invitation.button')}
        fields={[
          {
            name: 'email',
            type: 'email',
            label: t('signIn.email'),
            value: invitation.data.email,
            readOnly: true,
            autoComplete: 'username',
          },
          { name: 'name', label: t('setUp.name'), value: invitation.data.name ?? '', autoComplete: 'name' },
          {
            name: 'password',
            type: 'password',
            label: t('signIn.password'),
            description: t('setUp.passwordHint'),
            autoComplete: 'new-password',
            minLength: 8,
          },
        ]}
        send={async ({ name = '', password = '' }) => {
          await enter(client, await call(acceptInvitation, { token, name, password }))
          router.history.push('/')
        }}
      />
    </Sheet>
  )
}
