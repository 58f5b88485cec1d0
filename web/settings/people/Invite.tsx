// Inviting somebody: to whom, as what; then the link, which is shown once.
import { Button, MultiSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { inviteUser } from '../../../src/desk/users/invitations.api.ts'
import type { Role } from '../../../src/desk/users/users.api.ts'
import { teamsQuery, useHere } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import { Form, Pair, differs } from '../frame/Form.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Secret } from '../frame/Secret.tsx'
import { invitationsQuery } from './queries.ts'
import { Roles } from './Roles.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'

const empty = { email: '', name: '', role: 'agent' as Role, teamIds: [] as string[] }

export function Invite() {
  const { t } = useWords()
  const here = useHere()
  const { data: teams = [] } = useQuery(teamsQuery)
  const [values, setValues] = useState(empty)
  const [link, setLink] = useState<string | null>(null)
  const saving = useSaving(inviteUser, {
    refresh: [invitationsQuery.queryKey],
    fieldOf: {
      'user-exists': 'email',
      'address-of-inbox': 'email',
      'bad-address': 'email',
      'address-invalid': 'email',
      'more-rights': 'role',
    },
  })
  async function save() {
    const { name, ...rest } = values
    const invited = await saving.send({ ...rest, ...(name.trim() && { name }) })
    if (invited) setLink(invited.link)
  }
  if (!here.may('user.manage'))
    return (
      <Page title={t('settings.denied')} back="people">
        {t('problem.denied')}
      </Page>
    )
  if (link)
    return (
      <Page title={t('invitation.made', { email: values.email })} back="people">
        <Secret label={t('invitation.link')} hint={t('invitation.linkHint')} value={link} />
        <p style={{ marginTop: 16, display: 'flex', gap: 8 }}>
          <Button
            variant="default"
            onClick={() => {
              setLink(null)
              setValues(empty)
            }}
          >
            {t('people.inviteNext')}
          </Button>
          <LinkButton variant="subtle" color="gray" page="people">
            {t('form.done')}
          </LinkButton>
        </p>
      </Page>
    )
  return (
    <Page title={t('people.invite')} hint={t('people.inviteHint')} back="people">
      <Form
        saving={saving}
        submit={save}
        label={t('people.inviteMake')}
        isDirty={differs(values, empty) && link === null}
        back="people"
      >
        <Pair>
          <TextInput
            type="email"
            label={t('signIn.email')}
            autoFocus
            value={values.email}
            error={saving.at('email')}
            onChange={(event) => setValues({ ...values, email: event.currentTarget.value })}
          />
          <TextInput
            label={t('people.name')}
            description={t('people.nameHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={values.name}
            error={saving.at('name')}
            onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
          />
        </Pair>
        <Roles value={values.role} error={saving.at('role')} choose={(role) => setValues({ ...values, role })} />
        {teams.length > 0 && (
          <MultiSelect
            label={t('team.title')}
            data={teams.map(({ id, name }) => ({ value: id, label: name }))}
            value={values.teamIds}
            error={saving.at('teamIds')}
            searchable
            nothingFoundMessage={t('palette.nothing')}
            onChange={(teamIds) => setValues({ ...values, teamIds })}
          />
        )}
      </Form>
    </Page>
  )
}
