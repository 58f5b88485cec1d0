// How one inbox gives out what waits in it.
import { Button, MultiSelect, NativeSelect, NumberInput, Radio, Switch, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  changeAssignmentPolicy,
  PolicyStrategy,
  type AssignmentPolicy,
  type Territory,
} from '../../../src/desk/assignment/assignment.api.ts'
import { teamsQuery, useHere, useInboxes, useUsers } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form, Pair } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import css from './assignment.module.css'
import { assignmentQuery, boardQuery } from './queries.ts'

export function InboxPolicy({ id }: { id: string }) {
  const { t } = useWords()
  const policies = useQuery(assignmentQuery)
  return (
    <Loaded of={policies}>
      {(all) => {
        const policy = all.find((one) => one.inboxId === id)
        return policy ? <Policy key={policy.version} policy={policy} /> : <Empty title={t('state.notThere')} />
      }}
    </Loaded>
  )
}

/** Under these it waits until somebody is free. */
const waits = (strategy: PolicyStrategy) => strategy === 'lateBinding' || strategy === 'takeNext'

function Policy({ policy }: { policy: AssignmentPolicy }) {
  const { t } = useWords()
  const here = useHere()
  const go = useGo()
  const { byId } = useInboxes()
  const { data: teams = [] } = useQuery(teamsQuery)
  const saving = useSaving(changeAssignmentPolicy, { refresh: [assignmentQuery.queryKey, boardQuery.queryKey] })
  const { inboxId, version, ...rules } = policy
  const [first] = useState(rules)
  const [values, setValues] = useState(rules)
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))
  const isReadOnly = !here.may('rule.write')
  const { strategy, overflow, relaxMinutes } = values
  async function save() {
    if (!(await saving.send({ id: inboxId, version, ...values }))) return
    sayDone(t('form.saved'))
    go('assignment')
  }
  const minutes = (value: string | number) => (value === '' ? Number.NaN : Number(value))
  return (
    <Page title={byId.get(inboxId)?.name ?? ''} hint={t('policy.hint')} back="assignment">
      <Form
        saving={saving}
        submit={save}
        label={t('form.save')}
        isDirty={differs(values, first)}
        back="assignment"
        isReadOnly={isReadOnly}
      >
        <Radio.Group
          label={t('policy.strategy')}
          value={strategy}
          error={saving.at('strategy')}
          onChange={(chosen) => change({ strategy: PolicyStrategy.parse(chosen) })}
        >
          <div style={{ display: 'grid', gap: 12, marginTop: 8 }}>
            {PolicyStrategy.options.map((one) => (
              <Radio
                key={one}
                value={one}
                disabled={isReadOnly}
                label={one === 'lateBinding' ? t('policy.recommended', { name: t(`way.${one}`) }) : t(`way.${one}`)}
                description={t(`policy.${one}`)}
              />
            ))}
          </div>
        </Radio.Group>
        {waits(strategy) && (
          <Switch
            label={t('policy.push')}
            description={t('policy.pushHint')}
            disabled={isReadOnly}
            checked={values.delivery === 'push'}
            onChange={(event) => change({ delivery: event.currentTarget.checked ? 'push' : 'pull' })}
          />
        )}
        {strategy !== 'manual' && (
          <>
            <Switch
              label={t('policy.keepsContact')}
              description={t('policy.keepsContactHint')}
              disabled={isReadOnly}
              checked={values.keepsContact}
              onChange={(event) => change({ keepsContact: event.currentTarget.checked })}
            />
            <Switch
              label={t('policy.asksOwner')}
              description={t('policy.asksOwnerHint')}
              disabled={isReadOnly}
              checked={values.asksOwner}
              onChange={(event) => change({ asksOwner: event.currentTarget.checked })}
            />
            <Switch
              label={t('policy.asksSkills')}
              description={t('policy.asksSkillsHint')}
              disabled={isReadOnly}
              checked={values.asksSkills}
              onChange={(event) => change({ asksSkills: event.currentTarget.checked })}
            />
            {values.asksSkills && (
              <NativeSelect
                label={t('policy.leastLevel')}
                disabled={isReadOnly}
                data={(['1', '2', '3'] as const).map((level) => ({ value: level, label: t(`level.${level}`) }))}
                value={String(values.leastLevel)}
                error={saving.at('leastLevel')}
                onChange={(event) => change({ leastLevel: Number(event.currentTarget.value) })}
              />
            )}
            {values.asksSkills && (
              <Pair>
                <NumberInput
                  label={t('policy.relax')}
                  description={t('policy.relaxHint')}
                  inputWrapperOrder={['label', 'input', 'description', 'error']}
                  min={1}
                  readOnly={isReadOnly}
                  value={relaxMinutes ?? ''}
                  error={saving.at('relaxMinutes')}
                  onChange={(value) => change({ relaxMinutes: value === '' ? null : Number(value) })}
                />
                <NumberInput
                  label={t('policy.cap')}
                  description={t('policy.capHint')}
                  inputWrapperOrder={['label', 'input', 'description', 'error']}
                  min={30}
                  readOnly={isReadOnly}
                  value={Number.isNaN(values.capMinutes) ? '' : values.capMinutes}
                  error={saving.at('capMinutes')}
                  onChange={(value) => change({ capMinutes: minutes(value) })}
                />
              </Pair>
            )}
            <Pair>
              <NativeSelect
                label={t('policy.overflow')}
                description={t('policy.overflowHint')}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                disabled={isReadOnly}
                data={[
                  { value: '', label: t('policy.noOverflow') },
                  ...teams.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                value={overflow?.teamId ?? ''}
                error={saving.at('overflow.teamId')}
                onChange={(event) =>
                  change({
                    overflow: event.currentTarget.value
                      ? { teamId: event.currentTarget.value, afterMinutes: overflow?.afterMinutes ?? 60 }
                      : null,
                  })
                }
              />
              {overflow && (
                <NumberInput
                  label={t('policy.overflowAfter')}
                  min={0}
                  readOnly={isReadOnly}
                  value={Number.isNaN(overflow.afterMinutes) ? '' : overflow.afterMinutes}
                  error={saving.at('overflow.afterMinutes')}
                  onChange={(value) => change({ overflow: { ...overflow, afterMinutes: minutes(value) } })}
                />
              )}
            </Pair>
            <Territories
              all={values.territories}
              isReadOnly={isReadOnly}
              at={saving.at}
              change={(territories) => change({ territories })}
            />
          </>
        )}
      </Form>
    </Page>
  )
}

const fresh: Territory = { name: '', countries: [], domains: [], companyIds: [], postcodes: [], tags: [], userIds: [] }

function Territories({
  all,
  isReadOnly,
  at,
  change,
}: {
  all: Territory[]
  isReadOnly: boolean
  at: (field: string) => string | null
  change: (all: Territory[]) => void
}) {
  const { t } = useWords()
  const { users } = useUsers()
  const people = users.filter((one) => !one.isDisabled).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <fieldset className={css.skills}>
      <legend>{t('territory.title')}</legend>
      <p className={css.hint}>{t('territory.hint')}</p>
      {all.map((one, place) => {
        const set = (part: Partial<Territory>) =>
          change(all.map((other) => (other === one ? { ...one, ...part } : other)))
        const field = `territories.${place}`
        return (
          <div key={place} className={css.territory} role="group" aria-label={one.name || t('territory.name')}>
            <Pair>
              <TextInput
                label={t('territory.name')}
                value={one.name}
                readOnly={isReadOnly}
                error={at(`${field}.name`)}
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
              <MultiSelect
                label={t('territory.people')}
                data={people}
                searchable
                value={one.userIds}
                readOnly={isReadOnly}
                error={at(`${field}.userIds`)}
                onChange={(userIds) => set({ userIds })}
              />
            </Pair>
            <Pair>
              <TagsInput
                label={t('territory.countries')}
                description={t('territory.countriesHint')}
                acceptValueOnBlur
                value={one.countries}
                readOnly={isReadOnly}
                error={at(`${field}.countries`)}
                onChange={(countries) => set({ countries: countries.map((code) => code.toUpperCase()) })}
              />
              <TagsInput
                label={t('territory.domains')}
                description={t('territory.domainsHint')}
                acceptValueOnBlur
                value={one.domains}
                readOnly={isReadOnly}
                error={at(`${field}.domains`)}
                onChange={(domains) => set({ domains })}
              />
            </Pair>
            <Pair>
              <TagsInput
                label={t('territory.postcodes')}
                description={t('territory.postcodesHint')}
                acceptValueOnBlur
                value={one.postcodes}
                readOnly={isReadOnly}
                error={at(`${field}.postcodes`)}
                onChange={(postcodes) => set({ postcodes: postcodes.map((code) => code.toUpperCase()) })}
              />
              <TagsInput
                label={t('territory.tags')}
                description={t('territory.tagsHint')}
                acceptValueOnBlur
                value={one.tags}
                readOnly={isReadOnly}
                error={at(`${field}.tags`)}
                onChange={(tags) => set({ tags })}
              />
            </Pair>
            {!isReadOnly && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                style={{ justifySelf: 'start' }}
                onClick={() => change(all.filter((other) => other !== one))}
              >
                {t('territory.remove', { name: one.name || t('territory.name') })}
              </Button>
            )}
          </div>
        )
      })}
      {!isReadOnly && (
        <Button
          variant="default"
          size="compact-sm"
          style={{ justifySelf: 'start' }}
          onClick={() => change([...all, fresh])}
        >
          {t('territory.add')}
        </Button>
      )}
    </fieldset>
  )
}
