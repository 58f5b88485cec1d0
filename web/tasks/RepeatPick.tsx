// How often a task comes again.
import { useState } from 'react'
import { RepeatUnit, type Task } from '../../src/desk/tasks/tasks.api.ts'
import { Pick } from '../conversations/Pick.tsx'
import { useWords } from '../words.ts'
import css from './pane.module.css'

type Repeating = Task['repeat']

export function RepeatPick({
  repeat,
  isReadOnly,
  choose,
}: {
  repeat: Repeating
  isReadOnly: boolean
  choose: (repeat: Repeating) => void
}) {
  const { t } = useWords()
  const [interval, setInterval] = useState(String(repeat?.interval ?? 1))
  const send = () => {
    const wanted = Math.min(99, Math.max(1, Number(interval) || 1))
    setInterval(String(wanted))
    if (repeat && wanted !== repeat.interval) choose({ ...repeat, interval: wanted })
  }
  return (
    <span className={css.repeat}>
      <Pick
        action="tasks.setRepeat"
        label={t('tasks.repeat')}
        value={repeat?.unit ?? null}
        none={t('tasks.never')}
        options={RepeatUnit.options.map((unit) => ({ value: unit, label: t(`tasks.every.${unit}`) }))}
        isReadOnly={isReadOnly}
        choose={(unit) =>
          choose(unit === null ? null : { unit: RepeatUnit.parse(unit), interval: repeat?.interval ?? 1 })
        }
      />
      {repeat && !isReadOnly && (
        <label className={css.interval}>
          {t('tasks.interval')}
          <input
            type="number"
            min={1}
            max={99}
            value={interval}
            onChange={(event) => setInterval(event.currentTarget.value)}
            onBlur={send}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          />
        </label>
      )}
    </span>
  )
}
