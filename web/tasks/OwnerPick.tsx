// Whose a task is: a colleague, a team, or nobody yet. Whoever only reads here is not offered.
import { useQuery } from '@tanstack/react-query'
import { Pick } from '../conversations/Pick.tsx'
import { teamsQuery, useHere, useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { useWords } from '../words.ts'

export interface OwnerOf {
  ownerId: string | null
  teamId: string | null
}

export function OwnerPick({
  owner: { ownerId, teamId },
  none,
  isReadOnly,
  choose,
}: {
  owner: OwnerOf
  /** What stands there where it is nobody's. */
  none?: string
  isReadOnly: boolean
  choose: (owner: OwnerOf) => void
}) {
  const { t } = useWords()
  const { user } = useHere()
  const { users } = useUsers()
  const { data: teams = [] } = useQuery(teamsQuery)
  const people = users.filter((one) => one.id === ownerId || (!one.isDisabled && one.role !== 'viewer'))
  const options = [
    ...[...people.filter((one) => one.id === user.id), ...people.filter((one) => one.id !== user.id)].map((one) => ({
      value: `user ${one.id}`,
      label: one.id === user.id ? t('field.me', { name: one.name }) : one.name,
      icon: <Avatar name={one.name} size={20} />,
    })),
    ...teams.map(({ id, name }) => ({ value: `team ${id}`, label: t('task.team', { name }) })),
  ]
  return (
    <Pick
      action="action.assign"
      label={t('task.owner')}
      value={ownerId === null ? (teamId === null ? null : `team ${teamId}`) : `user ${ownerId}`}
      none={none ?? t('field.nobody')}
      options={options}
      isReadOnly={isReadOnly}
      choose={(chosen) => {
        const [noun, id = null] = chosen?.split(' ') ?? []
        choose({ ownerId: noun === 'user' ? id : null, teamId: noun === 'team' ? id : null })
      }}
    />
  )
}
