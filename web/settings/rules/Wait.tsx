// When a rule does what it says: at once, or after it has waited and still holds.
import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'
import type { After } from '../../../src/desk/rules/rules.api.ts'
import { useWords } from '../../words.ts'
import { Length } from './Length.tsx'
import css from './rules.module.css'
import { weave } from './sentence.ts'
import { WordSelect } from './Word.tsx'

const all = ['customerWrites', 'agentWrites', 'resolved'] as const

export function Wait({
  after,
  isReadOnly,
  mistake,
  set,
}: {
  after: After | null
  isReadOnly: boolean
  mistake: string | null
  set: (after: After | null) => void
}) {
  const { t } = useWords()
  const when = (
    <WordSelect
      key="when"
      label={t('rule.wait')}
      value={after ? 'later' : 'now'}
      options={(['now', 'later'] as const).map((one) => ({ value: one, label: t(`rule.wait.${one}`) }))}
      isReadOnly={isReadOnly}
      choose={(chosen) => set(chosen === 'later' ? { minutes: 240, counts: 'calendar', unless: [...all] } : null)}
    />
  )
  if (!after) return <div className={css.then}>{weave<ReactNode>(t, 'rule.thenWhen', { when }, (text) => text)}</div>
  const length = (
    <Length key="length" length={after} isReadOnly={isReadOnly} mistake={mistake} set={(part) => set({ ...after, ...part })} /> // prettier-ignore
  )
  return (
    <div className={css.then}>
      <div className={css.sentence}>{weave<ReactNode>(t, 'rule.thenAfter', { when, length }, (text) => text)}</div>
      <div className={css.unless} role="group" aria-label={t('rule.unless')}>
        <span>{t('rule.unless')}</span>
        {all.map((one) => (
          <Checkbox
            key={one}
            label={t(`rule.unless.${one}`)}
            checked={after.unless.includes(one)}
            disabled={isReadOnly}
            onChange={(event) => {
              const isOn = event.currentTarget.checked
              set({ ...after, unless: all.filter((other) => (other === one ? isOn : after.unless.includes(other))) })
            }}
          />
        ))}
      </div>
    </div>
  )
}
