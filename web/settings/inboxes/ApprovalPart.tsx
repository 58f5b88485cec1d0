// Whose letters a colleague has to approve before they go from an inbox, and who does that.
import { MultiSelect, NumberInput, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Inbox } from '../../../src/desk/inboxes/inboxes.api.ts'
import { categoriesQuery, teamsQuery, useUsers } from '../../session/session.ts'
import { useWords } from '../../words.ts'

type Policy = NonNullable<Inbox['approval']>

const none: Policy = {
  everybody: false,
  userIds: [],
  newForDays: 0,
  categoryIds: [],
  approverIds: [],
  approverTeamIds: [],
}

export function ApprovalPart({ policy, change }: { policy: Policy | null; change: (policy: Policy | null) => void }) {
  const { t } = useWords()
  const { users } = useUsers()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: categories = [] } = useQuery(categoriesQuery)
  const people = users.filter((one) => !one.isDisabled).map(({ id, name }) => ({ value: id, label: name }))
  const common = { searchable: true, nothingFoundMessage: t('palette.nothing') }
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <Switch
        label={t('inboxes.approval')}
        description={t('inboxes.approvalHint')}
        checked={policy !== null}
        onChange={(event) => change(event.currentTarget.checked ? { ...none, everybody: true } : null)}
      />
      {policy && (
        <>
          <Switch
            label={t('inboxes.approvalEverybody')}
            checked={policy.everybody}
            onChange={(event) => change({ ...policy, everybody: event.currentTarget.checked })}
          />
          {!policy.everybody && (
            <>
              <MultiSelect
                label={t('inboxes.approvalUsers')}
                data={people}
                value={policy.userIds}
                onChange={(userIds) => change({ ...policy, userIds })}
                {...common}
              />
              <NumberInput
                label={t('inboxes.approvalNew')}
                min={0}
                max={3650}
                value={policy.newForDays}
                onChange={(days) => change({ ...policy, newForDays: Number(days) || 0 })}
              />
              <MultiSelect
                label={t('inboxes.approvalCategories')}
                data={categories.map(({ id, name }) => ({ value: id, label: name }))}
                value={policy.categoryIds}
                onChange={(categoryIds) => change({ ...policy, categoryIds })}
                {...common}
              />
            </>
          )}
          <MultiSelect
            label={t('inboxes.approvers')}
            data={people}
            value={policy.approverIds}
            onChange={(approverIds) => change({ ...policy, approverIds })}
            {...common}
          />
          <MultiSelect
            label={t('inboxes.approverTeams')}
            data={teams.map(({ id, name }) => ({ value: id, label: name }))}
            value={policy.approverTeamIds}
            onChange={(approverTeamIds) => change({ ...policy, approverTeamIds })}
            {...common}
          />
        </>
      )}
    </div>
  )
}
