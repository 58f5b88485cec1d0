// What a list can be narrowed by, and narrowing it: the address says what it is narrowed by.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { priorities } from '../../src/desk/conversations/names.api.ts'
import { categoriesQuery, tagsQuery, useInboxes, useUsers } from '../session/session.ts'
import { useWords, type WordKey } from '../words.ts'
import type { Filters } from './queries.ts'

type Narrowing = 'assigneeId' | 'priority' | 'categoryId' | 'tag' | 'inboxId'
interface Choice {
  name: Narrowing
  label: WordKey
  options: { value: string; label: string }[]
}

export function useChoices(): Choice[] {
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

export function useNarrow(filters: Filters) {
  const navigate = useNavigate()
  return (change: Partial<Record<Narrowing | 'sort', string | undefined>>) =>
    void navigate({
      to: '/inbox/$view',
      params: { view: filters.view ?? 'open' },
      search: (was) => ({ ...was, ...change }) as typeof was,
      replace: true,
    })
}
