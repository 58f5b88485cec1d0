// The tab shows how much waits: the number in the title, a dot on the icon.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { countsQuery } from '../conversations/queries.ts'
import { counted } from '../when.ts'
import { useWords } from '../words.ts'

export function useUnreadMark(): void {
  const { data } = useQuery(countsQuery)
  const { t, language } = useWords()
  const unread = data?.views['unread'] ?? 0
  useEffect(() => {
    document.title = unread > 0 ? t('shell.titleUnread', { unread: counted(unread, language) }) : t('shell.title')
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (icon) icon.href = unread > 0 ? '/favicon-unread.svg' : '/favicon.svg'
  }, [unread, t, language])
}
