// Where the desk and a mail account changed one thing at once: what each said, who won, and the way to let the other hold.
import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { undoMailboxConflict, type MailboxConflict } from '../../../src/flows/sync/conflicts.api.ts'
import { call } from '../../call.ts'
import { useUsers } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { Failed, Waiting } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Part } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import { ConversationLink } from './ConversationLink.tsx'
import css from './mailbox.module.css'
import { conflictsQuery } from './queries.ts'

export function Conflicts({ mailboxId }: { mailboxId: string }) {
  const { t } = useWords()
  const { data, isError, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    conflictsQuery(mailboxId),
  )
  const all = data?.pages.flatMap((page) => page.conflicts)
  return (
    <Part title={t('mailbox.conflicts')} hint={t('mailbox.conflictsHint')}>
      {all === undefined && isError && <Failed error={error} again={() => void refetch()} />}
      {all === undefined && !isError && <Waiting rows={2} height={48} />}
      {all && (
        <Rows label={t('mailbox.conflicts')} none={t('mailbox.conflicts.none')}>
          {all.map((one) => (
            <ConflictRow key={one.id} mailboxId={mailboxId} conflict={one} />
          ))}
        </Rows>
      )}
      {hasNextPage && (
        <Button
          className={css.more}
          variant="default"
          size="compact-sm"
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('job.older')}
        </Button>
      )}
    </Part>
  )
}

function ConflictRow({ mailboxId, conflict }: { mailboxId: string; conflict: MailboxConflict }) {
  const { t, tOr, language } = useWords()
  const now = useNow()
  const { byId } = useUsers()
  const client = useQueryClient()
  const undoing = useMutation({
    mutationFn: () => call(undoMailboxConflict, { id: mailboxId, conflictId: conflict.id }),
    onSuccess: () => sayDone(t('mailbox.conflict.undone')),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['mailbox'] }),
  })
  const said = (side: 'desk' | 'server') =>
    tOr(`mailbox.value.${conflict.field}.${conflict[`${side}Value`]}`, conflict[`${side}Value`], {
      label: conflict.label,
    })
  const who = byId.get(conflict.deskActorId ?? '')?.name ?? t('event.postroom')
  return (
    <Row
      isFaded={conflict.undoneAt !== null}
      name={<ConversationLink {...conflict} />}
      about={
        <>
          {t('mailbox.conflict.sides', { desk: said('desk'), who, server: said('server') })}
          <br />
          {t(`mailbox.conflict.by.${conflict.rule}`)}{' '}
          <time dateTime={conflict.serverAt} title={exactly(conflict.serverAt, language)}>
            {ago(conflict.serverAt, now, language)}
          </time>
        </>
      }
      side={
        <>
          <State tone={conflict.undoneAt === null ? 'amber' : 'green'}>
            {t(conflict.undoneAt === null ? `mailbox.conflict.won.${conflict.winner}` : 'mailbox.conflict.isUndone')}
          </State>
          {conflict.undoneAt === null && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('mailbox.conflict.undoThis', { number: conflict.number })}
              loading={undoing.isPending}
              onClick={() => undoing.mutate()}
            >
              {t('action.undo')}
            </Button>
          )}
        </>
      }
    />
  )
}
