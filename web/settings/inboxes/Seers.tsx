// Who sees an inbox and everything in it: everybody who works here, or the people and teams named.
import { MultiSelect, Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { teamsQuery, useUsers } from '../../session/session.ts'
import { useWords } from '../../words.ts'

interface Access {
  isOpenToAll: boolean
  userIds: string[]
  teamIds: string[]
}

export function Seers({
  values,
  change,
  at,
}: {
  values: Access
  change: (part: Partial<Access>) => void
  at: (field: string) => string | null
}) {
  const { t } = useWords()
  const { users } = useUsers()
  const { data: teams = [] } = useQuery(teamsQuery)
  const isOnlyNobody = !values.isOpenToAll && values.userIds.length + values.teamIds.length === 0
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <Radio.Group
        label={t('inboxes.seers')}
        value={values.isOpenToAll ? 'all' : 'some'}
        onChange={(value) => change({ isOpenToAll: value === 'all' })}
      >
        <div style={{ display: 'grid', gap: 8, marginTop: 8 }}>
          <Radio value="all" label={t('inboxes.seersAll')} />
          <Radio value="some" label={t('inboxes.seersSome')} />
        </div>
      </Radio.Group>
      {!values.isOpenToAll && (
        <>
          {teams.length > 0 && (
            <MultiSelect
              label={t('team.title')}
              data={teams.map(({ id, name }) => ({ value: id, label: name }))}
              value={values.teamIds}
              error={at('teamIds')}
              searchable
              nothingFoundMessage={t('palette.nothing')}
              onChange={(teamIds) => change({ teamIds })}
            />
          )}
          <MultiSelect
            label={t('settings.people')}
            description={isOnlyNobody ? t('inboxes.seersNobody') : null}
            data={users
              .filter((user) => !user.isDisabled || values.userIds.includes(user.id))
              .map(({ id, name }) => ({ value: id, label: name }))}
            value={values.userIds}
            error={at('userIds')}
            searchable
            nothingFoundMessage={t('palette.nothing')}
            onChange={(userIds) => change({ userIds })}
          />
        </>
      )}
    </div>
  )
}
