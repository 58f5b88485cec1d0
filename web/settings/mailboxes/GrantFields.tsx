// How an account is read without its password: which provider, and as which client of it.
import { PasswordInput, Select, TextInput } from '@mantine/core'
import { providers, type Provider } from '../../../src/desk/mailboxes/grants.api.ts'
import type { Mailbox } from '../../../src/desk/mailboxes/mailboxes.api.ts'
import { useWords } from '../../words.ts'
import { Pair } from '../frame/Form.tsx'
import { GrantGuide, redirectAddress } from './GrantGuide.tsx'
import css from './mailbox.module.css'
import type { GrantValues, Values } from './values.ts'

export function GrantFields({
  values,
  change,
  at,
  kept,
}: {
  values: Values
  change: (part: Partial<Values>) => void
  at: (field: string) => string | null
  kept: Mailbox['grant'] | undefined
}) {
  const { t } = useWords()
  const { grant } = values
  const changeGrant = (part: Partial<GrantValues>) => change({ grant: { ...grant, ...part } })

  /** The provider's own addresses, and its server where none was named or that of another provider. */
  function choose(provider: Provider) {
    const known = provider === 'other' ? null : providers[provider]
    const isTheirs = Object.values(providers).some((one) => one.host === values.host)
    const { authorizeUrl = '', tokenUrl = '', scope = '' } = known ?? {}
    change({
      grant: { ...grant, provider, authorizeUrl, tokenUrl, scope },
      ...(known && (values.host === '' || isTheirs) && { host: known.host, port: 993, isSecure: true }),
    })
  }

  return (
    <>
      {grant.provider !== 'other' && kept?.state !== 'granted' && <GrantGuide provider={grant.provider} />}
      <Pair>
        <Select
          label={t('grant.provider')}
          data={[
            { value: 'google', label: t('grant.google') },
            { value: 'microsoft', label: t('grant.microsoft') },
            { value: 'other', label: t('grant.other') },
          ]}
          value={grant.provider}
          allowDeselect={false}
          onChange={(provider) => choose(provider as Provider)}
        />
        <TextInput
          label={t('grant.clientId')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={grant.clientId}
          error={at('grant.clientId')}
          onChange={(event) => changeGrant({ clientId: event.currentTarget.value })}
        />
      </Pair>
      <PasswordInput
        label={t('grant.clientSecret')}
        description={t(kept?.hasClientSecret ? 'mailbox.secretKept' : 'mailbox.secretHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('grant.show') }}
        value={grant.clientSecret}
        error={at('grant.clientSecret')}
        onChange={(event) => changeGrant({ clientSecret: event.currentTarget.value })}
      />
      {grant.provider === 'other' && (
        <TextInput
          label={t('grant.redirect')}
          description={t('grant.redirectHint')}
          inputWrapperOrder={['label', 'input', 'description']}
          readOnly
          value={redirectAddress()}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
      <details className={css.details} open={grant.provider === 'other' || undefined}>
        <summary>{t('grant.details')}</summary>
        <TextInput
          label={t('grant.authorizeUrl')}
          value={grant.authorizeUrl}
          error={at('grant.authorizeUrl')}
          onChange={(event) => changeGrant({ authorizeUrl: event.currentTarget.value })}
        />
        <TextInput
          label={t('grant.tokenUrl')}
          value={grant.tokenUrl}
          error={at('grant.tokenUrl')}
          onChange={(event) => changeGrant({ tokenUrl: event.currentTarget.value })}
        />
        <TextInput
          label={t('grant.scope')}
          value={grant.scope}
          error={at('grant.scope')}
          onChange={(event) => changeGrant({ scope: event.currentTarget.value })}
        />
        <PasswordInput
          label={t('grant.refreshToken')}
          description={t('grant.refreshHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('grant.show') }}
          value={grant.refreshToken}
          error={at('grant.refreshToken')}
          onChange={(event) => changeGrant({ refreshToken: event.currentTarget.value })}
        />
      </details>
    </>
  )
}
