// Of which conversations: filters of one value each, and business or calendar hours.
import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Priority } from '../../src/desk/conversations/conversations.api.ts'
import type { Grouping } from '../../src/flows/figures/figures.api.ts'
import { categoriesQuery, tagsQuery, teamsQuery, useHere, useInboxes, useUsers } from '../session/session.ts'
import { useWords, type WordKey } from '../words.ts'
import type { Length } from './format.ts'
import type { Asked } from './queries.ts'
import css from './reports.module.css'

type Name = 'inboxId' | 'teamId' | 'personId' | 'categoryId' | 'priority' | 'tag'
interface Choice {
  name: Name
  label: WordKey
  options: { value: string; label: string }[]
}

const named = <T extends { id: string; name: string }>(all: readonly T[]) => all.map(({ id, name }) => ({ value: id, label: name })) // prettier-ignore

/** What a key of a group is called. */
export function useGroupNames(): (grouping: Grouping, key: string | null) => string {
  const { t } = useWords()
  const choices = useChoices()
  const of: Record<Grouping, Name> = { inbox: 'inboxId', team: 'teamId', person: 'personId', category: 'categoryId', priority: 'priority', tag: 'tag' } // prettier-ignore
  return (grouping, key) => {
    if (key === null) return t('reports.none')
    const options = choices.find(({ name }) => name === of[grouping])?.options ?? []
    return options.find(({ value }) => value === key)?.label ?? (grouping === 'tag' ? key : t('reports.gone'))
  }
}

function useChoices(): Choice[] {
  const { t } = useWords()
  const { users } = useUsers()
  const { inboxes } = useInboxes()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: categories = [] } = useQuery(categoriesQuery)
  const { data: tags = [] } = useQuery(tagsQuery)
  const none = { value: 'none', label: t('reports.none') }
  return [
    { name: 'inboxId', label: 'field.inbox', options: named(inboxes) },
    { name: 'teamId', label: 'field.team', options: [...named(teams), none] },
    { name: 'personId', label: 'reports.person', options: [...named(users), none] },
    { name: 'categoryId', label: 'field.category', options: [...named(categories), none] },
    {
      name: 'priority',
      label: 'field.priority',
      options: Priority.options.map((value) => ({ value, label: t(`priority.${value}`) })),
    },
    { name: 'tag', label: 'field.tag', options: tags.map((value) => ({ value, label: value })) },
  ]
}

export function Narrow({
  asked,
  narrow,
  length,
  setLength,
}: {
  asked: Asked
  narrow: (change: Asked) => void
  length: Length
  setLength: (length: Length) => void
}) {
  const { t } = useWords()
  const { may } = useHere()
  const choices = useChoices().filter(({ name }) => name !== 'personId' || may('report.read'))
  return (
    <div className={css.narrow}>
      {choices.map(({ name, label, options }) => (
        <NativeSelect
          key={name}
          aria-label={t(label)}
          value={asked[name] ?? ''}
          data-chosen={asked[name] ? true : undefined}
          onChange={({ currentTarget: { value } }) => narrow({ [name]: value || undefined } as Asked)}
          data={[{ value: '', label: t('reports.every', { what: t(label) }) }, ...options]}
        />
      ))}
      <SegmentedControl
        aria-label={t('reports.hours')}
        value={length}
        onChange={(value) => setLength(value as Length)}
        data={[
          { value: 'business', label: t('reports.business') },
          { value: 'calendar', label: t('reports.calendar') },
        ]}
      />
    </div>
  )
}
