// What one was told, and how much of it is unread; marking it, at once on the screen.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import {
  countNotifications,
  listNotifications,
  markNotifications,
} from '../../src/desk/notifications/notifications.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { sayFailed } from '../shell/undo.tsx'

export const unreadQuery = queryOptions({
  queryKey: ['notification', 'count'],
  queryFn: ({ signal }) => call(countNotifications, {}, { signal }),
})
export const toldQuery = infiniteQueryOptions({
  queryKey: ['notification', 'list'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    call(listNotifications, { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
  getNextPageParam: (page) => page.next,
})

export function useMark() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (asked: AskedOf<typeof markNotifications>) => call(markNotifications, asked),
    onMutate: ({ read, ids, conversationId, taskId }) => {
      client.setQueryData(toldQuery.queryKey, (was) => {
        if (!was) return was
        const pages = was.pages.map((page) => ({
          ...page,
          notifications: page.notifications.map((one) => {
            const isMeant =
              (ids === undefined || ids.includes(one.id)) &&
              (conversationId === undefined || one.conversation?.id === conversationId) &&
              (taskId === undefined || one.task?.id === taskId)
            return isMeant ? { ...one, isRead: read } : one
          }),
        }))
        return { ...was, pages }
      })
    },
    onSuccess: (answer) => client.setQueryData(unreadQuery.queryKey, answer),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: toldQuery.queryKey }),
  })
}
