// What became of a message we sent: said only as loudly as it deserves.
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Message } from '../../src/desk/conversations/conversations.api.ts'
import { retrySend } from '../../src/flows/reply/reply.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { entriesQuery } from './queries.ts'
import css from './deliveries.module.css'

type State = Message['deliveries'][number]['state']
const grave: State[] = ['failed', 'suppressed', 'uncertain', 'delayed']

export function Deliveries({ message }: { message: Message }) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: (id: string) => call(retrySend, { id }),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: entriesQuery(message.conversationId).queryKey }),
  })
  const { deliveries, outboxId } = message
  if (deliveries.length === 0) return null
  const bad = deliveries.filter((one) => grave.includes(one.state))
  const mayRetry =
    outboxId !== null &&
    may('conversation.reply') &&
    bad.some(({ state }) => state === 'failed' || state === 'uncertain')
  if (bad.length === 0) {
    const isUnderway = deliveries.some(({ state }) => state === 'queued' || state === 'sending')
    const isCancelled = deliveries.every(({ state }) => state === 'cancelled')
    return (
      <p className={css.quiet}>
        {t(isCancelled ? 'delivery.cancelled' : isUnderway ? 'delivery.underway' : 'delivery.delivered')}
      </p>
    )
  }
  return (
    <div
      role="status"
      className={css.bad}
      data-uncertain={bad.every(({ state }) => state === 'uncertain' || state === 'delayed') || undefined}
    >
      <ul>
        {bad.map(({ recipient, state, response }) => (
          <li key={recipient}>
            {t(`delivery.${state}` as 'delivery.failed', { recipient })}{' '}
            {response && <span className={css.response}>{response}</span>}
          </li>
        ))}
      </ul>
      {mayRetry && outboxId && (
        <Button variant="default" size="compact-sm" loading={retry.isPending} onClick={() => retry.mutate(outboxId)}>
          {t('delivery.again')}
        </Button>
      )}
    </div>
  )
}
