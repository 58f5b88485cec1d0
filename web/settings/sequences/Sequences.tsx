// The sequences of one's inboxes: what each is, and whether it is switched on; and how many letters of them may leave on a day.
import { Button, NumberInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { changeSequenceLimits, type Sequence, type SequenceLimits } from '../../../src/desk/sequences/sequences.api.ts'
import { limitsQuery, sequencesQuery } from '../../sequences/queries.ts'
import { useHere, useInboxes } from '../../session/session.ts'
import { Empty, Waiting } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { learnWords, useWords } from '../../words.ts'
import { Form, Pair, differs } from '../frame/Form.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import { useSaving } from '../frame/saving.ts'
import type { SectionProps } from '../sections.ts'
import { SequenceEditor } from './SequenceEditor.tsx'

export function Sequences({ path: [id] }: SectionProps) {
  const { tOr, language } = useWords()
  const isLearnt = tOr('sequences.hint', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('sequences') // the language was changed while this page was open
  }, [isLearnt, language])
  if (!isLearnt) return <Waiting />
  return id === undefined ? <All /> : <One id={id} />
}

function One({ id }: { id: string }) {
  const { t } = useWords()
  const { may } = useHere()
  const all = useQuery(sequencesQuery())
  return (
    <Loaded of={all}>
      {({ sequences, variables }) => {
        const one = sequences.find((each) => each.id === id)
        if (one || (id === 'new' && may('sequence.write')))
          return <SequenceEditor key={one?.version ?? id} sequence={one} variables={variables} />
        return <Empty title={t(id === 'new' ? 'settings.denied' : 'state.notThere')} />
      }}
    </Loaded>
  )
}

function All() {
  const { t } = useWords()
  const { may, user } = useHere()
  const [isArchived, setArchived] = useState(false)
  const all = useQuery(sequencesQuery(isArchived ? 'archived' : 'inUse'))
  const limits = useQuery(limitsQuery)
  const mayWrite = may('sequence.write')
  return (
    <Page
      title={t('settings.sequences')}
      hint={t('sequences.hint')}
      actions={
        <>
          <Button variant="default" onClick={() => setArchived(!isArchived)}>
            {t(isArchived ? 'sequences.inUse' : 'sequences.archived')}
          </Button>
          {mayWrite && <LinkButton page="sequences/new">{t('sequences.add')}</LinkButton>}
        </>
      }
    >
      <Loaded of={all}>
        {({ sequences }) => (
          <Rows label={t('settings.sequences')} none={t(isArchived ? 'sequences.noneArchived' : 'sequences.none')}>
            {sequences.map((one) => (
              <SequenceRow key={one.id} sequence={one} />
            ))}
          </Rows>
        )}
      </Loaded>
      {mayWrite && user.role === 'admin' && (
        <Part title={t('sequences.limits')} hint={t('sequences.limitsHint')}>
          <Loaded of={limits} rows={1}>
            {(known) => <Limits key={JSON.stringify(known)} limits={known} />}
          </Loaded>
        </Part>
      )}
    </Page>
  )
}

function SequenceRow({ sequence }: { sequence: Sequence }) {
  const { t } = useWords()
  const { byId } = useInboxes()
  const { id, name, inboxId, steps, isEnabled, archivedAt } = sequence
  return (
    <Row
      page={archivedAt ? undefined : `sequences/${id}`}
      isFaded={!isEnabled || archivedAt !== null}
      name={name}
      about={[byId.get(inboxId)?.name, t('sequences.letters', { count: steps.length })].filter(Boolean).join(' · ')}
      side={archivedAt === null && <State {...(isEnabled && { tone: 'green' as const })}>{t(isEnabled ? 'sequences.on' : 'sequences.off')}</State>} // prettier-ignore
    />
  )
}

function Limits({ limits }: { limits: SequenceLimits }) {
  const { t } = useWords()
  const saving = useSaving(changeSequenceLimits, { refresh: [limitsQuery.queryKey] })
  const [values, setValues] = useState(limits)
  const field = (key: keyof SequenceLimits) => (
    <NumberInput
      label={t(`sequences.${key}`)}
      min={1}
      value={values[key]}
      error={saving.at(key)}
      onChange={(given) => setValues((was) => ({ ...was, [key]: typeof given === 'number' ? given : 1 }))}
    />
  )
  return (
    <Form
      saving={saving}
      submit={async () => {
        if (await saving.send(values)) sayDone(t('form.saved'))
      }}
      label={t('form.save')}
      isDirty={differs(values, limits)}
    >
      <Pair>
        {field('perPerson')}
        {field('perInbox')}
      </Pair>
    </Form>
  )
}
