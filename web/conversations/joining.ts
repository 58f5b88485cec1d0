// Reading two conversations as one, and apart again; making one of messages of another. Each can be taken back.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Conversation, ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { splitConversation, unsplitConversation } from '../../src/desk/conversations/parting.api.ts'
import { call } from '../call.ts'
import { usePending } from '../shell/line.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import type { EntryPage } from './earlier.ts'
import { dropRow, entriesQuery } from './queries.ts'

export interface Joining {
  /** Shows the conversation that both are now; undone, the one that was merged. */
  join: (id: string, into: Pick<ConversationRow, 'id' | 'number'>) => Promise<void>
  separate: (id: string, from: string) => void
  /** Shows the new conversation; undone, the one it was taken out of. */
  split: (messageId: string, id: string, andLater: boolean) => void
  /** Shows the one that has it all again. */
  reunite: (id: string) => void
}

export function useJoining(): Joining {
  const { t } = useWords()
  const client = useQueryClient()
  const pending = usePending()
  const navigate = useNavigate()
  const { view } = useParams({ from: '/desk/inbox/$view' })
  const show = (id: string) =>
    navigate({ to: '/inbox/$view/$id', params: { view, id }, search: (was) => was as object, replace: true })
  const settle = () => void client.invalidateQueries({ queryKey: ['conversation'] })
  const attempt = async (act: () => Promise<unknown>) => {
    try {
      await act()
    } catch (error) {
      sayFailed(error)
    } finally {
      settle()
    }
  }
  const undoSplit = async (id: string) => {
    const whole = await call(unsplitConversation, { id })
    await show(whole.id)
  }
  return {
    split: (messageId, id, andLater) =>
      void attempt(async () => {
        const made = await call(splitConversation, { id, messageId, andLater })
        await show(made.id)
        sayDone(t('done.split', { number: made.number }), () => void attempt(() => undoSplit(made.id)))
      }),
    reunite: (id) =>
      void attempt(async () => {
        await undoSplit(id)
        sayDone(t('done.unsplit'))
      }),
    join: (id, into) =>
      attempt(() =>
        pending.send('merge', { id, intoId: into.id }, () => {
          dropRow(client, id)
          void show(into.id)
          sayDone(
            t('done.merged', { number: into.number }),
            () => void attempt(() => pending.send('unmerge', { id }, () => void show(id))),
          )
        }),
      ),
    separate: (id, from) =>
      void attempt(async () => {
        await pending.send('unmerge', { id })
        sayDone(t('done.separated'), () => void attempt(() => pending.send('merge', { id, intoId: from })))
      }),
  }
}

/** What the merged parts were about, by id, as far as their mail has been read. */
export function useMergedSubjects({ id, mergedIds }: Conversation): Map<string, string> {
  const client = useQueryClient()
  const subjects = new Map<string, string>()
  if (mergedIds.length === 0) return subjects
  const pages = client.getQueryData<{ pages: EntryPage[] }>(entriesQuery(id).queryKey)?.pages ?? []
  for (const entry of pages.flatMap((page) => page.entries))
    if (entry.type === 'message' && entry.subject && !subjects.has(entry.conversationId))
      subjects.set(entry.conversationId, entry.subject)
  return subjects
}
