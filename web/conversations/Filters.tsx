// What narrows the list: chosen in a menu, shown as words that can be taken away again.
import { ActionIcon, Button, Pill, Popover, Select, SegmentedControl } from '@mantine/core'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { priorities, sorts } from '../../src/desk/conversations/names.api.ts'
import { categoriesQuery, tagsQuery, useInboxes, useUsers } from '../session/session.ts'
import { Tip } from '../shell/Tip.tsx'
import { useWords, type WordKey } from '../words.ts'
import type { Density } from './List.tsx'
import type { Filters } from './queries.ts'
import css from './filters.module.css'

type Narrowing = 'assigneeId' | 'priority' | 'categoryId' | 'tag' | 'inboxId'
interface Choice {
  name: Narrowing
  label: WordKey
  options: { value: string; label: string }[]
}

function useChoices(): Choice[] {
  const { t } = useWords()
  const { users } = useUsers()
  const { inboxes } = useInboxes()
  const { data: categories = [] } = useQuery(categoriesQuery)
  const { data: tags = [] } = useQuery(tagsQuery)
  return [
    { name: 'assigneeId', label: 'field.assignee', options: users.map(({ id, name }) => ({ value: id, label: name })) },
    {
      name: 'priority',
      label: 'field.priority',
      options: priorities.map((value) => ({ value, label: t(`priority.${value}`) })),
    },
    {
      name: 'categoryId',
      label: 'field.category',
      options: categories.map(({ id, name }) => ({ value: id, label: name })),
    },
    { name: 'tag', label: 'field.tag', options: tags.map((value) => ({ value, label: value })) },
    { name: 'inboxId', label: 'field.inbox', options: inboxes.map(({ id, name }) => ({ value: id, label: name })) },
  ]
}

function useNarrow(filters: Filters) {
  const navigate = useNavigate()
  return (change: Partial<Record<Narrowing | 'sort', string | undefined>>) =>
    void navigate({
      to: '/inbox/$view',
      params: { view: filters.view ?? 'open' },
      search: (was) => ({ ...was, ...change }) as typeof was,
      replace: true,
    })
}

export function FilterMenu({
  filters,
  density,
  setDensity,
}: {
  filters: Filters
  density: Density
  setDensity: (density: Density) => void
}) {
  const { t } = useWords()
  const narrow = useNarrow(filters)
  const choices = useChoices()
  return (
    <Popover position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <Tip label={t('list.filter')}>
          <ActionIcon size={36} aria-label={t('list.filter')} component="button">
            <IconAdjustmentsHorizontal size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      </Popover.Target>
      <Popover.Dropdown className={css.menu}>
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
      </Popover.Dropdown>
    </Popover>
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
