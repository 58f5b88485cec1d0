// What rules speak of, by name and as options. Also people who left and what is archived: a rule may still name them.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { categoriesQuery, tagsQuery, teamsQuery, useInboxes, useUsers } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import { hoursQuery } from '../hours/queries.ts'
import { policiesQuery } from '../sla/queries.ts'
import type { Named, Telling } from './sentence.ts'
import type { Option } from './Word.tsx'

export interface Nouns {
  inboxes: Option[]
  teams: Option[]
  users: Option[]
  categories: Option[]
  hours: Option[]
  policies: Option[]
  tags: string[]
}

export function useNouns(): Nouns {
  const { users } = useUsers()
  const { inboxes } = useInboxes()
  const { data: teams } = useQuery(teamsQuery)
  const { data: categories } = useQuery(categoriesQuery)
  const { data: hours } = useQuery(hoursQuery)
  const { data: policies } = useQuery(policiesQuery)
  const { data: tags = [] } = useQuery(tagsQuery)
  return useMemo(() => {
    const options = (all: { id: string; name: string }[] = []) =>
      all.map(({ id, name }) => ({ value: id, label: name }))
    return {
      inboxes: options(inboxes),
      teams: options(teams),
      users: options(users.filter((user) => !user.isDisabled)),
      categories: options(categories),
      hours: options(hours),
      policies: options(policies),
      tags,
    }
  }, [users, inboxes, teams, categories, hours, policies, tags])
}

export function useTelling(): Telling {
  const { t, language } = useWords()
  const { inboxes, teams, users, categories, hours, policies } = useNouns()
  return useMemo(() => {
    const nameIn = (options: Option[]) => (id: string) =>
      options.find((option) => option.value === id)?.label ?? t('rule.gone')
    const named: Named = {
      inbox: nameIn(inboxes),
      team: nameIn(teams),
      user: nameIn(users),
      category: nameIn(categories),
      hours: nameIn(hours),
      policy: nameIn(policies),
    }
    return { t, language, named }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `t` is new with every drawing; the language stands for it
  }, [language, inboxes, teams, users, categories, hours, policies])
}
