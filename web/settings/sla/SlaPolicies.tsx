// The SLA policies in their order: what is promised for which conversations.
import { Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeSlaPolicy, orderSlaPolicies, type SlaPolicy } from '../../../src/desk/sla/sla.api.ts'
import { call } from '../../call.ts'
import { useHere } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { duration } from '../../when.ts'
import { useWords } from '../../words.ts'
import { To } from '../frame/go.tsx'
import { Handle, lands } from '../frame/Handle.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { moved, useReorder } from '../frame/reorder.ts'
import { useTelling } from '../rules/names.ts'
import css from '../rules/rules.module.css'
import type { SectionProps } from '../sections.ts'
import { policiesQuery } from './queries.ts'
import { SlaForm } from './SlaForm.tsx'

export function SlaPolicies({ path: [id] }: SectionProps) {
  const { t } = useWords()
  const policies = useQuery(policiesQuery)
  const mayWrite = useHere().may('rule.write')
  if (id !== undefined)
    return (
      <Loaded of={policies}>
        {(all) => {
          const policy = all.find((one) => one.id === id)
          if (policy || (id === 'new' && mayWrite)) return <SlaForm key={id} policy={policy} isReadOnly={!mayWrite} />
          return <Empty title={t(id === 'new' ? 'settings.denied' : 'state.notThere')} />
        }}
      </Loaded>
    )
  return (
    <Page
      title={t('settings.sla')}
      hint={mayWrite ? t('sla.hint') : t('settings.readOnly')}
      actions={mayWrite && <LinkButton page="sla/new">{t('sla.add')}</LinkButton>}
    >
      <Loaded of={policies}>{(all) => <PolicyList policies={all} isReadOnly={!mayWrite} />}</Loaded>
    </Page>
  )
}

function PolicyList({ policies, isReadOnly }: { policies: SlaPolicy[]; isReadOnly: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [said, setSaid] = useState('')
  const put = useMutation({
    mutationFn: (ids: string[]) => call(orderSlaPolicies, { ids }),
    onSuccess: (all) => client.setQueryData(policiesQuery.queryKey, all),
    onError: (error) => {
      sayFailed(error)
      void client.invalidateQueries({ queryKey: policiesQuery.queryKey })
    },
  })
  const order = useReorder(policies.length, (from, to) => {
    const before = policies.map((one) => one.id)
    put.mutate(moved(before, from, to))
    setSaid(t('form.moved', { name: policies[from]?.name ?? '', place: to + 1, count: policies.length }))
    sayDone(t('rule.orderChanged'), () => put.mutate(before))
  })
  if (policies.length === 0) return <Empty title={t('sla.none')} />
  return (
    <div>
      <ol className={css.rules} aria-label={t('settings.sla')} data-order>
        {policies.map((policy, at) => (
          <li
            key={policy.id}
            className={css.rule}
            data-off={!policy.isEnabled || undefined}
            data-lands={lands(order, at)}
          >
            {!isReadOnly && policies.length > 1 && (
              <Handle order={order} at={at} name={policy.name} count={policies.length} />
            )}
            <span className={css.place}>{at + 1}</span>
            <To page={`sla/${policy.id}`} className={css.words}>
              <span className={css.name}>{policy.name}</span>
              <Told policy={policy} />
            </To>
            <OnOff policy={policy} isReadOnly={isReadOnly} />
          </li>
        ))}
      </ol>
      <p role="status" className="visually-hidden">
        {said}
      </p>
    </div>
  )
}

/** For whom, and what: the target of a normal conversation, or of the least urgent that has one. */
function Told({ policy }: { policy: SlaPolicy }) {
  const { t, language } = useWords()
  const { named } = useTelling()
  const whom = [...policy.inboxIds.map(named.inbox), ...policy.categoryIds.map(named.category), ...policy.tags]
  const promises = policy.targets.flatMap(({ measure, minutes }) => {
    const length = minutes.normal ?? minutes.high ?? minutes.urgent ?? minutes.low
    return length === null ? [] : [`${t(`measure.${measure}`)} ${duration(length * 60, language)}`]
  })
  return (
    <>
      <span className={css.told}>{whom.join(', ') || t('sla.everything')}</span>
      <span className={css.told}>{promises.join(' · ')}</span>
    </>
  )
}

function OnOff({ policy, isReadOnly }: { policy: SlaPolicy; isReadOnly: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const turn = useMutation({
    mutationFn: (isEnabled: boolean) => {
      const { position: _, ...rest } = policy
      return call(changeSlaPolicy, { ...rest, isEnabled })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: policiesQuery.queryKey }),
    onError: (error) => {
      sayFailed(error)
      void client.invalidateQueries({ queryKey: policiesQuery.queryKey })
    },
  })
  return (
    <Switch
      className={css.turn}
      aria-label={t('sla.isOn', { name: policy.name })}
      checked={turn.isPending ? turn.variables : policy.isEnabled}
      disabled={isReadOnly || turn.isPending}
      onChange={(event) => turn.mutate(event.currentTarget.checked)}
    />
  )
}
