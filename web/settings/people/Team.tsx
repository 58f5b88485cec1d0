// One team: its name and who is in it.
import { MultiSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addTeam, archiveTeam, changeTeam, type Team } from '../../../src/desk/teams/teams.api.ts'
import { call } from '../../call.ts'
import { teamsQuery, useHere, useUsers } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Form, differs } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'

export function TeamPage({ id }: { id: string }) {
  const { t } = useWords()
  const here = useHere()
  const teams = useQuery(teamsQuery)
  if (!here.may('team.manage')) return <Empty title={t('settings.denied')} />
  return (
    <Loaded of={teams}>
      {(all) => {
        const team = all.find((one) => one.id === id)
        return team || id === 'new' ? <TeamForm key={id} team={team} /> : <Empty title={t('state.notThere')} />
      }}
    </Loaded>
  )
}

function TeamForm({ team }: { team: Team | undefined }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const { users } = useUsers()
  const refresh = { refresh: [['team'], ['user'], ['inbox']] }
  const adding = useSaving(addTeam, refresh)
  const changing = useSaving(changeTeam, refresh)
  const saving = team ? changing : adding
  const [first] = useState({ name: team?.name ?? '', memberIds: team?.memberIds ?? [] })
  const [values, setValues] = useState(first)
  async function save() {
    const saved = team ? await changing.send({ id: team.id, ...values }) : await adding.send(values)
    if (!saved) return
    sayDone(t('form.saved'))
    go('people')
  }
  return (
    <Page
      title={team?.name ?? t('team.add')}
      hint={t('team.hint')}
      back="people"
      actions={
        team && (
          <Sure
            label={t('team.archive')}
            title={t('team.archiveTitle', { name: team.name })}
            run={async () => {
              await call(archiveTeam, { id: team.id })
              await Promise.all(refresh.refresh.map((queryKey) => client.invalidateQueries({ queryKey })))
              sayDone(t('team.archived'))
              go('people')
            }}
          >
            <p>{t('team.archiveHint')}</p>
          </Sure>
        )
      }
    >
      <Form
        saving={saving}
        submit={save}
        label={t(team ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="people"
      >
        <TextInput
          label={t('team.name')}
          autoFocus={!team}
          value={values.name}
          error={saving.at('name')}
          onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
        />
        <MultiSelect
          label={t('team.members')}
          description={t('team.membersHint')}
          data={users
            .filter((user) => !user.isDisabled || values.memberIds.includes(user.id))
            .map((user) => ({ value: user.id, label: user.name }))}
          value={values.memberIds}
          error={saving.at('memberIds')}
          searchable
          nothingFoundMessage={t('palette.nothing')}
          onChange={(memberIds) => setValues({ ...values, memberIds })}
        />
      </Form>
    </Page>
  )
}
