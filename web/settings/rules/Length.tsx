// How long: a number, a unit, and whether the hours of the desk count or all of them.
import { useWords } from '../../words.ts'
import { inUnits, minutesIn, type Unit } from './sentence.ts'
import { WordInput, WordSelect } from './Word.tsx'

export interface LengthOf {
  minutes: number
  counts: 'business' | 'calendar'
}

export function Length({
  length,
  isReadOnly,
  mistake,
  set,
}: {
  length: LengthOf
  isReadOnly: boolean
  mistake: string | null
  set: (length: LengthOf) => void
}) {
  const { t } = useWords()
  const { count, unit } = inUnits(length.minutes)
  return (
    <>
      <WordInput
        label={t('length.count')}
        value={count === 0 ? '' : String(count)}
        isReadOnly={isReadOnly}
        error={mistake}
        type={(text) => set({ ...length, minutes: Number(text.replace(/\D/g, '').slice(0, 5)) * minutesIn(unit) })}
      />{' '}
      <WordSelect
        label={t('length.unit')}
        value={unit}
        options={(['minutes', 'hours', 'days'] as const).map((one) => ({ value: one, label: t(`length.in.${one}`) }))}
        isReadOnly={isReadOnly}
        choose={(chosen) => set({ ...length, minutes: Math.max(1, count) * minutesIn(chosen as Unit) })}
      />{' '}
      <WordSelect
        label={t('length.counts')}
        value={length.counts}
        options={(['calendar', 'business'] as const).map((one) => ({ value: one, label: t(`length.by.${one}`) }))}
        isReadOnly={isReadOnly}
        choose={(chosen) => set({ ...length, counts: chosen as LengthOf['counts'] })}
      />
    </>
  )
}
