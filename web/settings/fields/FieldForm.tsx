// One field: what it is called, its kind (chosen once), and what belongs to that kind.
import { MultiSelect, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addField,
  archiveField,
  changeField,
  FieldType,
  type Field,
  type FieldNoun,
  type FieldValue,
} from '../../../src/desk/fields/fields.api.ts'
import { call } from '../../call.ts'
import { FieldInput } from '../../fields/FieldInput.tsx'
import { fieldsQuery } from '../../fields/queries.ts'
import { useInboxes } from '../../session/session.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form, Pair } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { Choices, type ChoiceLine } from './Choices.tsx'

const options = { refresh: [fieldsQuery.queryKey], fieldOf: { 'field-exists': 'name', 'field-key-taken': 'key' } }

export function FieldForm({ field, noun }: { field?: Field; noun: FieldNoun }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const { inboxes } = useInboxes()
  const adding = useSaving(addField, options)
  const changing = useSaving(changeField, options)
  const saving = field ? changing : adding
  const [first] = useState(() => ({
    type: field?.type ?? ('text' as FieldType),
    key: field?.key ?? '',
    name: field?.name ?? '',
    help: field?.help ?? '',
    unit: field?.unit ?? '',
    decimals: field?.decimals ?? 0,
    currency: field?.currency || 'EUR',
    choices: (field?.choices ?? []) as ChoiceLine[],
    isRequired: field?.isRequired ?? false,
    inboxIds: field?.inboxIds ?? [],
    defaultValue: field?.defaultValue ?? (null as FieldValue | null),
  }))
  const [values, setValues] = useState(first)
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))
  const { type } = values
  const isChoice = type === 'choice' || type === 'choices'
  const isOfConversation = noun === 'conversation'
  async function save() {
    const { type: _, key, ...rest } = values
    const sent = { ...rest, choices: isChoice ? rest.choices : [] }
    const saved = field
      ? await changing.send({ id: field.id, version: field.version, ...sent })
      : await adding.send({ noun, type, ...(key && { key }), ...sent })
    if (!saved) return
    sayDone(t('form.saved'))
    go('fields')
  }
  /** As it would be asked with what is in the form: for its first value. */
  const shown: Field = {
    id: '',
    noun,
    ...values,
    isRequired: false,
    help: t('fields.defaultHint'),
    name: t('fields.default'),
    choices: values.choices.flatMap((one) => (one.key ? [{ ...one, key: one.key }] : [])),
    isArchived: false,
    version: 1,
  }
  return (
    <Page
      title={field?.name ?? t('fields.addTo', { noun })}
      back="fields"
      actions={
        field && (
          <Sure
            label={t('categories.archive')}
            title={t('fields.archiveTitle', { name: field.name })}
            run={async () => {
              await call(archiveField, { id: field.id })
              await client.invalidateQueries({ queryKey: fieldsQuery.queryKey })
              sayDone(t('fields.archived'))
              go('fields')
            }}
          >
            <p>{t('fields.archiveHint')}</p>
          </Sure>
        )
      }
    >
      <Form
        saving={saving}
        submit={save}
        label={t(field ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="fields"
      >
        <TextInput
          label={t('categories.name')}
          autoFocus={!field}
          value={values.name}
          error={saving.at('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Pair>
          <NativeSelect
            label={t('fields.kind')}
            description={t(field ? 'fields.kindStays' : 'fields.kindHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            disabled={field !== undefined}
            data={FieldType.options.map((one) => ({ value: one, label: t(`fields.type.${one}`) }))}
            value={type}
            error={saving.at('type')}
            onChange={(event) => change({ type: FieldType.parse(event.currentTarget.value), defaultValue: null })}
          />
          <TextInput
            label={t('fields.key')}
            description={t('fields.keyHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            readOnly={field !== undefined}
            value={values.key}
            error={saving.at('key')}
            onChange={(event) => change({ key: event.currentTarget.value.trim() })}
          />
        </Pair>
        <TextInput
          label={t('fields.help')}
          description={t('fields.helpHint')}
          value={values.help}
          error={saving.at('help')}
          onChange={(event) => change({ help: event.currentTarget.value })}
        />
        {type === 'number' && (
          <Pair>
            <TextInput
              label={t('fields.unit')}
              value={values.unit}
              error={saving.at('unit')}
              onChange={(event) => change({ unit: event.currentTarget.value })}
            />
            <NumberInput
              label={t('fields.decimals')}
              min={0}
              max={6}
              value={values.decimals}
              error={saving.at('decimals')}
              onChange={(decimals) => change({ decimals: Number(decimals) })}
            />
          </Pair>
        )}
        {type === 'money' && (
          <TextInput
            label={t('fields.currency')}
            description={t('fields.currencyHint')}
            maxLength={3}
            value={values.currency}
            error={saving.at('currency')}
            onChange={(event) => change({ currency: event.currentTarget.value.toUpperCase() })}
          />
        )}
        {isChoice && (
          <Choices
            choices={values.choices}
            mistakeAt={(at) => saving.at(`choices.${at}`)}
            mistake={saving.mistakes['choices'] ?? null}
            change={(choices) => change({ choices })}
          />
        )}
        {isOfConversation && (
          <>
            <Switch
              label={t('fields.required')}
              description={t('fields.requiredHint')}
              checked={values.isRequired}
              onChange={(event) => change({ isRequired: event.currentTarget.checked })}
            />
            <MultiSelect
              label={t('fields.inboxes')}
              placeholder={values.inboxIds.length === 0 ? t('fields.everywhere') : ''}
              data={inboxes.map((one) => ({ value: one.id, label: one.name }))}
              value={values.inboxIds}
              error={saving.at('inboxIds') ?? (saving.refusal?.code === 'field-beyond' ? saving.problem : null)}
              onChange={(inboxIds) => change({ inboxIds })}
            />
            {type !== 'user' && (!isChoice || shown.choices.length > 0) && (
              <div>
                <FieldInput
                  field={shown}
                  value={values.defaultValue}
                  save={(defaultValue) => change({ defaultValue })}
                />
                {saving.at('defaultValue') && <p role="alert">{saving.at('defaultValue')}</p>}
              </div>
            )}
          </>
        )}
      </Form>
    </Page>
  )
}
