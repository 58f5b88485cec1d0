// The rest of an action's sentence: to whom, which one, with what words.
import { Checkbox, MultiSelect, Textarea, TextInput, TagsInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { Strategy, type Action } from '../../../src/desk/rules/rules.api.ts'
import { useWords } from '../../words.ts'
import css from './rules.module.css'
import type { Nouns } from './names.ts'
import { Length } from './Length.tsx'
import { DealWhat } from './DealWhat.tsx'
import { TaskWhat } from './TaskWhat.tsx'
import { SetField } from './SetField.tsx'
import { weave } from './sentence.ts'
import { WordSelect, type Option } from './Word.tsx'

interface WhatProps {
  action: Action
  nouns: Nouns
  isReadOnly: boolean
  mistake: string | null
  set: (action: Action) => void
}

export function What({ action, nouns, isReadOnly, mistake, set }: WhatProps) {
  const { t } = useWords()
  const pick = (
    label: string,
    value: string | null,
    options: Option[],
    none: string | null,
    choose: (id: string | null) => void,
  ) => (
    <WordSelect
      key={label}
      isStrong
      label={label}
      value={value ?? ''}
      options={none === null ? options : [...options, { value: '', label: none }]}
      isReadOnly={isReadOnly}
      error={mistake}
      choose={(chosen) => choose(chosen || null)}
    />
  )
  const words = (label: string, hint: string | null) =>
    'text' in action && (
      <Textarea
        label={label}
        description={hint}
        autosize
        minRows={3}
        maxRows={12}
        value={action.text}
        readOnly={isReadOnly}
        error={'to' in action ? null : mistake}
        onChange={(event) => set({ ...action, text: event.currentTarget.value })}
      />
    )
  switch (action.do) {
    case 'moveToInbox':
      return pick(t('field.inbox'), action.inboxId, nouns.inboxes, null, (id) => set({ ...action, inboxId: id ?? '' }))
    case 'setTeam':
      return pick(t('field.team'), action.teamId, nouns.teams, t('field.noTeam'), (teamId) =>
        set({ ...action, teamId }),
      )
    case 'assign':
      return pick(t('field.assignee'), action.userId, nouns.users, t('field.nobody'), (userId) =>
        set({ ...action, userId }),
      )
    case 'setCategory':
      return pick(t('field.category'), action.categoryId, nouns.categories, t('field.noCategory'), (categoryId) =>
        set({ ...action, categoryId }),
      )
    case 'assignBy': {
      const strategies = Strategy.options.map((one) => ({
        value: one,
        label: t(`strategy.${one}`),
      }))
      const strategy = pick(t('rule.strategy'), action.strategy, strategies, null, (chosen) =>
        set({ ...action, strategy: chosen as typeof action.strategy }),
      )
      const team = pick(t('field.team'), action.teamId, nouns.teams, t('strategy.everybody'), (teamId) =>
        set({ ...action, teamId }),
      )
      return <>{weave<ReactNode>(t, 'act.assignBy.what', { strategy, team }, (text) => text)}</>
    }
    case 'setPriority': {
      const options = (['low', 'normal', 'high', 'urgent'] as const).map((one) => ({
        value: one,
        label: t(`priority.${one}`),
      }))
      return pick(t('field.priority'), action.priority, options, null, (chosen) =>
        set({ ...action, priority: chosen as typeof action.priority }),
      )
    }
    case 'setStatus': {
      const options = (['open', 'waiting', 'resolved'] as const).map((one) => ({
        value: one,
        label: t(`status.${one}`),
      }))
      const all = options.flatMap((one) => [one, ...nouns.statuses.filter(({ status }) => status === one.value)])
      return pick(t('field.status'), action.statusId ?? action.status, all, null, (chosen) => {
        const own = nouns.statuses.find((one) => one.value === chosen)
        set(own ? { do: action.do, status: own.status, statusId: own.value } : { do: action.do, status: chosen as typeof action.status }) // prettier-ignore
      })
    }
    case 'setField':
      return <SetField action={action} nouns={nouns} isReadOnly={isReadOnly} mistake={mistake} set={set} />
    case 'addTags':
    case 'removeTags':
      return (
        <TagsInput
          className={css.tags}
          aria-label={t('field.tags')}
          placeholder={action.tags.length === 0 ? t('field.tagsHint') : ''}
          data={nouns.tags}
          value={action.tags}
          maxTags={20}
          readOnly={isReadOnly}
          acceptValueOnBlur
          error={mistake}
          onChange={(tags) => set({ ...action, tags })}
        />
      )
    case 'escalate':
      return pick(t('act.escalate'), action.policyId, nouns.policies, t('act.escalate.raise'), (policyId) =>
        set({ ...action, policyId }),
      )
    case 'macro': {
      const macro = pick(t('act.macro'), action.macroId, nouns.macros, null, (id) =>
        set({ ...action, macroId: id ?? '' }),
      )
      const uses = (['both', 'reply', 'actions'] as const).map((one) => ({ value: one, label: t(`act.macro.${one}`) }))
      const use = pick(t('act.macro.use'), action.use, uses, null, (chosen) => set({ ...action, use: chosen as typeof action.use })) // prettier-ignore
      return <>{weave<ReactNode>(t, 'act.macro.what', { macro, use }, (text) => text)}</>
    }
    case 'snooze':
      return <Length length={action} isReadOnly={isReadOnly} mistake={mistake} set={(length) => set({ ...action, ...length })} /> // prettier-ignore
    case 'note':
      return <span className={css.reply}>{words(t('autoReply.text'), t('act.variables'))}</span>
    case 'task':
      return <TaskWhat action={action} nouns={nouns} isReadOnly={isReadOnly} mistake={mistake} set={set} />
    case 'deal':
      return <DealWhat action={action} nouns={nouns} isReadOnly={isReadOnly} mistake={mistake} set={set} />
    case 'draft':
      return pick(t('act.draft'), action.macroId, nouns.macros, null, (id) => set({ ...action, macroId: id ?? '' }))
    case 'enrol':
      return pick(t('act.enrol'), action.sequenceId, nouns.sequences, null, (id) =>
        set({ ...action, sequenceId: id ?? '' }),
      )
    case 'forward':
      return (
        <span className={css.reply}>
          <TextInput
            label={t('act.forward.to')}
            description={t('act.forward.hint')}
            value={action.to}
            readOnly={isReadOnly}
            error={mistake}
            onChange={(event) => set({ ...action, to: event.currentTarget.value })}
          />
          {words(t('act.forward.text'), t('act.variables'))}
        </span>
      )
    case 'webhook':
      return (
        <span className={css.reply}>
          <TextInput
            label={t('act.webhook.url')}
            description={t('act.webhook.hint')}
            placeholder="https://"
            value={action.url}
            readOnly={isReadOnly}
            error={mistake}
            onChange={(event) => set({ ...action, url: event.currentTarget.value })}
          />
          <Checkbox
            label={t('act.webhook.withText')}
            checked={action.isWithText}
            disabled={isReadOnly}
            onChange={(event) => set({ ...action, isWithText: event.currentTarget.checked })}
          />
        </span>
      )
    case 'autoReply':
    case 'reply':
      return (
        <span className={css.reply}>
          <TextInput
            label={t('composer.subject')}
            placeholder={t('autoReply.subjectHint')}
            value={action.subject}
            readOnly={isReadOnly}
            onChange={(event) => set({ ...action, subject: event.currentTarget.value })}
          />
          {words(t('autoReply.text'), action.do === 'reply' ? t('act.variables') : null)}
        </span>
      )
    case 'notify':
      return <Whom action={action} nouns={nouns} isReadOnly={isReadOnly} mistake={mistake} set={set} />
    case 'addFollower':
      return (
        <MultiSelect
          className={css.tags}
          aria-label={t('field.followers')}
          data={nouns.users}
          value={action.userIds}
          readOnly={isReadOnly}
          error={mistake}
          onChange={(userIds) => set({ ...action, userIds })}
        />
      )
    case 'stop':
      return null
  }
}

const roles = ['assignee', 'team', 'followers', 'leads'] as const

/** People by what they are to the conversation, and people by name, in one list. */
function Whom({
  action,
  nouns,
  isReadOnly,
  mistake,
  set,
}: Omit<WhatProps, 'action'> & { action: Extract<Action, { do: 'notify' }> }) {
  const { t } = useWords()
  return (
    <span className={css.reply}>
      <MultiSelect
        aria-label={t('rule.whom')}
        data={[...roles.map((value) => ({ value: value as string, label: t(`whom.${value}`) })), ...nouns.users]}
        value={[...action.to, ...action.userIds]}
        readOnly={isReadOnly}
        error={mistake}
        onChange={(chosen) =>
          set({
            ...action,
            to: roles.filter((one) => chosen.includes(one)),
            userIds: chosen.filter((one) => /^\d+$/.test(one)),
          })
        }
      />
      <TextInput
        aria-label={t('rule.notifyText')}
        placeholder={t('rule.notifyText')}
        maxLength={200}
        value={action.text}
        readOnly={isReadOnly}
        onChange={(event) => set({ ...action, text: event.currentTarget.value })}
      />
    </span>
  )
}
