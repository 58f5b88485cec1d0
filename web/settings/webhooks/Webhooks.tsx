// Programs of others that are told what happens: which, of what, and how it goes.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Webhook } from '../../../src/desk/webhooks/webhooks.api.ts'
import { Empty, Waiting } from '../../shell/states.tsx'
import { useNow } from '../../shell/now.ts'
import { shortAgo } from '../../when.ts'
import { learnWords, useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import type { SectionProps } from '../sections.ts'
import { webhooksQuery } from './queries.ts'
import { WebhookForm } from './WebhookForm.tsx'

export function Webhooks({ path: [id] }: SectionProps) {
  const { t, tOr, language } = useWords()
  const isLearnt = tOr('webhook.hint', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('webhooks') // the language was changed while this page was open
  }, [isLearnt, language])
  const all = useQuery(webhooksQuery)
  if (!isLearnt) return <Waiting />
  if (id !== undefined)
    return (
      <Loaded of={all}>
        {(known) => {
          const one = known.find((each) => each.id === id)
          if (one || id === 'new') return <WebhookForm key={one ? `${one.id} ${one.version}` : 'new'} webhook={one} />
          return <Empty title={t('state.notThere')} />
        }}
      </Loaded>
    )
  return (
    <Page
      title={t('settings.webhooks')}
      hint={t('webhook.hint')}
      actions={
        <>
          <LinkButton page="rules/outlets" variant="default">
            {t('webhook.servers')}
          </LinkButton>
          <LinkButton page="webhooks/new">{t('webhook.add')}</LinkButton>
        </>
      }
    >
      <Loaded of={all}>
        {(known) => (
          <Rows label={t('settings.webhooks')} none={t('webhook.none')}>
            {known.map((one) => (
              <WebhookRow key={one.id} webhook={one} />
            ))}
          </Rows>
        )}
      </Loaded>
    </Page>
  )
}

function WebhookRow({ webhook }: { webhook: Webhook }) {
  const { t, language } = useWords()
  const now = useNow()
  const { id, name, server, kinds, isEnabled, failingSince, waiting } = webhook
  return (
    <Row
      page={`webhooks/${id}`}
      isFaded={!isEnabled}
      name={name}
      about={`${server} · ${t('webhook.kindsCount', { count: kinds.length })}`}
      side={
        <>
          {waiting > 0 && t('webhook.waiting', { count: waiting })}
          {failingSince ? (
            <State tone="red">{t('webhook.failing', { since: shortAgo(failingSince, now, language) })}</State>
          ) : (
            <State {...(isEnabled && { tone: 'green' as const })}>{t(isEnabled ? 'webhook.on' : 'webhook.off')}</State>
          )}
        </>
      }
    />
  )
}
