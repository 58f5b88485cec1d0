// What is asked about conversations, and what is changed: at once on the screen, then on the server, back if it refuses.
import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query'
import {
  type changeConversation,
  countConversations,
  listEntries,
  readConversation,
  type Conversation,
  type ConversationRow,
  type Entry,
} from '../../src/desk/conversations/conversations.api.ts'
import { listConversations } from '../../src/desk/conversations/lists.api.ts'
import type { AskedOf, OutputOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { usePending } from '../shell/line.tsx'
import { withChange } from '../fields/queries.ts'
import { sayFailed } from '../shell/undo.tsx'
import { tasksQuery } from '../tasks/queries.ts'
import { earlierThan, joined, type EntryPage } from './earlier.ts'

export type Filters = Omit<AskedOf<typeof listConversations>, 'cursor' | 'limit'>
type Pages = InfiniteData<OutputOf<typeof listConversations>, string | null>

export const countsQuery = queryOptions({
  queryKey: ['conversation', 'counts'],
  queryFn: ({ signal }) => call(countConversations, {}, { signal }),
})
export function listQuery(filters: Filters) {
  return infiniteQueryOptions({
    queryKey: ['conversation', 'list', filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(listConversations, { ...filters, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.next,
    placeholderData: undefined,
  })
}
export function conversationQuery(id: string) {
  return queryOptions({
    queryKey: ['conversation', 'one', id, 'head'],
    queryFn: ({ signal }) => call(readConversation, { id }, { signal }),
  })
}
export function entriesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['conversation', 'one', id, 'entries'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(listEntries, pageParam === undefined ? { id } : { id, before: pageParam }, { signal }),
    getNextPageParam: earlierThan,
    select: joinedPages,
  })
}

function joinedPages({ pages }: { pages: EntryPage[] }): EntryPage {
  return joined(pages)
}

/** Before it is opened: under the pointer, and the neighbours of the one that is open. */
export function prefetch(client: QueryClient, id: string): void {
  void client.prefetchQuery(conversationQuery(id))
  void client.prefetchInfiniteQuery(entriesQuery(id))
  void client.prefetchInfiniteQuery(tasksQuery({ conversationId: id, state: 'open' }))
}

export type Change = Omit<AskedOf<typeof changeConversation>, 'id'>

/** Shows a change everywhere the conversation is shown. */
export function patch(client: QueryClient, id: string, change: Partial<ConversationRow>): void {
  client.setQueryData<Conversation>(conversationQuery(id).queryKey, (was) => was && { ...was, ...change })
  client.setQueriesData<Pages>({ queryKey: ['conversation', 'list'] }, (was) => {
    if (!was?.pages.some((page) => page.conversations.some((row) => row.id === id))) return was
    const pages = was.pages.map((page) => ({
      ...page,
      conversations: page.conversations.map((row) => (row.id === id ? { ...row, ...change } : row)),
    }))
    return { ...was, pages }
  })
}

/** Out of every list at once. */
export function dropRow(client: QueryClient, id: string): void {
  client.setQueriesData<Pages>({ queryKey: ['conversation', 'list'] }, (was) => {
    if (!was) return was
    const pages = was.pages.map((page) => ({
      ...page,
      conversations: page.conversations.filter((row) => row.id !== id),
    }))
    return { ...was, pages }
  })
}

/** What the server has just answered stands there before all is asked again. */
export function showEntry(client: QueryClient, id: string, entry: Entry): void {
  client.setQueryData(entriesQuery(id).queryKey, (was) => {
    const [newest, ...rest] = was?.pages ?? []
    if (!was || !newest || newest.entries.some((one) => one.id === entry.id)) return was
    return { ...was, pages: [{ ...newest, entries: [...newest.entries, entry] }, ...rest] }
  })
}

export function rowOf(client: QueryClient, id: string): ConversationRow | undefined {
  const head = client.getQueryData<Conversation>(conversationQuery(id).queryKey)
  if (head) return head
  for (const [, pages] of client.getQueriesData<Pages>({ queryKey: ['conversation', 'list'] }))
    for (const page of pages?.pages ?? []) {
      const row = page.conversations.find((one) => one.id === id)
      if (row) return row
    }
  return undefined
}

/** As far as it stands in a list that was fetched. */
export function rowNumbered(client: QueryClient, number: string): ConversationRow | undefined {
  const all = client.getQueriesData<Pages>({ queryKey: ['conversation', 'list'] })
  return all
    .flatMap(([, list]) => list?.pages ?? [])
    .flatMap((page) => page.conversations)
    .find((row) => row.number === number)
}

/** The values that a change is about to replace: what undoing it sends. */
export function before(row: ConversationRow, change: Change): Change {
  const was: Change = {}
  if (change.status !== undefined || change.snoozedUntil !== undefined) {
    was.status = row.status
    if (row.status === 'open') was.snoozedUntil = row.snoozedUntil
  }
  if (change.assigneeId !== undefined) was.assigneeId = row.assigneeId
  if (change.teamId !== undefined) was.teamId = row.teamId
  if (change.priority !== undefined) was.priority = row.priority
  if (change.categoryId !== undefined) was.categoryId = row.categoryId
  if (change.tags !== undefined) was.tags = row.tags
  if (change.status !== undefined || change.statusId !== undefined) was.statusId = row.statusId
  if (change.fields !== undefined)
    was.fields = Object.fromEntries(Object.keys(change.fields).map((key) => [key, row.fields[key] ?? null]))
  if (change.subject !== undefined) was.subject = row.subject
  if (change.held !== undefined) was.held = null
  if (change.inboxId !== undefined) was.inboxId = row.inboxId
  return was
}

export function useChange() {
  const client = useQueryClient()
  const pending = usePending()
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: Change }) => pending.send('change', { id, ...change }),
    onMutate: ({ id, change }) => {
      const row = rowOf(client, id)
      const { held, fields, ...visible } = change
      patch(client, id, {
        ...visible,
        ...(held !== undefined && { held }),
        ...(change.status !== undefined && change.statusId === undefined && { statusId: null }),
        ...(fields && row && { fields: withChange(row.fields, fields) }),
      })
      return row && { change: before(row, change), fields: row.fields, statusId: row.statusId }
    },
    onSuccess: (conversation) => client.setQueryData(conversationQuery(conversation.id).queryKey, conversation),
    onError: (error, { id }, was) => {
      if (was)
        patch(client, id, { ...(was.change as Partial<ConversationRow>), fields: was.fields, statusId: was.statusId })
      sayFailed(error)
    },
    onSettled: (_, __, { id }) => refreshAround(client, id),
  })
}

/** Lists, counts and what was said: the head itself has just been answered. */
function refreshAround(client: QueryClient, id: string): void {
  void client.invalidateQueries({ queryKey: ['conversation', 'list'] })
  void client.invalidateQueries({ queryKey: countsQuery.queryKey })
  void client.invalidateQueries({ queryKey: entriesQuery(id).queryKey })
}

export function useSeen() {
  const client = useQueryClient()
  const pending = usePending()
  return useMutation({
    mutationFn: (asked: { id: string; seen: boolean }) => pending.send('seen', asked),
    onMutate: ({ id, seen }) => patch(client, id, { isUnread: !seen }),
    onSettled: () => void client.invalidateQueries({ queryKey: countsQuery.queryKey }),
  })
}

/** Out of every list at once; `undo` brings it back. */
export function useBin() {
  const client = useQueryClient()
  const pending = usePending()
  const settle = () => {
    void client.invalidateQueries({ queryKey: ['conversation', 'list'] })
    void client.invalidateQueries({ queryKey: countsQuery.queryKey })
  }
  const bin = useMutation({
    mutationFn: (id: string) => pending.send('bin', { id }),
    onMutate: (id) => dropRow(client, id),
    onError: sayFailed,
    onSettled: settle,
  })
  const restore = useMutation({
    mutationFn: (id: string) => pending.send('restore', { id }),
    onError: sayFailed,
    onSettled: settle,
  })
  return { bin, restore }
}
