// The targets of a policy: a line for each measure, a time for each priority.
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Measure } from '../../../src/desk/conversations/conversations.api.ts'
import type { Target } from '../../../src/desk/sla/sla.api.ts'
import { useWords } from '../../words.ts'
import { focusNext } from '../frame/focus.ts'
import { lengthOf, minutesIn } from './length.ts'
import css from './sla.module.css'

const priorities = ['urgent', 'high', 'normal', 'low'] as const
type Priority = (typeof priorities)[number]

/** A target whose times are as they are being typed. */
export type ShownTarget = Omit<Target, 'minutes'> & { minutes: Record<Priority, string> }

const each = <From, To>(all: Record<Priority, From>, make: (one: From) => To): Record<Priority, To> => ({
  urgent: make(all.urgent),
  high: make(all.high),
  normal: make(all.normal),
  low: make(all.low),
})
export const shownTarget = (target: Target): ShownTarget => ({ ...target, minutes: each(target.minutes, lengthOf) })
export const targetOf = (shown: ShownTarget): Target => ({
  ...shown,
  minutes: each(shown.minutes, (text) => minutesIn(text) ?? null),
})

/** By the place of the field. */
export function mistakesOf(all: ShownTarget[], said: string): Record<string, string> {
  const wrong = all.flatMap(({ minutes }, at) =>
    priorities.filter((one) => minutesIn(minutes[one]) === undefined).map((one) => `targets.${at}.minutes.${one}`),
  )
  return Object.fromEntries(wrong.map((place) => [place, said]))
}

export function Targets({
  all,
  isReadOnly,
  at,
  change,
}: {
  all: ShownTarget[]
  isReadOnly: boolean
  at: (field: string) => string | null
  change: (all: ShownTarget[]) => void
}) {
  const { t } = useWords()
  const left = Measure.options.filter((measure) => !all.some((one) => one.measure === measure))
  const [next] = left
  return (
    <fieldset className={css.targets} data-targets>
      <legend>{t('sla.targets')}</legend>
      <p className={css.hint}>{t('sla.lengthHint')}</p>
      {all.map((target, place) => (
        <TargetLine
          key={target.measure}
          target={target}
          measures={[target.measure, ...left]}
          isReadOnly={isReadOnly}
          isOnly={all.length === 1}
          at={(field) => at(`targets.${place}.${field}`)}
          set={(changed) => change(all.map((one, other) => (other === place ? changed : one)))}
          remove={() => change(all.filter((_, other) => other !== place))}
        />
      ))}
      {!isReadOnly && next && (
        <Button
          variant="subtle"
          size="compact-sm"
          className={css.add}
          data-add
          onClick={(event) => {
            focusNext(event.currentTarget, '[data-targets]', 'select[data-measure]')
            const minutes = { urgent: '', high: '', normal: '', low: '' }
            change([...all, { measure: next, counts: 'business', minutes, pausesWhile: [] }])
          }}
        >
          {t('sla.addTarget')}
        </Button>
      )}
    </fieldset>
  )
}

function TargetLine({
  target,
  measures,
  isReadOnly,
  isOnly,
  at,
  set,
  remove,
}: {
  target: ShownTarget
  measures: Measure[]
  isReadOnly: boolean
  isOnly: boolean
  at: (field: string) => string | null
  set: (target: ShownTarget) => void
  remove: () => void
}) {
  const { t } = useWords()
  const name = t(`measure.${target.measure}`)
  const isPlaced = priorities.some((priority) => at(`minutes.${priority}`) !== null)
  const pauses = target.pausesWhile.toSorted().join('+')
  return (
    <div className={css.target} role="group" aria-label={name}>
      <div className={css.what}>
        <NativeSelect
          aria-label={t('sla.stepMeasure')}
          data-measure
          data={measures.map((measure) => ({ value: measure, label: t(`measure.${measure}`) }))}
          value={target.measure}
          disabled={isReadOnly}
          error={at('measure')}
          onChange={(event) => set({ ...target, measure: Measure.parse(event.currentTarget.value) })}
        />
        <NativeSelect
          aria-label={t('sla.counts')}
          data={(['business', 'calendar'] as const).map((one) => ({ value: one, label: t(`counts.${one}`) }))}
          value={target.counts}
          disabled={isReadOnly}
          onChange={(event) => set({ ...target, counts: event.currentTarget.value as Target['counts'] })}
        />
        <NativeSelect
          aria-label={t('sla.pauses')}
          data={[
            { value: '', label: `${t('sla.pauses')}: ${t('sla.pausesNever')}` },
            { value: 'waiting', label: `${t('sla.pauses')}: ${t('sla.pausesWaiting')}` },
            { value: 'snoozed', label: `${t('sla.pauses')}: ${t('sla.pausesSnoozed')}` },
            {
              value: 'snoozed+waiting',
              label: `${t('sla.pauses')}: ${t('sla.pausesWaiting')}, ${t('sla.pausesSnoozed')}`,
            },
          ]}
          value={pauses}
          disabled={isReadOnly}
          onChange={(event) =>
            set({
              ...target,
              pausesWhile: event.currentTarget.value.split('+').filter(Boolean) as Target['pausesWhile'],
            })
          }
        />
        {!isReadOnly && !isOnly && (
          <ActionIcon
            size={30}
            aria-label={t('form.removeThis', { name })}
            onClick={(event) => {
              focusNext(event.currentTarget, '[data-targets]', '[data-add]')
              remove()
            }}
          >
            <IconX size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <div className={css.lengths}>
        {priorities.map((priority) => (
          <TextInput
            key={priority}
            label={t(`priority.${priority}`)}
            aria-label={t('sla.lengthOf', { measure: name, priority: t(`priority.${priority}`) })}
            placeholder="–"
            value={target.minutes[priority]}
            readOnly={isReadOnly}
            error={at(`minutes.${priority}`) ?? (priority === 'urgent' && !isPlaced ? at('minutes') : null)}
            onChange={(event) =>
              set({ ...target, minutes: { ...target.minutes, [priority]: event.currentTarget.value } })
            }
          />
        ))}
      </div>
    </div>
  )
}
