// Waiting for the customer until a day: out of the queue now, and back, open, if no answer has come by then.
import { useQueryClient } from '@tanstack/react-query'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { setFollowUp } from '../../src/desk/conversations/follow-up.api.ts'
import { call } from '../call.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { dayAndTime } from '../when.ts'
import { useWords } from '../words.ts'
import { useChange } from './queries.ts'

export function useWaiting({ id, status, statusId }: Conversation): (until: Date) => void {
  const { t, language } = useWords()
  const client = useQueryClient()
  const { mutate } = useChange()
  const remind = (at: Date | null) =>
    call(setFollowUp, { id, at: at?.toISOString() ?? null })
      .catch(sayFailed)
      .finally(() => void client.invalidateQueries({ queryKey: ['draft'] }))
  return (until) => {
    mutate({ id, change: { status: 'waiting' } })
    void remind(until)
    sayDone(t('together.waits', { when: dayAndTime(until, language) }), () => {
      mutate({ id, change: statusId === null ? { status } : { statusId } })
      void remind(null)
    })
  }
}
