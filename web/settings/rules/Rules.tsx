// The rules in the order they are read. Each is a sentence; dragging or the arrow keys change the order.
import { Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { changeRule, orderRules, type Rule } from '../../../src/desk/rules/rules.api.ts'
import { call } from '../../call.ts'
import { useHere } from '../../session/session.ts'
import { Empty, Waiting } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords, withWords } from '../../words.ts'
import { To } from '../frame/go.tsx'
import { Handle, lands } from '../frame/Handle.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { moved, useReorder } from '../frame/reorder.ts'
import type { SectionProps } from '../sections.ts'
import { Code } from './Code.tsx'
import { History } from './History.tsx'
import { Outlets } from './Outlets.tsx'
import css from './rules.module.css'
import { rulesQuery } from './queries.ts'
import { wantedOf } from './wanted.ts'
import { RuleEditor } from './RuleEditor.tsx'
import { Sentence } from './Sentence.tsx'
import { TryIt } from './TryIt.tsx'
import { Version } from './Version.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'

const Templates = lazy(() =>
  withWords(import('./Templates.tsx'), 'workflows').then((at) => ({ default: at.Templates })),
)

export function Rules({ path: [id, number] }: SectionProps) {
  if (id === 'history')
    return /^\d{1,9}$/.test(number ?? '') ? <Version key={number} number={Number(number)} /> : <History />
  if (id === 'code') return <Code />
  if (id === 'outlets') return <Outlets />
  if (id === 'templates')
    return (
      <Suspense fallback={<Waiting />}>
        <Templates id={number} />
      </Suspense>
    )
  return <RulesOrOne id={id} />
}

function RulesOrOne({ id }: { id: string | undefined }) {
  const { t } = useWords()
  const here = useHere()
  const rules = useQuery(rulesQuery)
  const mayWrite = here.may('rule.write')
  if (id !== undefined)
    return (
      <Loaded of={rules}>
        {(all) => {
          const rule = all.find((one) => one.id === id)
          if (rule || (id === 'new' && mayWrite)) return <RuleEditor key={id} rule={rule} isReadOnly={!mayWrite} />
          return <Empty title={t(id === 'new' ? 'settings.denied' : 'state.notThere')} />
        }}
      </Loaded>
    )
  return (
    <Page
      isWide
      title={t('settings.rules')}
      hint={mayWrite ? t('rule.hint') : t('settings.readOnly')}
      actions={
        <>
          {mayWrite && (
            <LinkButton page="rules/history" variant="default">
              {t('version.title')}
            </LinkButton>
          )}
          {mayWrite && (
            <LinkButton page="rules/outlets" variant="default">
              {t('outlet.title')}
            </LinkButton>
          )}
          <LinkButton page="rules/code" variant="default">
            {t('code.open')}
          </LinkButton>
          {mayWrite && (
            <LinkButton page="rules/templates" variant="default">
              {t('rule.templates')}
            </LinkButton>
          )}
          {mayWrite && <LinkButton page="rules/new">{t('rule.add')}</LinkButton>}
        </>
      }
    >
      <div className={css.columns}>
        <Loaded of={rules}>{(all) => <RuleList rules={all} isReadOnly={!mayWrite} />}</Loaded>
        <TryIt />
      </div>
    </Page>
  )
}

function RuleList({ rules, isReadOnly }: { rules: Rule[]; isReadOnly: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [said, setSaid] = useState('')
  const settle = () => void client.invalidateQueries({ queryKey: rulesQuery.queryKey })
  const put = useMutation({
    mutationFn: (ids: string[]) => call(orderRules, { ids }),
    onMutate: (ids) => {
      const was = client.getQueryData(rulesQuery.queryKey)
      const byId = new Map(was?.map((rule) => [rule.id, rule]))
      client.setQueryData(
        rulesQuery.queryKey,
        ids.flatMap((id) => byId.get(id) ?? []),
      )
      return was
    },
    onSuccess: (all) => client.setQueryData(rulesQuery.queryKey, all),
    onError: (error, _, was) => {
      client.setQueryData(rulesQuery.queryKey, was)
      sayFailed(error)
      settle()
    },
  })
  const order = useReorder(rules.length, (from, to) => {
    const before = rules.map((rule) => rule.id)
    put.mutate(moved(before, from, to))
    const name = rules[from]?.name ?? ''
    setSaid(t('form.moved', { name, place: to + 1, count: rules.length }))
    sayDone(t('rule.orderChanged'), () => put.mutate(before))
  })
  if (rules.length === 0)
    return (
      <Empty title={t('rule.none')}>
        {!isReadOnly && <LinkButton page="rules/new">{t('rule.addFirst')}</LinkButton>}
        {!isReadOnly && (
          <LinkButton page="rules/templates" variant="default">
            {t('rule.templates')}
          </LinkButton>
        )}
      </Empty>
    )
  return (
    <div>
      <ol className={css.rules} aria-label={t('settings.rules')} data-order>
        {rules.map((rule, at) => (
          <li key={rule.id} className={css.rule} data-off={!rule.isEnabled || undefined} data-lands={lands(order, at)}>
            {!isReadOnly && rules.length > 1 && <Handle order={order} at={at} name={rule.name} count={rules.length} />}
            <span className={css.place}>{at + 1}</span>
            <To page={`rules/${rule.id}`} className={css.words}>
              <span className={css.name}>{rule.name}</span>
              <span className={css.told}>
                <Sentence rule={rule} />
              </span>
            </To>
            <OnOff rule={rule} isReadOnly={isReadOnly} settle={settle} />
          </li>
        ))}
      </ol>
      <p role="status" className="visually-hidden">
        {said}
      </p>
    </div>
  )
}

function OnOff({ rule, isReadOnly, settle }: { rule: Rule; isReadOnly: boolean; settle: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const turn = useMutation({
    mutationFn: (isEnabled: boolean) =>
      call(changeRule, { ...wantedOf(rule), id: rule.id, version: rule.version, isEnabled }),
    onMutate: (isEnabled) =>
      client.setQueryData(rulesQuery.queryKey, (was) =>
        was?.map((one) => (one.id === rule.id ? { ...one, isEnabled } : one)),
      ),
    onSuccess: (saved) =>
      client.setQueryData(rulesQuery.queryKey, (was) => was?.map((one) => (one.id === saved.id ? saved : one))),
    onError: (error) => {
      sayFailed(error)
      settle()
    },
  })
  return (
    <Switch
      className={css.turn}
      aria-label={t('rule.isOn', { name: rule.name })}
      checked={rule.isEnabled}
      disabled={isReadOnly || turn.isPending}
      onChange={(event) => turn.mutate(event.currentTarget.checked)}
    />
  )
}
