// The first run: who administers the desk, which address it answers, and how the first mail gets here.
import { Anchor, Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { setUp } from '../../src/desk/users/setup.api.ts'
import { call } from '../call.ts'
import { isOffered } from '../languages.ts'
import { firstStepsQuery } from '../welcome/queries.ts'
import { useWords } from '../words.ts'
import { enter } from './enter.ts'
import { Form, Sheet } from './Entrance.tsx'
import css from './entrance.module.css'

function Steps({ done }: { done: number }) {
  return (
    <ol className={css.steps} aria-hidden>
      {[1, 2, 3].map((step) => (
        <li key={step} data-done={step <= done || undefined} />
      ))}
    </ol>
  )
}

export function SetUp() {
  const { t, language } = useWords()
  const client = useQueryClient()
  const [admin, setAdmin] = useState<Record<string, string> | null>(null)
  const [isBack, setBack] = useState(false)
  const [address, setAddress] = useState<string | null>(null)

  if (address !== null) return <FirstMail address={address} />
  if (!admin || isBack)
    return (
      <Sheet title={t('setUp.title')} hint={t('setUp.adminHint')}>
        <Steps done={1} />
        <Form
          key="admin"
          button={t('setUp.next')}
          fields={[
            { name: 'name', label: t('setUp.name'), autoComplete: 'name', value: admin?.['name'] ?? '' },
            {
              name: 'email',
              type: 'email',
              label: t('signIn.email'),
              autoComplete: 'username',
              value: admin?.['email'] ?? '',
            },
            {
              name: 'password',
              type: 'password',
              label: t('signIn.password'),
              description: t('setUp.passwordHint'),
              autoComplete: 'new-password',
              minLength: 8,
              value: admin?.['password'] ?? '',
            },
          ]}
          send={async (values) => {
            setAdmin(values)
            setBack(false)
          }}
        />
      </Sheet>
    )
  const { name = '', email = '', password = '' } = admin
  return (
    <Sheet title={t('setUp.inboxTitle')} hint={t('setUp.inboxHint')}>
      <Steps done={2} />
      <Form
        key="inbox"
        button={t('setUp.finish')}
        fields={[
          { name: 'inboxName', label: t('setUp.inboxName'), value: t('setUp.inboxNameDefault') },
          {
            name: 'inboxAddress',
            type: 'email',
            label: t('setUp.inboxAddress'),
            description: t('setUp.inboxAddressHint'),
            placeholder: t('setUp.inboxAddressExample'),
          },
        ]}
        send={async ({ inboxName = '', inboxAddress = '' }) => {
          const locale = isOffered(language) ? language : undefined
          const session = await call(setUp, { name, email, password, inboxName, inboxAddress, locale })
          setAddress(inboxAddress)
          await enter(client, session)
        }}
        aside={
          <Anchor component="button" type="button" onClick={() => setBack(true)}>
            {t('setUp.back')}
          </Anchor>
        }
      />
    </Sheet>
  )
}

function FirstMail({ address }: { address: string }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const host = location.hostname
  const port = useQuery(firstStepsQuery).data?.smtpPort
  return (
    <Sheet title={t('setUp.doneTitle')} hint={t('setUp.doneHint')}>
      <Steps done={3} />
      <dl className={css.facts}>
        <dt>{t('setUp.factServer')}</dt>
        <dd>{host}</dd>
        <dt>{t('setUp.factPort')}</dt>
        <dd>{port}</dd>
        <dt>{t('setUp.factTo')}</dt>
        <dd>{address}</dd>
      </dl>
      <p>{t('setUp.commandHint')}</p>
      <code
        className={css.command}
        tabIndex={0}
      >{`curl smtp://${host}:${port ?? ''} --mail-from dora@acme.example \\\n  --mail-rcpt ${address} -T mail.eml`}</code>
      <p className={css.hint}>{t('setUp.appears')}</p>
      <div className={css.foot}>
        <Button onClick={() => void navigate({ to: '/inbox/$view', params: { view: 'open' } })} autoFocus>
          {t('setUp.toInbox')}
        </Button>
      </div>
    </Sheet>
  )
}
