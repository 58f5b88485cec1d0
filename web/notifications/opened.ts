// Whoever looks at a conversation, or a task, has read what they were told of it.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { unreadQuery, useMark } from './queries.ts'

/** Long enough to have looked. */
const READ_AFTER_MS = 700

export function useReadBySeeing({ conversationId, taskId }: { conversationId?: string; taskId?: string }): void {
  const unread = useQuery(unreadQuery).data?.unread ?? 0
  const { mutate: mark } = useMark()
  useEffect(() => {
    if (unread === 0 || document.visibilityState === 'hidden') return
    const timer = setTimeout(
      () => mark({ read: true, ...(conversationId && { conversationId }), ...(taskId && { taskId }) }),
      READ_AFTER_MS,
    )
    return () => clearTimeout(timer)
  }, [unread, conversationId, taskId, mark])
}
