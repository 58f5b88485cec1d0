// Trying to sign in with what the form says now, without keeping anything. What is wrong is said with what to do about it.
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { testMailbox } from '../../../src/desk/mailboxes/mailboxes.api.ts'
import type { OutputOf } from '../../../src/kit/route.ts'
import { call } from '../../call.ts'
import { sayWhy } from '../../shell/states.tsx'
import { exactly } from '../../when.ts'
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
      <div role="status" className={css.outcome} data-tone={toneOf(tried.data?.isOk, tried.isError)}>
        {tried.isError && <p>{sayWhy(tried.error, words)}</p>}
        {tried.data?.isOk && <p>{t('mailbox.tryOk', { count: tried.data.messages ?? 0, folder })}</p>}
        {tried.data?.trouble && <Failure outcome={tried.data} values={values} />}
      </div>
    </div>
  )
}

function Failure({ outcome, values }: { outcome: OutputOf<typeof testMailbox>; values: Values }) {
  const { t, language } = useWords()
  const { trouble, error, at } = outcome
  const { host, port, username, folder } = values
  if (trouble === null || trouble === 'told') return <p>{error}</p>
  const now = exactly(at, language)
  return (
    <>
      <p>{t(`trouble.${trouble}`, { host, port: String(port), username, folder, now })}</p>
      {error && <p className={css.said}>{t('trouble.said', { error })}</p>}
    </>
  )
}

function toneOf(isOk: boolean | undefined, isError: boolean): 'green' | 'red' | undefined {
  if (isError || isOk === false) return 'red'
  return isOk ? 'green' : undefined
}
