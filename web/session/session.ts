// Who is here: the session, the people and the places everybody's names come from.
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { listCategories, listTags } from '../../src/desk/categories/categories.api.ts'
import { listInboxes, type Inbox } from '../../src/desk/inboxes/inboxes.api.ts'
import { getSession, type SessionState } from '../../src/desk/users/sessions.api.ts'
import { listTeams } from '../../src/desk/teams/teams.api.ts'
import { listUsers, type User } from '../../src/desk/users/users.api.ts'
import { call } from '../call.ts'
import { showTimesIn } from '../zone.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await call(getSession, {}, { signal })
    showTimesIn(session.user?.timeZone ?? null)
    return session
  },
  staleTime: Infinity,
})
const LONG = 5 * 60_000
export const usersQuery = queryOptions({
  queryKey: ['user', 'list'],
  queryFn: ({ signal }) => call(listUsers, {}, { signal }),
  staleTime: LONG,
})
export const teamsQuery = queryOptions({
  queryKey: ['team', 'list'],
  queryFn: ({ signal }) => call(listTeams, {}, { signal }),
  staleTime: LONG,
})
export const inboxesQuery = queryOptions({
  queryKey: ['inbox', 'list'],
  queryFn: ({ signal }) => call(listInboxes, {}, { signal }),
  staleTime: LONG,
})
export const categoriesQuery = queryOptions({
  queryKey: ['category', 'list'],
  queryFn: ({ signal }) => call(listCategories, {}, { signal }),
  staleTime: LONG,
})
export const tagsQuery = queryOptions({
  queryKey: ['tag', 'list'],
  queryFn: ({ signal }) => call(listTags, {}, { signal }),
  staleTime: LONG,
})

export interface Here extends SessionState {
  user: NonNullable<SessionState['user']>
  may: (permission: string) => boolean
}

/** For pages behind the sign-in: the router has loaded the session before they are drawn. */
export function useHere(): Here {
  const { data } = useSuspenseQuery(sessionQuery)
  if (!data.user) throw new Error('expected somebody signed in')
  const { user, permissions } = data
  return { ...data, user, may: (permission) => permissions.includes(permission) }
}

/** People by id, for names beside conversations. */
export function useUsers(): { users: User[]; byId: Map<string, User> } {
  const { data } = useQuery(usersQuery)
  return useMemo(() => ({ users: data ?? [], byId: new Map((data ?? []).map((user) => [user.id, user])) }), [data])
}

export function useInboxes(): { inboxes: Inbox[]; byId: Map<string, Inbox> } {
  const { data } = useQuery(inboxesQuery)
  return useMemo(() => ({ inboxes: data ?? [], byId: new Map((data ?? []).map((inbox) => [inbox.id, inbox])) }), [data])
}
