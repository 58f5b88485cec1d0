// Whether a provider lets Postroom into an account, and the way to its sign-in.
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { startConsent, type Grant } from '../../../src/desk/mailboxes/grants.api.ts'
import { call } from '../../call.ts'
import { exactly } from '../../when.ts'
import { sayWhy } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import css from './mailbox.module.css'

/** `begin`: asks where somebody signs in, for what is no mail account. */
export function GrantState({
  id,
  grant,
  begin = (of) => call(startConsent, { id: of }),
}: {
  id: string
  grant: Grant
  begin?: (id: string) => Promise<{ url: string }>
}) {
  const words = useWords()
  const { t, language } = words
  const leaving = useMutation({
    mutationFn: () => begin(id),
    onSuccess: ({ url }) => window.location.assign(url),
  })
  const provider = grant.provider === 'other' ? hostOf(grant.tokenUrl) : t(`grant.${grant.provider}`)
  const isGranted = grant.state === 'granted'
  return (
    <div className={css.grant} data-tone={isGranted ? 'green' : 'amber'} role={isGranted ? undefined : 'alert'}>
      <p>
        {t(`grant.state.${grant.state}`, {
          provider,
          when: grant.grantedAt ? exactly(grant.grantedAt, language) : '',
        })}
      </p>
      {grant.authorizeUrl !== '' && (
        <Button
          variant={isGranted ? 'default' : 'filled'}
          loading={leaving.isPending || leaving.isSuccess}
          onClick={() => leaving.mutate()}
        >
          {t(isGranted ? 'grant.again' : 'grant.signIn', { provider })}
        </Button>
      )}
      {leaving.isError && <p role="alert">{sayWhy(leaving.error, words)}</p>}
    </div>
  )
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}
