// What rules speak of, by name and as options. Also people who left and what is archived: a rule may still name them.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { categoriesQuery, tagsQuery, teamsQuery, useInboxes, useUsers } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import type { Named, Telling } from './sentence.ts'
import type { Option } from './Word.tsx'

export interface Nouns {
  inboxes: Option[]
  teams: Option[]
  users: Option[]
  categories: Option[]
  tags: string[]
}

export function useNouns(): Nouns {
  const { users } = useUsers()
  const { inboxes } = useInboxes()
  const { data: teams } = useQuery(teamsQuery)
  const { data: categories } = useQuery(categoriesQuery)
  const { data: tags = [] } = useQuery(tagsQuery)
  return useMemo(() => {
    const options = (all: { id: string; name: string }[] = []) =>
      all.map(({ id, name }) => ({ value: id, label: name }))
    return {
      inboxes: options(inboxes),
      teams: options(teams),
      users: options(users.filter((user) => !user.isDisabled)),
      categories: options(categories),
      tags,
    }
  }, [users, inboxes, teams, categories, tags])
}

export function useTelling(): Telling {
  const { t, language } = useWords()
  const { inboxes, teams, users, categories } = useNouns()
  return useMemo(() => {
    const nameIn = (options: Option[]) => (id: string) =>
      options.find((option) => option.value === id)?.label ?? t('rule.gone')
    const named: Named = {
      inbox: nameIn(inboxes),
      team: nameIn(teams),
      user: nameIn(users),
      category: nameIn(categories),
    }
    return { t, language, named }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `t` is new with every drawing; the language stands for it
  }, [language, inboxes, teams, users, categories])
}
