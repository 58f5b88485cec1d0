// API tokens: rights for programs. Those that have ended stay in the list, faded, because logs speak of them.
import { Anchor } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { revokeToken, type Token } from '../../../src/desk/users/tokens.api.ts'
import { call } from '../../call.ts'
import { useInboxes, useUsers } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { sayDone } from '../../shell/undo.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import { Sure } from '../frame/Sure.tsx'
import type { SectionProps } from '../sections.ts'
import { NewToken } from './NewToken.tsx'
import { stateOf, tokensQuery } from './queries.ts'
import { LinkButton } from '../frame/LinkButton.tsx'

export function Tokens({ path: [what] }: SectionProps) {
  const { t } = useWords()
  const now = useNow()
  const tokens = useQuery(tokensQuery)
  if (what === 'new') return <NewToken />
  return (
    <Page
      title={t('settings.tokens')}
      hint={
        <>
          {t('token.hint')}{' '}
          <Anchor href="/api/docs" target="_blank" rel="noreferrer" underline="always">
            {t('token.docs')}
          </Anchor>
        </>
      }
      actions={<LinkButton page="tokens/new">{t('token.add')}</LinkButton>}
    >
      <Loaded of={tokens}>
        {(all) => (
          <Rows label={t('settings.tokens')} none={t('token.none')}>
            {all
              .toSorted((a, b) => Number(stateOf(a, now) !== 'active') - Number(stateOf(b, now) !== 'active'))
              .map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
          </Rows>
        )}
      </Loaded>
    </Page>
  )
}

function TokenRow({ token }: { token: Token }) {
  const { t, language } = useWords()
  const now = useNow()
  const client = useQueryClient()
  const { byId: users } = useUsers()
  const { byId: inboxes } = useInboxes()
  const state = stateOf(token, now)
  const reach = token.inboxIds?.map((id) => inboxes.get(id)?.name ?? t('rule.gone')).join(', ')
  const about = [
    token.userId === null
      ? t('token.ofDesk')
      : t('token.ofUser', { name: users.get(token.userId)?.name ?? t('rule.gone') }),
    token.scopes.includes('*') ? t('token.allScopes') : token.scopes.join(', '),
    ...(reach === undefined ? [] : [t('token.onlyInboxes', { inboxes: reach })]),
  ]
  return (
    <Row
      name={token.name}
      isFaded={state !== 'active'}
      about={
        <>
          {about.join(' · ')}
          <br />
          {token.usedAt ? t('token.used', { when: ago(token.usedAt, now, language) }) : t('token.unused')}
          {state === 'active' && (
            <>
              {' · '}
              {token.expiresAt ? (
                <time dateTime={token.expiresAt} title={exactly(token.expiresAt, language)}>
                  {t('token.ends', {
                    when: new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(token.expiresAt)),
                  })}
                </time>
              ) : (
                t('token.endless')
              )}
            </>
          )}
        </>
      }
      side={
        state === 'active' ? (
          <Sure
            size="compact-sm"
            label={t('token.revoke')}
            name={t('token.revokeThis', { name: token.name })}
            title={t('token.revokeTitle', { name: token.name })}
            run={async () => {
              await call(revokeToken, { id: token.id })
              await client.invalidateQueries({ queryKey: tokensQuery.queryKey })
              sayDone(t('token.revoked'))
            }}
          >
            <p>{t('token.revokeHint')}</p>
          </Sure>
        ) : (
          <State>{t(`token.state.${state}`)}</State>
        )
      }
    />
  )
}
