// One colleague: role, how much they are given at a time, whether they are away, whether they may sign in at all.
import { Button, NumberInput, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeUser, type User } from '../../../src/desk/users/users.api.ts'
import { teamsQuery, useHere, usersQuery } from '../../session/session.ts'
import { call, Refusal } from '../../call.ts'
import { Empty, sayWhy } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Form, Pair, differs } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { Roles } from './Roles.tsx'

export function PersonPage({ id }: { id: string }) {
  const { t } = useWords()
  const here = useHere()
  const users = useQuery(usersQuery)
  return (
    <Loaded of={users}>
      {(all) => {
        const user = all.find((one) => one.id === id)
        if (!user) return <Empty title={t('state.notThere')} />
        if (!here.may('user.manage')) return <Empty title={t('settings.denied')} />
        return <Person user={user} />
      }}
    </Loaded>
  )
}

function Person({ user }: { user: User }) {
  const words = useWords()
  const { t } = words
  const here = useHere()
  const go = useGo()
  const client = useQueryClient()
  const { data: teams = [] } = useQuery(teamsQuery)
  const saving = useSaving(changeUser, {
    refresh: [['user'], ['session']],
    fieldOf: { 'last-admin': 'role', 'more-rights': 'role' },
  })
  const [first] = useState({
    name: user.name,
    role: user.role,
    capacity: user.capacity as number | string,
    isAway: user.isAway,
  })
  const [values, setValues] = useState(first)
  /** What names them, once the server has said so. */
  const [named, setNamed] = useState('')
  const isMe = user.id === here.user.id
  const memberOf = teams.filter((team) => user.teamIds.includes(team.id)).map((team) => team.name)

  async function save() {
    const capacity = values.capacity === '' ? Number.NaN : Number(values.capacity)
    if (!(await saving.send({ id: user.id, ...values, capacity }))) return
    sayDone(t('form.saved'))
    go('people')
  }
  async function enable() {
    if (!(await saving.send({ id: user.id, isDisabled: false }))) return
    sayDone(t('people.enabledNow', { name: user.name }))
  }
  async function disable() {
    try {
      await call(changeUser, { id: user.id, isDisabled: true, ...(named && { evenIfNamed: true }) })
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.code === 'user-in-use') setNamed(sayWhy(thrown, words))
      throw thrown
    }
    await Promise.all(['user', 'session'].map((noun) => client.invalidateQueries({ queryKey: [noun] })))
    sayDone(t('people.disabledNow', { name: user.name }))
  }
  return (
    <Page
      title={user.name}
      hint={[user.email, ...memberOf].join(' · ')}
      back="people"
      actions={
        isMe ? null : user.isDisabled ? (
          <Button variant="default" onClick={() => void enable()}>
            {t('people.enable')}
          </Button>
        ) : (
          <Sure label={t('people.disable')} title={t('people.disableTitle', { name: user.name })} run={disable}>
            <p>{t('people.disableHint')}</p>
            {named && (
              <p>
                {named} {t('people.disableNamed')}
              </p>
            )}
          </Sure>
        )
      }
    >
      <Form saving={saving} submit={save} label={t('form.save')} isDirty={differs(values, first)} back="people">
        <Pair>
          <TextInput
            label={t('people.name')}
            value={values.name}
            error={saving.at('name')}
            onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
          />
          <NumberInput
            label={t('people.capacity')}
            description={t('people.capacityHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={0}
            max={10000}
            allowDecimal={false}
            value={values.capacity}
            error={saving.at('capacity')}
            onChange={(capacity) => setValues({ ...values, capacity })}
          />
        </Pair>
        <Roles value={values.role} error={saving.at('role')} choose={(role) => setValues({ ...values, role })} />
        <Switch
          label={t('people.isAway')}
          description={t('people.isAwayHint')}
          checked={values.isAway}
          onChange={(event) => setValues({ ...values, isAway: event.currentTarget.checked })}
        />
      </Form>
    </Page>
  )
}
