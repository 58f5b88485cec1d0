// What a webhook was told, newest first, and what came of it; what was given up can be told again.
import { Button, SegmentedControl } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  replayWebhookDelivery,
  type DeliveryState,
  type WebhookDelivery,
} from '../../../src/desk/webhooks/webhooks.api.ts'
import { call } from '../../call.ts'
import { Failed, Waiting } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { dayAndTime, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Part } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import { deliveriesQuery } from './queries.ts'
import css from './webhooks.module.css'

const shownStates = ['all', 'givenUp', 'waiting'] as const
const tones = { taken: 'green', givenUp: 'red', waiting: 'amber', sending: 'amber', unseen: undefined } as const

export function Deliveries({ id }: { id: string }) {
  const { t } = useWords()
  const [shown, setShown] = useState<(typeof shownStates)[number]>('all')
  const state: DeliveryState | undefined = shown === 'all' ? undefined : shown
  const list = useInfiniteQuery(deliveriesQuery(id, state))
  return (
    <Part
      title={t('webhook.log')}
      hint={t('webhook.logHint')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('webhook.which')}
          value={shown}
          onChange={(value) => setShown(shownStates.find((one) => one === value) ?? 'all')}
          data={shownStates.map((value) => ({ value, label: t(`webhook.show.${value}`) }))}
        />
      }
    >
      {list.isPending ? (
        <Waiting rows={3} height={52} />
      ) : list.isError ? (
        <Failed error={list.error} again={() => void list.refetch()} />
      ) : (
        <>
          <Rows label={t('webhook.log')} none={t('webhook.logNone')}>
            {list.data.pages
              .flatMap((page) => page.deliveries)
              .map((one) => (
                <Told key={one.id} id={id} one={one} />
              ))}
          </Rows>
          {list.hasNextPage && (
            <Button
              variant="subtle"
              size="compact-sm"
              className={css.more ?? ''}
              onClick={() => void list.fetchNextPage()}
            >
              {t('list.more')}
            </Button>
          )}
        </>
      )}
    </Part>
  )
}

function Told({ id, one }: { id: string; one: WebhookDelivery }) {
  const { t, language } = useWords()
  const client = useQueryClient()
  const { state, attempts, error, nextAt, endedAt } = one
  const about = [
    error,
    attempts > 1 && t('webhook.attempts', { count: attempts }),
    state === 'waiting' &&
      nextAt &&
      attempts > 0 &&
      t('webhook.nextAt', { at: dayAndTime(new Date(nextAt), language) }),
  ].filter(Boolean)
  const tone = tones[state]
  return (
    <Row
      name={<code className={css.event}>{one.event}</code>}
      about={about.length > 0 ? about.join(' · ') : undefined}
      side={
        <>
          <time dateTime={one.at} title={exactly(one.at, language)}>
            {dayAndTime(new Date(one.at), language)}
          </time>
          <State {...(tone && { tone })}>{t(`webhook.state.${state}`)}</State>
          {endedAt && (
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={t('webhook.replayThis', { event: one.event })}
              onClick={() =>
                void call(replayWebhookDelivery, { id, deliveryId: one.id })
                  .then(() => sayDone(t('webhook.replayed')))
                  .catch(sayFailed)
                  .finally(() => void client.invalidateQueries({ queryKey: ['webhook', 'deliveries', id] }))
              }
            >
              {t('webhook.replay')}
            </Button>
          )}
        </>
      }
    />
  )
}
