// One SLA policy: for which conversations, what is promised, and what happens when time runs out.
import { MultiSelect, NativeSelect, TagsInput, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addSlaPolicy, changeSlaPolicy, deleteSlaPolicy, type SlaPolicy } from '../../../src/desk/sla/sla.api.ts'
import { call } from '../../call.ts'
import { sayDone } from '../../shell/undo.tsx'
import { percentOf } from '../../when.ts'
import { useWords } from '../../words.ts'
import { Form, Pair, differs } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { hoursQuery } from '../hours/queries.ts'
import { useNouns } from '../rules/names.ts'
import { policiesQuery } from './queries.ts'
import { Steps } from './Steps.tsx'
import { mistakesOf, shownTarget, Targets, targetOf } from './Targets.tsx'

const HOUR = 60
const usual = (policy: SlaPolicy | undefined) => ({
  name: policy?.name ?? '',
  inboxIds: policy?.inboxIds ?? [],
  categoryIds: policy?.categoryIds ?? [],
  tags: policy?.tags ?? [],
  hoursId: policy?.hoursId ?? null,
  warnAt: policy ? policy.warnAt : 0.75,
  steps: policy?.steps ?? [],
  isEnabled: policy?.isEnabled ?? true,
  targets: (
    policy?.targets ?? [
      {
        measure: 'firstResponse' as const,
        counts: 'business' as const,
        minutes: { urgent: HOUR, high: 4 * HOUR, normal: 24 * HOUR, low: null },
        pausesWhile: [],
      },
    ]
  ).map(shownTarget),
})
const shares = [0.5, 0.6, 0.7, 0.75, 0.8, 0.9]

export function SlaForm({ policy, isReadOnly }: { policy: SlaPolicy | undefined; isReadOnly: boolean }) {
  const { t, language } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const nouns = useNouns()
  const { data: hours = [] } = useQuery(hoursQuery)
  const refresh = { refresh: [policiesQuery.queryKey] }
  const adding = useSaving(addSlaPolicy, refresh)
  const changing = useSaving(changeSlaPolicy, refresh)
  const saving = policy ? changing : adding
  const [first] = useState(() => usual(policy))
  const [values, setValues] = useState(first)
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))
  async function save() {
    const asked = { ...values, targets: values.targets.map(targetOf) }
    const own = mistakesOf(values.targets, t('sla.badLength'))
    const saved = policy
      ? await changing.send({ id: policy.id, version: policy.version, ...asked }, own)
      : await adding.send(asked, own)
    if (!saved) return
    sayDone(t('form.saved'))
    go('sla')
  }
  const percent = percentOf(language, 0)
  return (
    <Page
      title={policy?.name ?? t('sla.add')}
      back="sla"
      actions={
        policy &&
        !isReadOnly && (
          <Sure
            label={t('form.delete')}
            title={t('sla.deleteTitle', { name: policy.name })}
            run={async () => {
              await call(deleteSlaPolicy, { id: policy.id })
              await client.invalidateQueries({ queryKey: policiesQuery.queryKey })
              sayDone(t('form.deleted'))
              go('sla')
            }}
          >
            <p>{t('sla.deleteHint')}</p>
          </Sure>
        )
      }
    >
      <Form
        saving={saving}
        submit={save}
        label={t(policy ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="sla"
        isReadOnly={isReadOnly}
      >
        <TextInput
          label={t('sla.name')}
          autoFocus={!policy}
          placeholder={t('sla.nameExample')}
          value={values.name}
          readOnly={isReadOnly}
          error={saving.at('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Pair>
          <MultiSelect
            label={t('sla.inboxes')}
            placeholder={values.inboxIds.length === 0 ? t('sla.everything') : ''}
            data={nouns.inboxes}
            value={values.inboxIds}
            readOnly={isReadOnly}
            error={saving.at('inboxIds') ?? (saving.refusal?.code === 'sla-policy-beyond' ? saving.problem : null)}
            onChange={(inboxIds) => change({ inboxIds })}
          />
          <MultiSelect
            label={t('sla.categories')}
            data={nouns.categories}
            value={values.categoryIds}
            readOnly={isReadOnly}
            error={saving.at('categoryIds')}
            onChange={(categoryIds) => change({ categoryIds })}
          />
        </Pair>
        <Pair>
          <TagsInput
            label={t('sla.tags')}
            data={nouns.tags}
            value={values.tags}
            readOnly={isReadOnly}
            acceptValueOnBlur
            error={saving.at('tags')}
            onChange={(tags) => change({ tags })}
          />
          <NativeSelect
            label={t('sla.hours')}
            data={[
              { value: '', label: t('sla.hoursOfInbox') },
              ...hours.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={values.hoursId ?? ''}
            disabled={isReadOnly}
            error={saving.at('hoursId')}
            onChange={(event) => change({ hoursId: event.currentTarget.value || null })}
          />
        </Pair>
        <Targets
          all={values.targets}
          isReadOnly={isReadOnly}
          at={saving.at}
          change={(targets) => change({ targets })}
        />
        <NativeSelect
          label={t('sla.warn')}
          style={{ maxWidth: 440 }}
          data={[
            { value: '', label: t('sla.warnNever') },
            ...[...new Set([...shares, values.warnAt ?? 0.75])]
              .toSorted((a, b) => a - b)
              .map((share) => ({ value: String(share), label: percent(share) })),
          ]}
          value={values.warnAt === null ? '' : String(values.warnAt)}
          disabled={isReadOnly}
          error={saving.at('warnAt')}
          onChange={(event) => change({ warnAt: event.currentTarget.value ? Number(event.currentTarget.value) : null })}
        />
        <Steps
          all={values.steps}
          measures={values.targets.map((one) => one.measure)}
          nouns={nouns}
          isReadOnly={isReadOnly}
          at={saving.at}
          change={(steps) => change({ steps })}
        />
      </Form>
    </Page>
  )
}
