// One set of business hours: name, time zone, the week, the days off.
import { Autocomplete, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addHours, changeHours, deleteHours, type BusinessHours, type Week } from '../../../src/desk/hours/hours.api.ts'
import { call } from '../../call.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Form, Pair, differs } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { Holidays } from './Holidays.tsx'
import { hoursQuery } from './queries.ts'
import { WeekGrid } from './WeekGrid.tsx'

const office: [string, string][] = [['09:00', '17:00']]
const usual: Week = { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [], sun: [] }

export function HoursForm({ hours }: { hours: BusinessHours | undefined }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const refresh = { refresh: [hoursQuery.queryKey] }
  const adding = useSaving(addHours, refresh)
  const changing = useSaving(changeHours, refresh)
  const saving = hours ? changing : adding
  const [zones] = useState(() => Intl.supportedValuesOf('timeZone'))
  const [first] = useState(() => ({
    name: hours?.name ?? '',
    timeZone: hours?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    week: hours?.week ?? usual,
    holidays: hours?.holidays ?? [],
  }))
  const [values, setValues] = useState(first)
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))
  async function save() {
    const saved = hours ? await changing.send({ id: hours.id, ...values }) : await adding.send(values)
    if (!saved) return
    sayDone(t('form.saved'))
    go('hours')
  }
  return (
    <Page
      title={hours?.name ?? t('hours.add')}
      back="hours"
      actions={
        hours && (
          <Sure
            label={t('form.delete')}
            title={t('hours.deleteTitle', { name: hours.name })}
            run={async () => {
              await call(deleteHours, { id: hours.id })
              await client.invalidateQueries({ queryKey: hoursQuery.queryKey })
              sayDone(t('form.deleted'))
              go('hours')
            }}
          >
            <p>{t('hours.deleteHint')}</p>
          </Sure>
        )
      }
    >
      <Form
        saving={saving}
        submit={save}
        label={t(hours ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="hours"
      >
        <Pair>
          <TextInput
            label={t('hours.name')}
            autoFocus={!hours}
            placeholder={t('hours.nameExample')}
            value={values.name}
            error={saving.at('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Autocomplete
            label={t('hours.zone')}
            data={zones}
            limit={30}
            value={values.timeZone}
            error={saving.at('timeZone')}
            onChange={(timeZone) => change({ timeZone })}
          />
        </Pair>
        <WeekGrid week={values.week} at={saving.at} change={(week) => change({ week })} />
        <Holidays holidays={values.holidays} change={(holidays) => change({ holidays })} />
      </Form>
    </Page>
  )
}
