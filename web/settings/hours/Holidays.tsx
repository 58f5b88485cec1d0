// Days off: a date each, in the time zone of the hours.
import { Button, Pill } from '@mantine/core'
import { useId, useState } from 'react'
import { useWords } from '../../words.ts'
import css from './holidays.module.css'

export function Holidays({ holidays, change }: { holidays: string[]; change: (holidays: string[]) => void }) {
  const { t, language } = useWords()
  const [date, setDate] = useState('')
  const input = useId()
  const shown = (day: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
  function add() {
    if (!date) return
    change([...new Set([...holidays, date])].toSorted())
    setDate('')
  }
  return (
    <div className={css.holidays}>
      <label htmlFor={input} className={css.label}>
        {t('hours.holidays')}
      </label>
      {holidays.length > 0 && (
        <div className={css.days}>
          {holidays.map((day) => (
            <Pill
              key={day}
              size="md"
              withRemoveButton
              removeButtonProps={{
                'aria-label': t('form.removeThis', { name: shown(day) }),
                'aria-hidden': false,
                tabIndex: 0,
              }}
              onRemove={() => {
                document.getElementById(input)?.focus()
                change(holidays.filter((one) => one !== day))
              }}
            >
              {shown(day)}
            </Pill>
          ))}
        </div>
      )}
      <div className={css.add}>
        <input
          id={input}
          type="date"
          className={css.date}
          value={date}
          onChange={(event) => setDate(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add()
          }}
        />
        <Button variant="default" onClick={add} disabled={!date}>
          {t('hours.addHoliday')}
        </Button>
      </div>
    </div>
  )
}
