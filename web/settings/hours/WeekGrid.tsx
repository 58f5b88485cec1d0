// The week as seven lines: a bar of the day for the eye, the times for the hand.
import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { Week } from '../../../src/desk/hours/hours.api.ts'
import { focusNext } from '../frame/focus.ts'
import { useWords } from '../../words.ts'
import css from './week.module.css'
import { dayName, days, shareOfDay, type Day } from './week.ts'

type Span = Week[Day][number]

export function WeekGrid({
  week,
  at: mistakeAt,
  change,
}: {
  week: Week
  at: (field: string) => string | null
  change: (week: Week) => void
}) {
  const { t, language } = useWords()
  const set = (day: Day, spans: Span[]) => change({ ...week, [day]: spans })
  return (
    <fieldset className={css.week}>
      <legend className={css.legend}>{t('hours.week')}</legend>
      {days.map((day, place) => {
        const mistake = mistakeAt(`week.${day}`)
        const before = days[place - 1]
        return (
          <div key={day} className={css.day} role="group" aria-label={dayName(day, language)}>
            <span className={css.name}>{dayName(day, language)}</span>
            <Bar spans={week[day]} />
            <div className={css.spans}>
              {week[day].map((span, at) => (
                <SpanInputs
                  key={at}
                  span={span}
                  day={dayName(day, language)}
                  isWrong={mistakeAt(`week.${day}.${at}`) !== null}
                  change={(changed) =>
                    set(
                      day,
                      week[day].map((one, other) => (other === at ? changed : one)),
                    )
                  }
                  remove={() =>
                    set(
                      day,
                      week[day].filter((_, other) => other !== at),
                    )
                  }
                />
              ))}
              {week[day].length === 0 && <span className={css.closed}>{t('hours.closed')}</span>}
              {week[day].length < 6 && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  data-add
                  aria-label={t('hours.addSpanTo', { day: dayName(day, language) })}
                  onClick={(event) => {
                    focusNext(event.currentTarget, '[role=group]', '[data-from]')
                    set(day, [...week[day], fresh(week[day])])
                  }}
                >
                  {t('hours.addSpan')}
                </Button>
              )}
              {before && JSON.stringify(week[day]) !== JSON.stringify(week[before]) && (
                <Button variant="subtle" color="gray" size="compact-sm" onClick={() => set(day, week[before])}>
                  {t('hours.asBefore', { other: dayName(before, language) })}
                  <span className="visually-hidden">{t('hours.asBeforeOn', { day: dayName(day, language) })}</span>
                </Button>
              )}
            </div>
            {mistake && (
              <p role="alert" className={css.wrong}>
                {mistake}
              </p>
            )}
          </div>
        )
      })}
    </fieldset>
  )
}

/** After a break of an hour; the usual morning where the day has none. */
function fresh(spans: Span[]): Span {
  const last = spans.at(-1)?.[1]
  if (last === undefined) return ['09:00', '17:00']
  const from = Math.min(22, Math.ceil(shareOfDay(last) * 24) + 1)
  return [`${String(from).padStart(2, '0')}:00`, `${String(Math.min(23, from + 3)).padStart(2, '0')}:00`]
}

/** Fields for a time know no 24:00: midnight at the end of a day is shown and taken as 00:00. */
function SpanInputs({
  span: [from, until],
  day,
  isWrong,
  change,
  remove,
}: {
  span: Span
  day: string
  isWrong: boolean
  change: (span: Span) => void
  remove: () => void
}) {
  const { t } = useWords()
  return (
    <span className={css.span}>
      <input
        type="time"
        className={css.time}
        data-from
        aria-label={t('hours.from', { day })}
        aria-invalid={isWrong || undefined}
        value={from}
        onChange={(event) => change([event.currentTarget.value || '00:00', until])}
      />
      <span aria-hidden>–</span>
      <input
        type="time"
        className={css.time}
        aria-label={t('hours.until', { day })}
        aria-invalid={isWrong || undefined}
        value={until === '24:00' ? '00:00' : until}
        onChange={(event) => change([from, event.currentTarget.value.replace('00:00', '24:00') || '24:00'])}
      />
      <ActionIcon
        size={28}
        aria-label={t('hours.removeSpan', { day, span: `${from}–${until}` })}
        onClick={(event) => {
          focusNext(event.currentTarget, '[role=group]', '[data-add]')
          remove()
        }}
      >
        <IconX size={16} stroke={1.5} aria-hidden />
      </ActionIcon>
    </span>
  )
}

function Bar({ spans }: { spans: Span[] }) {
  return (
    <span className={css.bar} aria-hidden>
      {spans.map(([from, until], at) => (
        <span
          key={at}
          style={{
            insetInlineStart: `${shareOfDay(from) * 100}%`,
            width: `${Math.max(0, shareOfDay(until) - shareOfDay(from)) * 100}%`,
          }}
        />
      ))}
    </span>
  )
}
