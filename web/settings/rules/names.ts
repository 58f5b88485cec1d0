// What rules speak of, by name and as options. Also people who left and what is archived: a rule may still name them.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { categoriesQuery, tagsQuery, teamsQuery, useInboxes, useUsers } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import { pipelinesQuery } from '../../deals/pipelines.ts'
import { macrosQuery } from '../../macros/queries.ts'
import { sequencesQuery } from '../../sequences/queries.ts'
import { hoursQuery } from '../hours/queries.ts'
import { policiesQuery } from '../sla/queries.ts'
import type { Named, Telling } from './sentence.ts'
import type { Option } from './Word.tsx'
import type { Status } from '../../../src/desk/conversations/conversations.api.ts'
import type { Field, FieldValue } from '../../../src/desk/fields/fields.api.ts'
import { valueInWords } from '../../fields/in-words.ts'
import { statusesQuery, useFields } from '../../fields/queries.ts'

export interface Nouns {
  inboxes: Option[]
  teams: Option[]
  users: Option[]
  categories: Option[]
  hours: Option[]
  policies: Option[]
  /** Of the desk's own. */
  statuses: (Option & { status: Status })[]
  fields: Field[]
  /** Of the desk and its teams: nobody's own. */
  macros: Option[]
  /** Of deals, with the pipeline: “Sales: New”. */
  stages: Option[]
  sequences: Option[]
  tags: string[]
}

export function useNouns(): Nouns {
  const { users } = useUsers()
  const { inboxes } = useInboxes()
  const { data: teams } = useQuery(teamsQuery)
  const { data: categories } = useQuery(categoriesQuery)
  const { data: hours } = useQuery(hoursQuery)
  const { data: policies } = useQuery(policiesQuery)
  const { data: macros } = useQuery(macrosQuery())
  const { data: tags = [] } = useQuery(tagsQuery)
  const { data: pipelines } = useQuery(pipelinesQuery)
  const { data: sequences } = useQuery(sequencesQuery())
  const fields = useFields()
  const { data: statuses } = useQuery(statusesQuery)
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
      statuses: (statuses ?? [])
        .filter((one) => !one.isArchived)
        .map(({ id, name, status }) => ({ value: id, label: name, status })),
      macros: options(
        macros?.macros.filter((one) => one.ownerId === null).map(({ id, title }) => ({ id, name: title })),
      ),
      stages: (pipelines ?? [])
        .filter((one) => !one.isArchived)
        .flatMap((one) => one.stages.map(({ id, name }) => ({ value: id, label: `${one.name}: ${name}` }))),
      sequences: options(sequences?.sequences),
      fields,
      tags,
    }
  }, [users, inboxes, teams, categories, hours, policies, statuses, fields, macros, pipelines, sequences, tags])
}

export function useTelling(): Telling {
  const { t, language } = useWords()
  const { inboxes, teams, users, categories, hours, policies, statuses, fields, macros, stages, sequences } = useNouns()
  return useMemo(() => {
    const nameIn = (options: Option[]) => (id: string) =>
      id === '' ? '…' : (options.find((option) => option.value === id)?.label ?? t('rule.gone'))
    const named: Named = {
      inbox: nameIn(inboxes),
      team: nameIn(teams),
      user: nameIn(users),
      category: nameIn(categories),
      hours: nameIn(hours),
      policy: nameIn(policies),
      status: nameIn(statuses),
      macro: nameIn(macros),
      stage: nameIn(stages),
      sequence: nameIn(sequences),
      field: (name) => fieldNamed(fields, name)?.name ?? t('rule.gone'),
      fieldValue: (name, value) => {
        const field = fieldNamed(fields, name)
        const read = field && readTyped(field, value)
        const userName = (id: string) => users.find((one) => one.value === id)?.label
        return field && read !== null && read !== undefined
          ? valueInWords(field, read, { t, language, userName })
          : value
      },
    }
    return { t, language, named }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `t` is new with every drawing; the language stands for it
  }, [language, inboxes, teams, users, categories, hours, policies, statuses, fields, macros, stages, sequences])
}

/** `contact.tier` */
export function fieldNamed(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((one) => `${one.noun}.${one.key}` === name)
}

/** What a rule compares with, as far as it can be shown as a value; else it is shown as it was written. */
function readTyped({ type }: Field, value: string): FieldValue | null {
  if (type === 'yesNo') return value === 'yes'
  if (type === 'choice' || type === 'user') return value
  return type === 'choices' ? [value] : null
}
