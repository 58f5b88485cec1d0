// What a column of a board is called, and which there could be.
import { useQuery } from '@tanstack/react-query'
import { BOARD_FIELDS, type BoardField } from '../../src/desk/views/board-fields.api.ts'
import { categoriesQuery, teamsQuery, useHere, useInboxes, useUsers } from '../session/session.ts'
import { useWords, type WordKey } from '../words.ts'

const NONE: Partial<Record<BoardField, WordKey>> = {
  category: 'field.noCategory',
  team: 'field.noTeam',
  assigned: 'field.nobody',
}

export function useColumnNames(field: BoardField): { nameOf: (value: string) => string; all: readonly string[] } {
  const { t, tOr } = useWords()
  const { may } = useHere()
  const { inboxes } = useInboxes()
  const { users } = useUsers()
  const { data: teams = [] } = useQuery({ ...teamsQuery, enabled: may('user.read') })
  const { data: categories = [] } = useQuery(categoriesQuery)
  const things: Partial<Record<BoardField, { id: string; name: string }[]>> = {
    inbox: inboxes,
    team: teams,
    category: categories,
    assigned: users,
  }
  const { values } = BOARD_FIELDS[field]
  const named = new Map((things[field] ?? []).map((one) => [one.id, one.name]))
  return {
    all: values ?? [...named.keys()],
    nameOf: (value) => {
      if (values) return tOr(`${field}.${value}`, value)
      return value === '' ? t(NONE[field] ?? 'list.any') : (named.get(value) ?? `#${value}`)
    },
  }
}
