// What the classifier of each inbox may do, and how far it can be trusted.
import { Button, NativeSelect, Textarea } from '@mantine/core'
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  changeLearning,
  Level,
  readLearning,
  trainNow,
  type FieldState,
  type LearningSettings,
} from '../../../src/desk/readings/learning.api.ts'
import { call } from '../../call.ts'
import { inboxesQuery, useHere, useInboxes } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { exactly, percentOf } from '../../when.ts'
import { useWords } from '../../words.ts'
import { differs, Form, Pair } from '../frame/Form.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import { useSaving } from '../frame/saving.ts'
import type { SectionProps } from '../sections.ts'
import css from './learning.module.css'

const learningQuery = (id: string) =>
  queryOptions({ queryKey: ['learning', id], queryFn: ({ signal }) => call(readLearning, { id }, { signal }) })

export function Learning({ path: [id] }: SectionProps) {
  const { t } = useWords()
  const inboxes = useQuery(inboxesQuery)
  if (id !== undefined) return <OfInbox key={id} id={id} />
  return (
    <Page title={t('settings.learning')} hint={t('learning.hint')}>
      <Loaded of={inboxes}>
        {(all) => (
          <Rows label={t('settings.inboxes')} none={t('inboxes.none')}>
            {all.map((one) => (
              <Row key={one.id} page={`learning/${one.id}`} name={one.name} about={one.addresses[0]} />
            ))}
          </Rows>
        )}
      </Loaded>
    </Page>
  )
}

function OfInbox({ id }: { id: string }) {
  const { t } = useWords()
  const { byId } = useInboxes()
  const { may } = useHere()
  const state = useQuery(learningQuery(id))
  const train = useMutation({
    mutationFn: () => call(trainNow, { id }),
    onSuccess: () => sayDone(t('learning.training')),
    onError: sayFailed,
  })
  const inbox = byId.get(id)
  if (!inbox) return <Empty title={t('state.notThere')} />
  const mayWrite = may('rule.write')
  return (
    <Page
      title={t('learning.of', { name: inbox.name })}
      hint={mayWrite ? t('learning.ofHint') : t('settings.readOnly')}
      back="learning"
      actions={
        mayWrite && (
          <Button variant="default" loading={train.isPending} onClick={() => train.mutate()}>
            {t('learning.trainNow')}
          </Button>
        )
      }
    >
      <Loaded of={state}>
        {({ settings, fields }) => (
          <>
            <SettingsForm id={id} settings={settings} isReadOnly={!mayWrite} />
            {fields.map((one) => (
              <Figures key={one.field} state={one} />
            ))}
          </>
        )}
      </Loaded>
    </Page>
  )
}

const precisions = [0.8, 0.9, 0.95, 0.98, 0.99]

function SettingsForm({ id, settings, isReadOnly }: { id: string; settings: LearningSettings; isReadOnly: boolean }) {
  const { t, language } = useWords()
  const saving = useSaving(changeLearning, { refresh: [learningQuery(id).queryKey] })
  const [values, setValues] = useState({ ...settings, orderPatterns: settings.orderPatterns.join('\n') })
  const wanted = {
    ...values,
    orderPatterns: values.orderPatterns
      .split('\n')
      .map((one) => one.trim())
      .filter(Boolean),
  }
  const percent = percentOf(language)
  return (
    <Form
      saving={saving}
      submit={async () => {
        if (await saving.send({ id, ...wanted })) sayDone(t('form.saved'))
      }}
      label={t('form.save')}
      isDirty={differs(wanted, settings)}
      isReadOnly={isReadOnly}
    >
      {(['category', 'priority'] as const).map((field) => (
        <Pair key={field}>
          <NativeSelect
            label={t(`field.${field}`)}
            description={t(`learning.level.${values[field].level}.hint`)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={Level.options.map((value) => ({ value, label: t(`learning.level.${value}`) }))}
            value={values[field].level}
            disabled={isReadOnly}
            onChange={(event) =>
              setValues({ ...values, [field]: { ...values[field], level: Level.parse(event.currentTarget.value) } })
            }
          />
          <NativeSelect
            label={t('learning.precision')}
            description={t('learning.precisionHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={[...new Set([...precisions, values[field].precision])]
              .toSorted((a, b) => a - b)
              .map((share) => ({ value: String(share), label: percent(share) }))}
            value={String(values[field].precision)}
            disabled={isReadOnly}
            error={saving.at(`${field}.precision`)}
            onChange={(event) =>
              setValues({ ...values, [field]: { ...values[field], precision: Number(event.currentTarget.value) } })
            }
          />
        </Pair>
      ))}
      <Textarea
        label={t('learning.orders')}
        description={t('learning.ordersHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        autosize
        minRows={2}
        maxRows={10}
        value={values.orderPatterns}
        readOnly={isReadOnly}
        error={saving.at('orderPatterns')}
        onChange={(event) => setValues({ ...values, orderPatterns: event.currentTarget.value })}
      />
    </Form>
  )
}

function Figures({ state }: { state: FieldState }) {
  const { t, language } = useWords()
  const { field, model, since, threshold, chosenBy, coverage, held, live } = state
  const percent = percentOf(language)
  return (
    <Part title={t(`field.${field}`)}>
      <ul className={css.figures}>
        <li>
          {model
            ? t('learning.learnedFrom', { letters: model.letters, at: exactly(model.madeAt, language) })
            : t(field === 'category' ? 'learning.coldCategory' : 'learning.coldPriority')}
        </li>
        <li>{t('learning.since', { count: since })}</li>
        {model?.accuracy != null && model.error != null && (
          <li>{t('learning.accuracy', { accuracy: percent(model.accuracy), error: percent(model.error) })}</li>
        )}
        <li>
          {threshold === null
            ? t(`learning.nowhere.${chosenBy as 'too-few'}`)
            : t('learning.threshold', {
                threshold: percent(threshold),
                coverage: percent(coverage),
                held: percent(held),
              })}{' '}
          {chosenBy === 'live' && t('learning.risen')}
        </li>
        {live.looked > 0 && <li>{t('learning.live', { ...live })}</li>}
      </ul>
      {model && model.curve.length > 0 && <Curve curve={model.curve} percent={percent} />}
    </Part>
  )
}

/** Said and so: where both are alike, a confidence means what it says. */
function Curve({
  curve,
  percent,
}: {
  curve: { confidence: number; right: number; count: number }[]
  percent: (share: number) => string
}) {
  const { t } = useWords()
  return (
    <table className={css.curve}>
      <caption>{t('learning.curve')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('learning.said')}</th>
          <th scope="col">{t('learning.right')}</th>
          <th scope="col">{t('learning.letters')}</th>
        </tr>
      </thead>
      <tbody>
        {curve.map(({ confidence, right, count }) => (
          <tr key={confidence}>
            <th scope="row">{percent(confidence)}</th>
            <td>
              <span className={css.bar} aria-hidden>
                <span className={css.right} style={{ width: `${right * 100}%` }} />
                <span className={css.said} style={{ insetInlineStart: `${confidence * 100}%` }} />
              </span>
              {percent(right)}
            </td>
            <td>{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
