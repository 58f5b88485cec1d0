// Invitations that nobody has accepted yet.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { revokeInvitation } from '../../../src/desk/users/invitations.api.ts'
import { call } from '../../call.ts'
import { useNow } from '../../shell/now.ts'
import { sayDone } from '../../shell/undo.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import { Sure } from '../frame/Sure.tsx'
import { invitationsQuery } from './queries.ts'

export function Invitations() {
  const { t, language } = useWords()
  const now = useNow()
  const client = useQueryClient()
  const invitations = useQuery(invitationsQuery)
  if (invitations.data?.length === 0) return null
  return (
    <Part title={t('invitation.open')} hint={t('invitation.openHint')}>
      <Loaded of={invitations} rows={1}>
        {(all) => (
          <Rows label={t('invitation.open')} none="">
            {all.map((one) => (
              <Row
                key={one.id}
                name={one.email}
                about={
                  <>
                    {t(`role.${one.role}`)} ·{' '}
                    <time dateTime={one.expiresAt} title={exactly(one.expiresAt, language)}>
                      {t('invitation.ends', { when: ago(one.expiresAt, now, language) })}
                    </time>
                  </>
                }
                side={
                  <Sure
                    size="compact-sm"
                    label={t('invitation.revoke')}
                    name={t('invitation.revokeThis', { email: one.email })}
                    title={t('invitation.revokeTitle', { email: one.email })}
                    run={async () => {
                      await call(revokeInvitation, { id: one.id })
                      await client.invalidateQueries({ queryKey: invitationsQuery.queryKey })
                      sayDone(t('invitation.revoked'))
                    }}
                  >
                    <p>{t('invitation.revokeHint')}</p>
                  </Sure>
                }
              />
            ))}
          </Rows>
        )}
      </Loaded>
    </Part>
  )
}
