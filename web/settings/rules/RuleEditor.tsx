// One rule, written as a sentence whose words are chosen: when … if … then …
import { Switch, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import {
  addRule,
  changeRule,
  deleteRule,
  type Action,
  type Rule,
  type WantedRule,
} from '../../../src/desk/rules/rules.api.ts'
import { call } from '../../call.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import type { Mistakes } from '../frame/mistakes.ts'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { Backtest } from './Backtest.tsx'
import css from './rules.module.css'
import { deedNodes } from './deeds.ts'
import { Deeds } from './Deeds.tsx'
import { wayOf } from './fields.ts'
import { Group } from './Group.tsx'
import { useNouns } from './names.ts'
import { Overtaken } from './Overtaken.tsx'
import { rulesQuery } from './queries.ts'
import { weave } from './sentence.ts'
import { Sentence } from './Sentence.tsx'
import type { Template } from './templates.ts'
import { changed, conditionOf, freshTest, testsOf, treeOf } from './tree.ts'
import { TryIt } from './TryIt.tsx'
import { Wait } from './Wait.tsx'
import { WordSelect } from './Word.tsx'

type Draft = ReturnType<typeof draftOf>

function draftOf(rule: Rule | WantedRule | undefined) {
  return {
    version: rule && 'version' in rule ? rule.version : 0,
    name: rule?.name ?? '',
    inboxId: rule?.inboxId ?? null,
    occasion: rule?.occasion ?? ('message.received' as const),
    isEnabled: rule?.isEnabled ?? true,
    after: rule?.after ?? null,
    tree: rule ? treeOf(rule.condition) : { ...treeOf({ all: [] }), parts: [freshTest()] },
    deeds: deedNodes(rule?.actions ?? [{ do: 'assignBy', strategy: 'leastLoaded', teamId: null }]),
  }
}

/** What the server gets, and where in it each part of the tree stands. */
function wantedOf({ name, inboxId, occasion, isEnabled, after, tree, deeds }: Draft) {
  const places = new Map<string, string>()
  const condition = conditionOf(tree, (path, key) => places.set(path, key))
  const actions = deeds.map((one) => one.action)
  return { wanted: { name, inboxId, occasion, isEnabled, after, condition, actions }, places }
}

/** Of the whole, or of any part of it. */
const mistakeIn = (mistakes: Mistakes, where: string) =>
  Object.entries(mistakes).find(([place]) => place === where || place.startsWith(`${where}.`))?.[1] ?? null

function isUnfilled(action: Action): boolean {
  if ('tags' in action) return action.tags.length === 0
  if (action.do === 'forward') return !action.to.trim()
  if (action.do === 'webhook') return !action.url.trim()
  if ('stageId' in action) return !action.stageId || !action.name.trim()
  if ('macroId' in action) return !action.macroId
  if ('sequenceId' in action) return !action.sequenceId
  return 'text' in action && !action.text.trim()
}

const refresh = { refresh: [rulesQuery.queryKey] }

interface RuleEditorProps {
  rule: Rule | undefined
  /** What a new one begins with. */
  begin?: Template
  isReadOnly: boolean
}

export function RuleEditor({ rule, begin, isReadOnly }: RuleEditorProps) {
  const { t } = useWords()
  const go = useGo()
  const nouns = useNouns()
  const adding = useSaving(addRule, refresh)
  const changing = useSaving(changeRule, refresh)
  const saving = rule ? changing : adding
  const [first, setFirst] = useState(() => draftOf(rule ?? begin?.rule))
  const [draft, setDraft] = useState(first)
  const [note, setNote] = useState('')
  const change = (part: Partial<Draft>) => setDraft((was) => ({ ...was, ...part }))
  const { wanted, places } = useMemo(() => wantedOf(draft), [draft])

  const mistakeOf = (key: string, of: 'name' | 'value'): string | null => {
    for (const [path, owner] of places) {
      if (owner !== key) continue
      const found = saving.mistakes[`${path}.${of}`] ?? (of === 'value' ? saving.mistakes[path] : undefined)
      if (found) return found
    }
    return null
  }
  function ownMistakes(): Mistakes {
    const mistakes: Mistakes = {}
    if (!draft.name.trim()) mistakes['name'] = t('form.needed')
    const pathOf = new Map([...places].map(([path, key]) => [key, path]))
    for (const node of testsOf(draft.tree)) {
      const path = pathOf.get(node.key) ?? 'condition'
      if (wayOf(node).wanted !== 'nothing' && !node.value.trim()) mistakes[`${path}.value`] = t('form.needed')
      if (node.field === 'header' && !/^[!-9;-~]{1,100}$/.test(node.name))
        mistakes[`${path}.name`] = t('rule.headerWrong')
    }
    for (const [at, { action }] of draft.deeds.entries()) {
      const isOpen =
        begin?.open.includes(at) === true && JSON.stringify(action) === JSON.stringify(begin.rule.actions[at])
      const isEmpty = isUnfilled(action) || isOpen
      if (isEmpty) mistakes[`actions.${at}`] = t('form.needed')
    }
    return mistakes
  }
  async function save(version = draft.version) {
    const saved = rule
      ? await changing.send({ id: rule.id, version, ...wanted, note }, ownMistakes())
      : await adding.send({ ...wanted, note }, ownMistakes())
    if (!saved) return
    sayDone(t('form.saved'))
    go('rules')
  }
  const line = { nouns, isReadOnly, mistakeOf }
  const occasion = (
    <WordSelect
      key="occasion"
      label={t('rule.occasion')}
      value={draft.occasion}
      options={(['message.received', 'conversation.changed'] as const).map((one) => ({
        value: one,
        label: t(`occasion.${one}`),
      }))}
      isReadOnly={isReadOnly}
      choose={(chosen) => change({ occasion: chosen as Rule['occasion'] })}
    />
  )
  const inbox = (
    <WordSelect
      key="inbox"
      isStrong
      label={t('field.inbox')}
      value={draft.inboxId ?? ''}
      options={[{ value: '', label: t('rule.anyInbox') }, ...nouns.inboxes]}
      error={saving.at('inboxId')}
      isReadOnly={isReadOnly}
      choose={(chosen) => change({ inboxId: chosen || null })}
    />
  )
  return (
    <Page
      isWide
      title={rule?.name ?? t('rule.add')}
      hint={<Sentence rule={wanted} />}
      back={begin ? 'rules/templates' : 'rules'}
      actions={rule && !isReadOnly && <Delete rule={rule} />}
    >
      <div className={css.columns}>
        <Form
          saving={saving}
          submit={() => save()}
          label={t(rule ? 'form.save' : 'form.add')}
          isDirty={differs({ ...draft, version: 0 }, { ...first, version: 0 })}
          back="rules"
          isReadOnly={isReadOnly}
        >
          <TextInput
            className={css.ruleName}
            label={t('rule.name')}
            placeholder={t('rule.nameExample')}
            autoFocus={!rule}
            readOnly={isReadOnly}
            value={draft.name}
            error={saving.at('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <div className={css.editor}>
            <div className={css.sentence}>
              {weave<ReactNode>(t, 'rule.whenIn', { occasion, inbox }, (text) => text)}
            </div>
            <Group
              group={draft.tree}
              depth={0}
              set={(key, how) => setDraft((was) => ({ ...was, tree: changed(was.tree, key, how) }))}
              {...line}
            />
            <Wait
              after={draft.after}
              isReadOnly={isReadOnly}
              mistake={saving.at('after')}
              set={(after) => change({ after })}
            />
            <Deeds
              all={draft.deeds}
              nouns={nouns}
              isReadOnly={isReadOnly}
              at={(place) => mistakeIn(saving.mistakes, `actions.${place}`)}
              change={(deeds) => change({ deeds })}
            />
          </div>
          <Switch
            label={t('rule.on')}
            checked={draft.isEnabled}
            disabled={isReadOnly}
            onChange={(event) => change({ isEnabled: event.currentTarget.checked })}
          />
          {!isReadOnly && (
            <TextInput
              className={css.ruleName}
              label={t('version.note')}
              placeholder={t('version.noteExample')}
              maxLength={500}
              value={note}
              error={saving.at('note')}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          )}
          {rule && saving.refusal?.code === 'rule-changed' && (
            <Overtaken
              id={rule.id}
              take={(theirs) => {
                const next = draftOf(theirs)
                setFirst(next)
                setDraft(next)
                saving.forget()
              }}
              keep={(theirs) => save(theirs.version)}
            />
          )}
        </Form>
        <div className={css.side}>
          {!isReadOnly && (
            <Backtest
              draft={{
                changes: [rule ? { change: 'replace', id: rule.id, rule: wanted } : { change: 'add', rule: wanted }],
              }}
              hint={t('backtest.hint')}
            />
          )}
          <TryIt />
        </div>
      </div>
    </Page>
  )
}

function Delete({ rule }: { rule: Rule }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  return (
    <Sure
      label={t('form.delete')}
      title={t('rule.deleteTitle', { name: rule.name })}
      run={async () => {
        await call(deleteRule, { id: rule.id })
        await client.invalidateQueries({ queryKey: rulesQuery.queryKey })
        sayDone(t('form.deleted'))
        go('rules')
      }}
    >
      <p>{t('rule.deleteHint')}</p>
    </Sure>
  )
}
