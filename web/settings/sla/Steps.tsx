// The escalation of a policy: each step a sentence whose words are chosen.
import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Measure } from '../../../src/desk/conversations/conversations.api.ts'
import { Step } from '../../../src/desk/sla/sla.api.ts'
import { duration } from '../../when.ts'
import { useWords } from '../../words.ts'
import { focusNext } from '../frame/focus.ts'
import { What } from '../rules/DeedWhat.tsx'
import { freshDeed } from '../rules/deeds.ts'
import type { Nouns } from '../rules/names.ts'
import css from '../rules/rules.module.css'
import { weave } from '../rules/sentence.ts'
import { WordSelect } from '../rules/Word.tsx'
import own from './sla.module.css'

const verbs = ['notify', 'setPriority', 'setTeam', 'assign', 'addTags'] as const
/** Minutes after a target ran out. */
const waits = [15, 30, 60, 120, 240, 480, 1440]

export function Steps({
  all,
  measures,
  nouns,
  isReadOnly,
  at,
  change,
}: {
  all: Step[]
  measures: Measure[]
  nouns: Nouns
  isReadOnly: boolean
  at: (field: string) => string | null
  change: (all: Step[]) => void
}) {
  const { t } = useWords()
  return (
    <fieldset data-steps className={own.steps}>
      <legend>{t('sla.steps')}</legend>
      <p className={own.hint}>{t('sla.stepsHint')}</p>
      <ol className={css.deeds}>
        {all.map((step, place) => (
          // oxlint-disable-next-line react/no-array-index-key -- a step is what it says; there is nothing else to know it by
          <li key={place} className={css.deed}>
            <StepLine
              step={step}
              measures={measures}
              nouns={nouns}
              isReadOnly={isReadOnly}
              mistake={at(`steps.${place}`) ?? (all.length === 1 ? at('steps') : null)}
              set={(changed) => change(all.map((one, other) => (other === place ? changed : one)))}
            />
            {!isReadOnly && (
              <ActionIcon
                size={30}
                className={css.remove}
                aria-label={t('form.removeThis', { name: t(`act.${step.action.do}`) })}
                onClick={(event) => {
                  focusNext(event.currentTarget, '[data-steps]', '[data-add]')
                  change(all.filter((_, other) => other !== place))
                }}
              >
                <IconX size={16} stroke={1.5} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
      {!isReadOnly && (
        <Button
          variant="subtle"
          size="compact-sm"
          data-add
          onClick={(event) => {
            focusNext(event.currentTarget, '[data-steps]', 'select[data-about]')
            change([
              ...all,
              { measure: null, when: 'breach', afterMinutes: 0, action: { do: 'setPriority', priority: 'urgent' } },
            ])
          }}
        >
          {t('sla.addStep')}
        </Button>
      )}
    </fieldset>
  )
}

function StepLine({
  step,
  measures,
  nouns,
  isReadOnly,
  mistake,
  set,
}: {
  step: Step
  measures: Measure[]
  nouns: Nouns
  isReadOnly: boolean
  mistake: string | null
  set: (step: Step) => void
}) {
  const { t, language } = useWords()
  const moments = [
    { value: 'warning', label: t('sla.atWarning') },
    { value: 'breach+0', label: t('sla.atBreach') },
    ...[...new Set([...waits, step.afterMinutes])]
      .filter((minutes) => minutes > 0)
      .toSorted((a, b) => a - b)
      .map((minutes) => ({
        value: `breach+${minutes}`,
        label: t('sla.afterwards', { time: duration(minutes * 60, language) }),
      })),
  ]
  const measure = (
    <WordSelect
      key="measure"
      isAbout
      label={t('sla.stepMeasure')}
      value={step.measure ?? 'any'}
      options={[
        { value: 'any', label: t('sla.stepAnyMeasure') },
        ...measures.map((one) => ({ value: one, label: t(`measure.${one}`) })),
      ]}
      isReadOnly={isReadOnly}
      choose={(chosen) => set({ ...step, measure: chosen === 'any' ? null : (chosen as Measure) })}
    />
  )
  const when = (
    <WordSelect
      key="when"
      label={t('sla.stepWhen')}
      value={step.when === 'warning' ? 'warning' : `breach+${step.afterMinutes}`}
      options={moments}
      isReadOnly={isReadOnly}
      choose={(chosen) => {
        const [moment, minutes] = chosen.split('+')
        set({ ...step, when: moment === 'warning' ? 'warning' : 'breach', afterMinutes: Number(minutes ?? 0) })
      }}
    />
  )
  const verb = (
    <WordSelect
      key="do"
      label={t('sla.stepAction')}
      value={step.action.do}
      options={verbs.map((one) => ({ value: one, label: t(`act.${one}`) }))}
      isReadOnly={isReadOnly}
      choose={(chosen) => setAction(freshDeed(chosen as (typeof verbs)[number], nouns))}
    />
  )
  /** The words of rules know more than steps do: what a step cannot be it does not become. */
  function setAction(action: unknown) {
    const known = Step.shape.action.safeParse(action)
    if (known.success) set({ ...step, action: known.data })
    else if (typeof action === 'object' && action !== null && 'do' in action && action.do === 'addTags')
      set({ ...step, action: { do: 'addTags', tags: [] } })
  }
  const what = (
    <What key="what" action={step.action} nouns={nouns} isReadOnly={isReadOnly} mistake={mistake} set={setAction} />
  )
  return (
    <div className={css.sentence}>
      {weave<ReactNode>(t, 'sla.stepOrder', { measure, when, do: verb, what }, (text) => text)}
    </div>
  )
}
