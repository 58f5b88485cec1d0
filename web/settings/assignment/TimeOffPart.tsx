// Somebody's time off: what is entered, and entering more. Everybody enters their own.
import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addTimeOff, deleteTimeOff, type WorkPattern } from '../../../src/desk/assignment/assignment.api.ts'
import { call } from '../../call.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import { useSaving } from '../frame/saving.ts'
import css from './assignment.module.css'
import { boardQuery, patternsQuery } from './queries.ts'

const today = () => new Date().toISOString().slice(0, 10)

export function TimeOffPart({ pattern }: { pattern: WorkPattern }) {
  const { t, language } = useWords()
  const client = useQueryClient()
  const saving = useSaving(addTimeOff, { refresh: [patternsQuery.queryKey, boardQuery.queryKey] })
  const [values, setValues] = useState({ firstDay: today(), lastDay: today(), note: '' })
  const { userId } = pattern
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' })
  const period = (from: string, until: string) => day.formatRange(new Date(from), new Date(until))
  const mistake = saving.at('firstDay') ?? saving.at('lastDay') ?? saving.problem

  async function add() {
    if (!(await saving.send({ id: userId, ...values }))) return
    setValues({ ...values, note: '' })
    sayDone(t('timeOff.added'))
  }
  async function remove(timeOffId: string) {
    try {
      await call(deleteTimeOff, { id: userId, timeOffId })
      await client.invalidateQueries({ queryKey: patternsQuery.queryKey })
      await client.invalidateQueries({ queryKey: boardQuery.queryKey })
      sayDone(t('timeOff.deleted'))
    } catch (error) {
      sayFailed(error)
    }
  }
  return (
    <Part title={t('timeOff.title')} hint={t('timeOff.hint')}>
      <Rows label={t('timeOff.title')} none={t('timeOff.none')}>
        {pattern.timeOff.map((one) => (
          <Row
            key={one.id}
            name={period(one.firstDay, one.lastDay)}
            about={one.note}
            side={
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                aria-label={t('timeOff.remove', { when: period(one.firstDay, one.lastDay) })}
                onClick={() => void remove(one.id)}
              >
                {t('form.delete')}
              </Button>
            }
          />
        ))}
      </Rows>
      <form
        noValidate
        className={css.days}
        onSubmit={(event) => {
          event.preventDefault()
          if (!saving.isBusy) void add()
        }}
      >
        {(['firstDay', 'lastDay'] as const).map((field) => (
          <label key={field} style={{ display: 'grid', gap: 4 }}>
            {t(`timeOff.${field}`)}
            <input
              type="date"
              className={css.day}
              value={values[field]}
              aria-invalid={saving.at(field) !== null || undefined}
              onChange={(event) => setValues({ ...values, [field]: event.currentTarget.value })}
            />
          </label>
        ))}
        <TextInput
          label={t('timeOff.note')}
          value={values.note}
          error={saving.at('note')}
          onChange={(event) => setValues({ ...values, note: event.currentTarget.value })}
        />
        <Button type="submit" variant="default" loading={saving.isBusy}>
          {t('timeOff.add')}
        </Button>
      </form>
      {mistake && (
        <p role="alert" className={css.wrong}>
          {mistake}
        </p>
      )}
    </Part>
  )
}
