// Where a provider sends the browser back to after somebody signed in there: hands over what it brought, and goes to the account.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { finishConsent } from '../../../src/desk/mailboxes/grants.api.ts'
import { call } from '../../call.ts'
import { Empty, sayWhy, Waiting } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { useGo } from '../frame/go.tsx'
import { mailboxesQuery } from './queries.ts'

export function Consent() {
  const finish = async (given: { code: string; state: string }) =>
    `mailboxes/${(await call(finishConsent, given)).mailboxId}`
  return <Brought finish={finish} refresh={mailboxesQuery.queryKey} back="mailboxes" />
}

/** `finish`: hands it over, and answers the page of what it was for. */
export function Brought({
  finish,
  refresh,
  back,
}: {
  finish: (given: { code: string; state: string }) => Promise<string>
  refresh: readonly unknown[]
  back: string
}) {
  const words = useWords()
  const { t } = words
  const go = useGo()
  const client = useQueryClient()
  const [brought] = useState(() => new URLSearchParams(window.location.search))
  const [failure, setFailure] = useState<unknown>(null)
  const [code, state] = [brought.get('code'), brought.get('state')]

  useEffect(() => {
    if (!code || !state) return
    // What was brought is good once; it has no business in the history of the browser.
    window.history.replaceState(window.history.state, '', window.location.pathname)
    finish({ code, state })
      .then(async (page) => {
        await client.invalidateQueries({ queryKey: refresh })
        sayDone(t('grant.done'))
        go(page)
      })
      .catch(setFailure)
    // oxlint-disable-next-line react/exhaustive-deps -- once: the code can be used once
  }, [])

  if (code && state && failure === null) return <Waiting />
  const told = brought.get('error_description') ?? brought.get('error') ?? ''
  return (
    <Empty title={t('grant.failed')}>
      <p role="alert">{failure === null ? t('grant.refused', { told }) : sayWhy(failure, words)}</p>
      <LinkButton page={back}>{t('form.back')}</LinkButton>
    </Empty>
  )
}
