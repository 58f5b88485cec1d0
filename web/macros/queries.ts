// Canned replies as the server has them: the list, what it suggests for a mail, the words for a conversation.
import { queryOptions } from '@tanstack/react-query'
import { fillMacro, listMacros, readMacro } from '../../src/desk/macros/macros.api.ts'
import { suggestMacros } from '../../src/flows/macros/suggesting.api.ts'
import { call } from '../call.ts'

export const macrosQuery = (state: 'inUse' | 'archived' = 'inUse') =>
  queryOptions({
    queryKey: ['macro', 'list', state],
    queryFn: ({ signal }) => call(listMacros, { state }, { signal }),
    staleTime: 5 * 60_000,
  })

/** Under which is remembered what shall stand in the answer to a conversation once its editor is there. */
export const macroWish = (conversationId: string | null) => ['macro-wish', conversationId]

export const macroQuery = (id: string) =>
  queryOptions({ queryKey: ['macro', 'one', id], queryFn: ({ signal }) => call(readMacro, { id }, { signal }) })

/** Where its words are to stand. */
export interface Place {
  conversationId?: string
  inboxId?: string
}

export const filledQuery = (id: string, place: Place) =>
  queryOptions({
    queryKey: ['macro', 'filled', id, place],
    queryFn: ({ signal }) => call(fillMacro, { id, ...place }, { signal }),
    staleTime: 60_000,
  })

export const suggestionsQuery = (conversationId: string, messageId: string) =>
  queryOptions({
    queryKey: ['macro', 'suggested', conversationId, messageId],
    queryFn: ({ signal }) => call(suggestMacros, { id: conversationId, messageId }, { signal }),
    staleTime: 60_000,
  })
