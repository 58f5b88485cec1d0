// Telling through the browser while a page is open and nobody looks at it: this goes nowhere. What tells a browser without an open page
// goes through its maker's servers, for whoever asked for it (push.ts); it bears the same tag, so that nobody is told twice.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { listNotifications } from '../../src/desk/notifications/notifications.api.ts'
import { call } from '../call.ts'
import { useUsers } from '../session/session.ts'
import { useWords } from '../words.ts'
import { addressOf, sentenceOf } from './sentence.ts'

export const canTell = () => 'Notification' in window && window.isSecureContext

/** Several open pages tell once: a notification of the same tag takes the place of the other. */
export function useBrowserTelling(unread: number): void {
  const words = useWords()
  const client = useQueryClient()
  const { byId } = useUsers()
  const before = useRef<number | null>(null)
  useEffect(() => {
    const was = before.current
    before.current = unread
    if (was === null || unread <= was || document.hasFocus()) return
    if (!canTell() || Notification.permission !== 'granted') return
    void call(listNotifications, { limit: 1 })
      .then(({ notifications: [newest], mayDisturb }) => {
        if (!newest || newest.isRead || !mayDisturb) return
        const title = newest.conversation
          ? `#${newest.conversation.number}`
          : words.t(newest.tasks > 0 ? 'task.list' : 'shell.title')
        const shown = new Notification(title, { body: sentenceOf(newest, words, byId), tag: newest.id })
        shown.addEventListener('click', () => {
          window.focus()
          window.location.assign(addressOf(newest))
        })
      })
      .catch(() => undefined) // the bell says it too
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only a growing number tells anything
  }, [unread, client])
}
