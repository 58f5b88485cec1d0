// What a column of a board is called, and which there could be.
import { useQuery } from '@tanstack/react-query'
import {
  boardField,
  mayBeColumns,
  ownKey,
  type BoardBy,
  type BoardField,
} from '../../src/desk/views/board-fields.api.ts'
import type { Field } from '../../src/desk/fields/fields.api.ts'
import { valueInWords } from '../fields/in-words.ts'
import { useFields } from '../fields/queries.ts'
import { categoriesQuery, teamsQuery, useHere, useInboxes, useUsers } from '../session/session.ts'
import { useWords, type WordKey } from '../words.ts'

const NONE: Partial<Record<BoardField, WordKey>> = {
  category: 'field.noCategory',
  team: 'field.noTeam',
  assigned: 'field.nobody',
}

/** The fields of the desk's own that a board can be drawn by. */
export function useOwnColumns(): Field[] {
  return useFields().filter((one) => one.noun === 'conversation' && !one.isArchived && mayBeColumns(one.type))
}

export function useColumnNames(field: BoardBy): { nameOf: (value: string) => string; all: readonly string[] } {
  const { t, tOr, language } = useWords()
  const valuesOf = useColumnValues()
  const { inboxes } = useInboxes()
  const { users, byId } = useUsers()
  const { data: teams = [] } = useQuery({ ...teamsQuery, enabled: useHere().may('user.read') })
  const { data: categories = [] } = useQuery(categoriesQuery)
  const own = useFields().find((one) => one.noun === 'conversation' && one.key === ownKey(field))
  const things: Partial<Record<BoardBy, { id: string; name: string }[]>> = {
    inbox: inboxes,
    team: teams,
    category: categories,
    assigned: users,
  }
  const { values } = boardField(field)
  const named = new Map((things[field] ?? []).map((one) => [one.id, one.name]))
  return {
    all: valuesOf(field),
    nameOf: (value) => {
      if (values) return tOr(`${field}.${value}`, value)
      if (ownKey(field) === null) return value === '' ? t(NONE[field as BoardField] ?? 'list.any') : (named.get(value) ?? `#${value}`) // prettier-ignore
      if (value === '') return t('board.without', { name: own?.name ?? '' })
      const meant = own?.type === 'yesNo' ? value === 'yes' : own?.type === 'choices' ? [value] : value
      return own ? valueInWords(own, meant, { t, language, userName: (id) => byId.get(id)?.name }) : value
    },
  }
}

/** Every value that could be a column, without that of what has none. */
export function useColumnValues(): (field: BoardBy) => readonly string[] {
  const { may } = useHere()
  const { inboxes } = useInboxes()
  const { users } = useUsers()
  const { data: teams = [] } = useQuery({ ...teamsQuery, enabled: may('user.read') })
  const { data: categories = [] } = useQuery(categoriesQuery)
  const fields = useOwnColumns()
  return (field) => {
    const own = fields.find((one) => one.key === ownKey(field))
    const people = users.filter((one) => !one.isDisabled).map((one) => one.id)
    if (own) return own.type === 'yesNo' ? ['yes', 'no'] : own.type === 'user' ? people : own.choices.filter((one) => !one.isArchived).map((one) => one.key) // prettier-ignore
    const things = { inbox: inboxes, team: teams, category: categories }
    const { values } = boardField(field)
    if (field === 'assigned') return people
    return values ?? (things[field as keyof typeof things] ?? []).map((one) => one.id)
  }
}
