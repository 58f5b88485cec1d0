// Where one is signed in, and ending it there.
import { Button } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { endSession, listSessions, type OpenSession } from '../../../src/desk/users/sessions.api.ts'
import { call } from '../../call.ts'
import { useNow } from '../../shell/now.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import { programOf } from './program.ts'

const sessionsQuery = queryOptions({
  queryKey: ['session', 'list'],
  queryFn: ({ signal }) => call(listSessions, {}, { signal }),
  staleTime: 0,
})

export function Sessions() {
  const { t } = useWords()
  const client = useQueryClient()
  const sessions = useQuery(sessionsQuery)
  const end = useMutation({
    mutationFn: (id: string) => call(endSession, { id }),
    onSuccess: () => sayDone(t('profile.sessionEnded')),
    onError: sayFailed,
    onSettled: () => void client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
  return (
    <Loaded of={sessions}>
      {(all) => (
        <Rows label={t('profile.sessions')} none={t('profile.sessionsNone')}>
          {all.map((one) => (
            <SessionRow key={one.id} session={one} end={() => end.mutate(one.id)} />
          ))}
        </Rows>
      )}
    </Loaded>
  )
}

function SessionRow({ session, end }: { session: OpenSession; end: () => void }) {
  const { t, language } = useWords()
  const now = useNow()
  const program = programOf(session.userAgent ?? '')
  const name = program ? t('profile.program', program) : t('profile.programUnknown')
  return (
    <Row
      name={name}
      about={
        <>
          {session.remote && `${session.remote} · `}
          <time dateTime={session.seenAt} title={exactly(session.seenAt, language)}>
            {t('profile.seen', { when: ago(session.seenAt, now, language) })}
          </time>
        </>
      }
      side={
        session.isCurrent ? (
          <State tone="green">{t('profile.sessionHere')}</State>
        ) : (
          <Button variant="default" size="compact-sm" aria-label={t('profile.sessionEndThis', { name })} onClick={end}>
            {t('profile.sessionEnd')}
          </Button>
        )
      }
    />
  )
}
