// What narrows the list: chosen in a menu, shown as words that can be taken away again.
import { ActionIcon, Button, Pill } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { Asked } from '../shell/Asked.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { useChoices, useNarrow } from './filter-choices.ts'
import type { FilterFieldsProps } from './FilterFields.tsx'
import type { Filters } from './queries.ts'
import css from './filters.module.css'

const Pop = lazy(() => import('../shell/Pop.tsx').then((part) => ({ default: part.Pop })))
const FilterFields = lazy(() => import('./FilterFields.tsx').then((part) => ({ default: part.FilterFields })))

export function FilterMenu(fields: FilterFieldsProps) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <Asked
      opens="dialog"
      isOpen={isOpen}
      ask={() => setOpen(true)}
      control={(asking) => (
        <Tip label={t('list.filter')} isOff={isOpen}>
          <ActionIcon size={36} aria-label={t('list.filter')} onClick={() => setOpen(!isOpen)} {...asking}>
            <IconAdjustmentsHorizontal size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
    >
      {(control, isOpenNow, id) => (
        <Suspense fallback={control}>
          <Pop
            id={id}
            control={control}
            isOpen={isOpenNow}
            change={setOpen}
            position="bottom-end"
            width={280}
            className={css.menu}
          >
            <Suspense>
              <FilterFields {...fields} />
            </Suspense>
          </Pop>
        </Suspense>
      )}
    </Asked>
  )
}

export function FilterBar({ filters }: { filters: Filters }) {
  const { t } = useWords()
  const narrow = useNarrow(filters)
  const choices = useChoices()
  const active = choices.filter(({ name }) => name !== 'inboxId' && filters[name])
  if (active.length === 0) return null
  return (
    <div className={css.bar}>
      {active.map(({ name, label, options }) => {
        const value = options.find((option) => option.value === filters[name])?.label ?? filters[name]
        return (
          <Pill
            key={name}
            withRemoveButton
            onRemove={() => narrow({ [name]: undefined })}
            removeButtonProps={{ 'aria-label': t('list.removeFilter', { name: t(label) }) }}
          >
            {t('list.filterIs', { name: t(label), value })}
          </Pill>
        )
      })}
      <Button
        variant="subtle"
        size="compact-xs"
        onClick={() => narrow(Object.fromEntries(active.map(({ name }) => [name, undefined])))}
      >
        {t('list.clearFilters')}
      </Button>
    </div>
  )
}
