// What stands beside a conversation, and saying what two of them are to each other. Each can be taken back.
import { queryOptions, useQueryClient } from '@tanstack/react-query'
import {
  listRelated,
  relateConversations,
  type Related,
  type Relation,
} from '../../src/desk/conversations/links.api.ts'
import { call } from '../call.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'

/** Asked again with whatever happens in the conversation (live.ts). */
export function relatedQuery(id: string) {
  return queryOptions({
    queryKey: ['conversation', 'one', id, 'related'],
    queryFn: ({ signal }) => call(listRelated, { id }, { signal }),
    staleTime: 60_000,
  })
}

const DONE = { linked: 'together.isLinked', distinct: 'together.isDistinct', none: 'together.isUnlinked' } as const

export function useRelating(id: string): (other: Pick<Related, 'id' | 'number'>, as: Relation) => Promise<void> {
  const { t } = useWords()
  const client = useQueryClient()
  const send = async (otherId: string, as: Relation) => {
    try {
      return await call(relateConversations, { id, otherId, as })
    } finally {
      for (const one of [id, otherId]) void client.invalidateQueries({ queryKey: ['conversation', 'one', one] })
    }
  }
  return async (other, as) => {
    try {
      const { was } = await send(other.id, as)
      if (was !== as) sayDone(t(DONE[as], { number: other.number }), () => void send(other.id, was).catch(sayFailed))
    } catch (error) {
      sayFailed(error)
    }
  }
}
