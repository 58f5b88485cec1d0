// Which days: by name, by date, or the ones before and after.
import { ActionIcon, NativeSelect } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { PERIODS } from '../../src/flows/figures/figures.api.ts'
import { useActions } from '../shell/actions.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { lengthOf, periodOf, presetOf, presets, shifted, type Period, type Preset } from './presets.ts'
import css from './reports.module.css'

export function PeriodPicker({
  period,
  today,
  choose,
}: {
  period: Period
  today: string
  choose: (period: Period) => void
}) {
  const { t } = useWords()
  const earlier = () => choose(shifted(period, -1))
  const later = () => choose(shifted(period, 1))
  useActions([
    { id: 'reports.earlier', run: earlier },
    { id: 'reports.later', run: later },
  ])
  const preset = presetOf(period, today)
  const set = (change: Partial<Period>) => {
    const next = { ...period, ...change }
    const isOne = next.from >= PERIODS.first && next.until <= PERIODS.last && next.from <= next.until
    if (isOne && lengthOf(next) <= PERIODS.most) choose(next)
  }
  return (
    <div className={css.period} role="group" aria-label={t('reports.period')}>
      <Tip label={t('reports.earlier')} does="reports.earlier">
        <ActionIcon size={36} onClick={earlier} aria-label={t('reports.earlier')}>
          <IconChevronLeft size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      <NativeSelect
        aria-label={t('reports.period')}
        value={preset ?? 'own'}
        onChange={({ currentTarget: { value } }) => value !== 'own' && choose(periodOf(value as Preset, today))}
        data={[
          ...presets.map((value) => ({ value: value as string, label: t(`reports.preset.${value}`) })),
          { value: 'own', label: t('reports.preset.own') },
        ]}
      />
      <Tip label={t('reports.later')} does="reports.later">
        <ActionIcon size={36} onClick={later} disabled={period.until >= today} aria-label={t('reports.later')}>
          <IconChevronRight size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      <span className={css.dates}>
        <DateField label={t('reports.from')} value={period.from} max={period.until} type={(from) => set({ from })} />
        <span aria-hidden>–</span>
        <DateField label={t('reports.until')} value={period.until} min={period.from} type={(until) => set({ until })} />
      </span>
    </div>
  )
}

interface DateFieldProps {
  label: string
  value: string
  min?: string
  max?: string
  type: (date: string) => void
}

/** While somebody types in it, it holds what they typed, a year of two digits among it. */
function DateField({ label, value, type, ...bounds }: DateFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <input
      type="date"
      className={css.date}
      aria-label={label}
      {...bounds}
      value={typed ?? value}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value)
        type(currentTarget.value)
      }}
      onBlur={() => setTyped(null)}
    />
  )
}
