// What a mail account has not heard yet: how much waits, and what was given up, with what the server said.
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { retryMailboxChanges, type MailboxChange } from '../../../src/flows/sync/conflicts.api.ts'
import { call } from '../../call.ts'
import { useNow } from '../../shell/now.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Part } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import { ConversationLink } from './ConversationLink.tsx'
import { changesQuery } from './queries.ts'

export function Changes({ mailboxId }: { mailboxId: string }) {
  const { t } = useWords()
  const client = useQueryClient()
  const changes = useQuery(changesQuery(mailboxId))
  const retrying = useMutation({
    mutationFn: () => call(retryMailboxChanges, { id: mailboxId }),
    onSuccess: () => sayDone(t('job.retried')),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['mailbox'] }),
  })
  return (
    <Part
      title={t('mailbox.changes')}
      hint={t('mailbox.changesHint', { waiting: changes.data?.waiting ?? 0, failed: changes.data?.failed ?? 0 })}
      actions={
        changes.data &&
        changes.data.failed > 0 && (
          <Button variant="default" loading={retrying.isPending} onClick={() => retrying.mutate()}>
            {t('state.again')}
          </Button>
        )
      }
    >
      <Loaded of={changes} rows={2}>
        {({ changes: all }) => (
          <Rows label={t('mailbox.changes')} none={t('mailbox.changes.none')}>
            {all.map((one) => (
              <ChangeRow key={one.id} change={one} />
            ))}
          </Rows>
        )}
      </Loaded>
    </Part>
  )
}

function ChangeRow({ change }: { change: MailboxChange }) {
  const { t, tOr, language } = useWords()
  const now = useNow()
  return (
    <Row
      name={<ConversationLink {...change} />}
      about={
        <>
          {tOr(`mailbox.change.${change.field}.${change.wanted}`, change.field, { label: change.label })}
          {change.error && (
            <>
              <br />
              {change.error}
            </>
          )}
        </>
      }
      side={
        <>
          <time dateTime={change.wantedAt} title={exactly(change.wantedAt, language)}>
            {ago(change.wantedAt, now, language)}
          </time>
          <State tone={change.failedAt ? 'red' : 'amber'}>
            {t(change.failedAt ? 'mailbox.change.failed' : 'mailbox.change.waiting')}
          </State>
        </>
      }
    />
  )
}
