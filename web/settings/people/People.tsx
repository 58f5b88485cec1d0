// Everybody with a login, who was invited, and the teams.
import { useQuery } from '@tanstack/react-query'
import type { User } from '../../../src/desk/users/users.api.ts'
import { teamsQuery, useHere, usersQuery } from '../../session/session.ts'
import { Avatar } from '../../shell/Avatar.tsx'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import type { SectionProps } from '../sections.ts'
import { Invite } from './Invite.tsx'
import { Invitations } from './Invitations.tsx'
import { PersonPage } from './Person.tsx'
import { TeamPage } from './Team.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'

export function People({ path: [what, id = ''] }: SectionProps) {
  if (what === 'invite') return <Invite />
  if (what === 'person') return <PersonPage id={id} />
  if (what === 'team') return <TeamPage id={id} />
  return <Everybody />
}

function Everybody() {
  const { t } = useWords()
  const here = useHere()
  const users = useQuery(usersQuery)
  const teams = useQuery(teamsQuery)
  const mayManage = here.may('user.manage')
  const mayTeams = here.may('team.manage')
  const nameOf = new Map((users.data ?? []).map((user) => [user.id, user.name]))
  return (
    <Page
      title={t('settings.people')}
      hint={mayManage ? t('people.hint') : t('settings.readOnly')}
      actions={mayManage && <LinkButton page="people/invite">{t('people.invite')}</LinkButton>}
    >
      <Loaded of={users}>
        {(all) => (
          <Rows label={t('settings.people')} none={t('people.none')}>
            {all
              .toSorted((a, b) => Number(a.isDisabled) - Number(b.isDisabled))
              .map((user) => (
                <PersonRow key={user.id} user={user} page={mayManage ? `people/person/${user.id}` : undefined} />
              ))}
          </Rows>
        )}
      </Loaded>
      {mayManage && <Invitations />}
      <Part
        title={t('team.title')}
        hint={t('team.hint')}
        actions={
          mayTeams && (
            <LinkButton variant="default" page="people/team/new">
              {t('team.add')}
            </LinkButton>
          )
        }
      >
        <Loaded of={teams}>
          {(all) => (
            <Rows label={t('team.title')} none={t('team.none')}>
              {all.map((team) => (
                <Row
                  key={team.id}
                  page={mayTeams ? `people/team/${team.id}` : undefined}
                  name={team.name}
                  about={
                    team.memberIds
                      .map((id) => nameOf.get(id))
                      .filter(Boolean)
                      .join(', ') || t('team.empty')
                  }
                />
              ))}
            </Rows>
          )}
        </Loaded>
      </Part>
    </Page>
  )
}

function PersonRow({ user, page }: { user: User; page: string | undefined }) {
  const { t } = useWords()
  const here = useHere()
  return (
    <Row
      page={page}
      isFaded={user.isDisabled}
      start={<Avatar name={user.name} size={32} />}
      name={user.id === here.user.id ? t('field.me', { name: user.name }) : user.name}
      about={user.email}
      side={
        <>
          {user.isDisabled && <State>{t('people.disabled')}</State>}
          {user.isAway && !user.isDisabled && <State tone="amber">{t('people.away')}</State>}
          {!user.isDisabled && <span>{t('people.capacityIs', { count: user.capacity })}</span>}
          <span>{t(`role.${user.role}`)}</span>
        </>
      }
    />
  )
}
