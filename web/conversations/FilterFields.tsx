// What narrows the list, its order and its density: what opens behind the button in the list's head.
import { Select, SegmentedControl } from '@mantine/core'
import { sorts } from '../../src/desk/conversations/names.api.ts'
import { useWords } from '../words.ts'
import { useChoices, useNarrow } from './filter-choices.ts'
import type { Density } from './Row.tsx'
import type { Filters } from './queries.ts'

export interface FilterFieldsProps {
  filters: Filters
  density: Density
  setDensity: (density: Density) => void
}

export function FilterFields({ filters, density, setDensity }: FilterFieldsProps) {
  const { t } = useWords()
  const narrow = useNarrow(filters)
  const choices = useChoices()
  return (
    <>
      {choices.map(({ name, label, options }) => (
        <Select
          key={name}
          label={t(label)}
          data={options}
          value={filters[name] ?? null}
          onChange={(value) => narrow({ [name]: value ?? undefined })}
          clearable
          clearButtonProps={{ 'aria-label': t('list.clearFilters') }}
          searchable={options.length > 8}
          placeholder={t('list.any')}
          nothingFoundMessage={t('palette.nothing')}
          comboboxProps={{ withinPortal: false }}
        />
      ))}
      <Select
        label={t('list.sort')}
        data={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
        value={filters.sort ?? 'newest'}
        allowDeselect={false}
        onChange={(value) => narrow({ sort: value === 'newest' ? undefined : (value ?? undefined) })}
        comboboxProps={{ withinPortal: false }}
      />
      <SegmentedControl
        fullWidth
        aria-label={t('list.density')}
        value={density}
        onChange={(value) => setDensity(value as Density)}
        data={[
          { value: 'comfortable', label: t('list.comfortable') },
          { value: 'compact', label: t('list.compact') },
        ]}
      />
    </>
  )
}
