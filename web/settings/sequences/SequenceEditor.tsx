// One sequence: where it writes from, what ends it, and its letters one below the other; beside them what came of each, and who is under way.
import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addSequence,
  archiveSequence,
  changeSequence,
  type Sequence,
  type SequenceStep,
} from '../../../src/desk/sequences/sequences.api.ts'
import { call } from '../../call.ts'
import { Enrolments } from '../../sequences/Enrolments.tsx'
import { sequenceFiguresQuery } from '../../sequences/queries.ts'
import { useInboxes, useUsers } from '../../session/session.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form, Pair } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { moved, useReorder } from '../frame/reorder.ts'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { Figures } from './Figures.tsx'
import css from './sequences.module.css'
import { freshStep, nodeOf, StepEditor, stepOf } from './StepEditor.tsx'

const refresh = { refresh: [['sequence']], fieldOf: { 'inbox-missing': 'inboxId' } }

function draftOf(sequence: Sequence | undefined, language: string) {
  return {
    name: sequence?.name ?? '',
    inboxId: sequence?.inboxId ?? '',
    senderId: sequence?.senderId ?? null,
    stopsAt: sequence?.stopsAt ?? ('contact' as const),
    isInHours: sequence?.isInHours ?? true,
    awayDays: sequence?.awayDays ?? 7,
    isEnabled: sequence?.isEnabled ?? true,
    steps: sequence?.steps.map(nodeOf) ?? [freshStep(language, 0)],
  }
}

export function SequenceEditor({ sequence, variables }: { sequence: Sequence | undefined; variables: string[] }) {
  const { t, language } = useWords()
  const go = useGo()
  const { inboxes } = useInboxes()
  const { users } = useUsers()
  const adding = useSaving(addSequence, refresh)
  const changing = useSaving(changeSequence, refresh)
  const saving = sequence ? changing : adding
  const [first] = useState(() => draftOf(sequence, language))
  const [draft, setDraft] = useState(first)
  const change = (part: Partial<typeof draft>) => setDraft((was) => ({ ...was, ...part }))
  const isReadOnly = sequence ? !sequence.mayWrite : false
  // The names of inboxes may come later than the page.
  const inboxId = draft.inboxId || (inboxes[0]?.id ?? '')
  const wanted = { ...draft, inboxId, steps: draft.steps.map(stepOf) }
  const order = useReorder(draft.steps.length, (from, to) => change({ steps: moved(draft.steps, from, to) }))
  async function save() {
    const saved = sequence
      ? await changing.send({ ...wanted, id: sequence.id, version: sequence.version })
      : await adding.send(wanted)
    if (!saved) return
    sayDone(t('form.saved'))
    go('sequences')
  }
  return (
    <Page
      isWide
      title={sequence?.name ?? t('sequences.add')}
      hint={isReadOnly ? t('settings.readOnly') : undefined}
      back="sequences"
      actions={sequence?.mayWrite && <Archive sequence={sequence} />}
    >
      <div className={css.columns}>
        <Form
          saving={saving}
          submit={save}
          label={t(sequence ? 'form.save' : 'form.add')}
          isDirty={differs({ ...wanted, inboxId: draft.inboxId }, { ...first, steps: first.steps.map(stepOf) })}
          back="sequences"
          isReadOnly={isReadOnly}
        >
          <Pair>
            <TextInput
              label={t('sequences.name')}
              autoFocus={!sequence}
              readOnly={isReadOnly}
              maxLength={120}
              value={draft.name}
              error={saving.at('name')}
              onChange={(event) => change({ name: event.currentTarget.value })}
            />
            <Select
              label={t('sequences.inbox')}
              data={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
              value={inboxId}
              allowDeselect={false}
              readOnly={isReadOnly}
              error={saving.at('inboxId')}
              onChange={(inboxId) => inboxId && change({ inboxId })}
            />
          </Pair>
          <Pair>
            <Select
              label={t('sequences.stopsAt')}
              data={(['contact', 'company'] as const).map((value) => ({
                value,
                label: t(`sequences.stopsAt.${value}`),
              }))}
              value={draft.stopsAt}
              allowDeselect={false}
              readOnly={isReadOnly}
              onChange={(stopsAt) => stopsAt && change({ stopsAt: stopsAt as Sequence['stopsAt'] })}
            />
            <NumberInput
              label={t('sequences.awayDays')}
              min={1}
              max={90}
              value={draft.awayDays}
              readOnly={isReadOnly}
              error={saving.at('awayDays')}
              onChange={(given) => change({ awayDays: typeof given === 'number' ? given : 7 })}
            />
          </Pair>
          <Select
            label={t('sequences.sender')}
            description={t('sequences.senderHint')}
            data={users.filter((one) => !one.isDisabled && one.role !== 'viewer').map(({ id, name }) => ({ value: id, label: name }))} // prettier-ignore
            value={draft.senderId}
            clearable
            clearButtonProps={{ 'aria-label': t('field.nobody') }}
            placeholder={t('field.nobody')}
            readOnly={isReadOnly}
            error={saving.at('senderId')}
            onChange={(senderId) => change({ senderId })}
          />
          <ol className={css.steps} aria-label={t('sequences.lettersLabel')} data-order>
            {draft.steps.map((node, at) => (
              <StepEditor
                key={node.key}
                node={node}
                at={at}
                count={draft.steps.length}
                order={order}
                variables={variables}
                isReadOnly={isReadOnly}
                mistake={(field) => saving.at(`steps.${at}.${field}`)}
                change={(next) =>
                  setDraft((was) => ({
                    ...was,
                    steps: was.steps.map((one) => (one.key === node.key ? next(one) : one)),
                  }))
                }
                drop={draft.steps.length > 1 ? () => change({ steps: draft.steps.filter((one) => one.key !== node.key) }) : null} // prettier-ignore
              />
            ))}
          </ol>
          {!isReadOnly && draft.steps.length < 20 && (
            <Button
              variant="default"
              className={css.add ?? ''}
              leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
              onClick={() => change({ steps: [...draft.steps, freshStep(language, draft.steps.length)] })}
            >
              {t('sequences.addLetter')}
            </Button>
          )}
          <Switch
            label={t('sequences.isInHours')}
            checked={draft.isInHours}
            disabled={isReadOnly}
            onChange={(event) => change({ isInHours: event.currentTarget.checked })}
          />
          <Switch
            label={t('sequences.isEnabled')}
            checked={draft.isEnabled}
            disabled={isReadOnly}
            onChange={(event) => change({ isEnabled: event.currentTarget.checked })}
          />
        </Form>
        {sequence && <Beside id={sequence.id} steps={sequence.steps} />}
      </div>
    </Page>
  )
}

function Beside({ id, steps }: { id: string; steps: SequenceStep[] }) {
  const { t } = useWords()
  const figures = useQuery(sequenceFiguresQuery(id))
  return (
    <div className={css.side}>
      <h2 className={css.heading}>{t('sequences.figures')}</h2>
      <Loaded of={figures} rows={2}>
        {({ steps: measured }) => <Figures steps={steps} measured={measured} />}
      </Loaded>
      <h2 className={css.heading}>{t('sequences.enrolments')}</h2>
      <Enrolments of={{ sequenceId: id }} none={t('sequences.nobody')} />
    </div>
  )
}

function Archive({ sequence }: { sequence: Sequence }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  return (
    <Sure
      label={t('sequences.archive')}
      title={t('sequences.archiveTitle', { name: sequence.name })}
      run={async () => {
        await call(archiveSequence, { id: sequence.id })
        await client.invalidateQueries({ queryKey: ['sequence'] })
        sayDone(t('sequences.saidArchived'))
        go('sequences')
      }}
    >
      <p>{t('sequences.archiveHint')}</p>
    </Sure>
  )
}
