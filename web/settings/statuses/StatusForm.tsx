// One custom status: its name, colour, and where it is offered. To which of the three it belongs is chosen once.
import { MultiSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Status } from '../../../src/desk/conversations/conversations.api.ts'
import { FieldColour } from '../../../src/desk/fields/fields.api.ts'
import { addStatus, archiveStatus, changeStatus, type CustomStatus } from '../../../src/desk/statuses/statuses.api.ts'
import { call } from '../../call.ts'
import { statusesQuery } from '../../fields/queries.ts'
import { StatusDot } from '../../fields/StatusDot.tsx'
import { useInboxes } from '../../session/session.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'

const options = { refresh: [statusesQuery.queryKey], fieldOf: { 'status-exists': 'name' } }

export function StatusForm({ custom, status }: { custom?: CustomStatus; status: Status }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const { inboxes } = useInboxes()
  const adding = useSaving(addStatus, options)
  const changing = useSaving(changeStatus, options)
  const saving = custom ? changing : adding
  const [first] = useState(() => ({
    name: custom?.name ?? '',
    colour: custom?.colour ?? ('blue' as FieldColour),
    inboxIds: custom?.inboxIds ?? [],
  }))
  const [values, setValues] = useState(first)
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))
  async function save() {
    const saved = custom
      ? await changing.send({ id: custom.id, version: custom.version, ...values })
      : await adding.send({ status, ...values })
    if (!saved) return
    sayDone(t('form.saved'))
    go('statuses')
  }
  return (
    <Page
      title={custom?.name ?? t('statuses.addTo', { status: t(`status.${status}`) })}
      hint={t(`statuses.within.${status}`)}
      back="statuses"
      actions={
        custom && (
          <Sure
            label={t('categories.archive')}
            title={t('statuses.archiveTitle', { name: custom.name })}
            run={async () => {
              await call(archiveStatus, { id: custom.id })
              await client.invalidateQueries({ queryKey: statusesQuery.queryKey })
              sayDone(t('statuses.archived'))
              go('statuses')
            }}
          >
            <p>{t('statuses.archiveHint')}</p>
          </Sure>
        )
      }
    >
      <Form
        saving={saving}
        submit={save}
        label={t(custom ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="statuses"
      >
        <TextInput
          label={t('categories.name')}
          autoFocus={!custom}
          value={values.name}
          error={saving.at('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <SegmentedControl
          aria-label={t('fields.colour')}
          data={FieldColour.options.map((one) => ({
            value: one,
            label: (
              <span title={t(`colour.${one}`)}>
                <StatusDot status={{ colour: one }} />
                <span className="visually-hidden">{t(`colour.${one}`)}</span>
              </span>
            ),
          }))}
          value={values.colour}
          onChange={(colour) => change({ colour: FieldColour.parse(colour) })}
        />
        <MultiSelect
          label={t('fields.inboxes')}
          placeholder={values.inboxIds.length === 0 ? t('fields.everywhere') : ''}
          data={inboxes.map((one) => ({ value: one.id, label: one.name }))}
          value={values.inboxIds}
          error={saving.at('inboxIds') ?? (saving.refusal?.code === 'status-beyond' ? saving.problem : null)}
          onChange={(inboxIds) => change({ inboxIds })}
        />
      </Form>
    </Page>
  )
}
