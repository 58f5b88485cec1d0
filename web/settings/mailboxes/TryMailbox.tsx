// Trying to sign in with what the form says now, without keeping anything.
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { testMailbox } from '../../../src/desk/mailboxes/mailboxes.api.ts'
import { call } from '../../call.ts'
import { sayWhy } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import css from './mailbox.module.css'
import type { Values } from './values.ts'

export function TryMailbox({ values, id }: { values: Values; id: string | undefined }) {
  const words = useWords()
  const { t } = words
  const { host, port, isSecure, username, secret, auth, folder } = values
  const tried = useMutation({
    mutationFn: () =>
      call(testMailbox, {
        ...(id && { id }),
        ...(host && { host }),
        ...(username && { username }),
        ...(secret && auth === 'password' && { secret }),
        ...(folder && { folder }),
        port: Number(port) || 993,
        isSecure,
        auth,
      }),
  })
  return (
    <div className={css.try}>
      <Button variant="default" loading={tried.isPending} onClick={() => tried.mutate()}>
        {t('mailbox.try')}
      </Button>
      <p role="status" className={css.outcome} data-tone={toneOf(tried.data?.isOk, tried.isError)}>
        {tried.isError
          ? sayWhy(tried.error, words)
          : tried.data &&
            (tried.data.isOk
              ? t('mailbox.tryOk', { count: tried.data.messages ?? 0, folder })
              : t('mailbox.tryFailed', { error: tried.data.error ?? '' }))}
      </p>
    </div>
  )
}

function toneOf(isOk: boolean | undefined, isError: boolean): 'green' | 'red' | undefined {
  if (isError || isOk === false) return 'red'
  return isOk ? 'green' : undefined
}
