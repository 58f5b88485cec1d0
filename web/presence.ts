// Who else looks at a conversation or writes in it, as the server tells it; and telling that one does so oneself.
import { queryOptions, skipToken, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { tellPresence, type Doing, type Present } from '../src/desk/presence/presence.api.ts'
import { call } from './call.ts'
import { useHere } from './session/session.ts'

/** Milliseconds: the server forgets who has not been heard of for 25 s, and that somebody types after 6. */
const AGAIN = 10_000
/** Whoever only passes by on the way to another one does not look. */
const LOOKS = 300
const TYPING = 2_500

type Everybody = Record<string, Present[]>

const presentQuery = queryOptions<Everybody>({
  queryKey: ['present'],
  queryFn: skipToken,
  gcTime: Infinity,
  staleTime: Infinity,
})

/** Null: the line was lost, and who was there is told anew. */
export function noteAll(client: QueryClient, told: Present | null): void {
  client.setQueryDefaults(presentQuery.queryKey, { gcTime: Infinity, staleTime: Infinity })
  client.setQueryData<Everybody>(presentQuery.queryKey, (was = {}) => {
    if (!told) return {}
    const others = (was[told.conversationId] ?? []).filter((one) => one.userId !== told.userId)
    return { ...was, [told.conversationId]: told.doing === 'gone' ? others : [...others, told] }
  })
}

/** Others only. */
export function usePresent(conversationId: string): Present[] {
  const { user } = useHere()
  const { data } = useQuery({ ...presentQuery, select: (all) => all[conversationId] })
  return useMemo(() => (data ?? []).filter((one) => one.userId !== user.id), [data, user.id])
}

/** The conversations in which others are. */
export function useLookedAt(): ReadonlySet<string> {
  const { user } = useHere()
  const { data } = useQuery(presentQuery)
  return useMemo(() => {
    const told = Object.entries(data ?? {}).filter(([, all]) => all.some((one) => one.userId !== user.id))
    return new Set(told.map(([id]) => id))
  }, [data, user.id])
}

function useTelling(conversationId: string): (doing: Doing) => void {
  const client = useQueryClient()
  return useMemo(
    () => (doing) =>
      void call(tellPresence, { id: conversationId, doing })
        .then(({ others }) => {
          for (const one of others) noteAll(client, one)
        })
        .catch(() => undefined), // the next one may be heard
    [client, conversationId],
  )
}

/** While it is mounted and the page is looked at. */
export function useLooking(conversationId: string): void {
  const tell = useTelling(conversationId)
  useEffect(() => {
    let isTold = false
    const look = () => {
      isTold = true
      tell(document.hidden ? 'gone' : 'looking')
    }
    const first = setTimeout(look, LOOKS)
    const timer = setInterval(() => !document.hidden && tell('looking'), AGAIN)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(first)
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
      if (isTold) tell('gone')
    }
  }, [tell])
}

/** Each time the words change, but not with every key. */
export function useWriting(conversationId: string, words: string): void {
  const tell = useTelling(conversationId)
  const told = useRef({ words, at: 0 })
  useEffect(() => {
    if (told.current.words === words) return
    const isSoon = Date.now() - told.current.at < TYPING
    told.current = { words, at: isSoon ? told.current.at : Date.now() }
    if (!isSoon) tell('writing')
  }, [words, tell])
}
