// What one does to a conversation with one key: done at once, said, and taken back with `z`.
import { useQueryClient } from '@tanstack/react-query'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { useHere } from '../session/session.ts'
import { sayDone } from '../shell/undo.tsx'
import { useWords, type WordKey } from '../words.ts'
import { before, rowOf, useBin, useChange, useSeen, type Change } from './queries.ts'

export interface Triage {
  /** One change to all of them; what is said counts them. */
  change: (ids: string[], change: Change, said: WordKey, values?: Record<string, unknown>) => void
  resolve: (ids: string[]) => void
  assignToMe: (ids: string[]) => void
  snooze: (ids: string[], until: Date) => void
  unread: (ids: string[]) => void
  remove: (ids: string[]) => void
}

export function useTriage(): Triage {
  const { t } = useWords()
  const { user } = useHere()
  const client = useQueryClient()
  const { mutate: send } = useChange()
  const { mutate: see } = useSeen()
  const { bin, restore } = useBin()

  const triage: Triage = {
    change(ids, change, said, values) {
      const were = ids.flatMap((id) => {
        const row: ConversationRow | undefined = rowOf(client, id)
        return row ? [{ id, change: before(row, change) }] : []
      })
      for (const id of ids) send({ id, change })
      sayDone(t(said, { count: ids.length, ...values }), () => {
        for (const was of were) send(was)
      })
    },
    resolve(ids) {
      const isResolved = ids.length === 1 && rowOf(client, ids[0] ?? '')?.status === 'resolved'
      if (isResolved) triage.change(ids, { status: 'open' }, 'done.reopened')
      else triage.change(ids, { status: 'resolved' }, 'done.resolved')
    },
    assignToMe: (ids) => triage.change(ids, { assigneeId: user.id }, 'done.assignedMe'),
    snooze: (ids, until) =>
      triage.change(ids, { status: 'open', snoozedUntil: until.toISOString() }, 'done.snoozed', { until }),
    unread(ids) {
      for (const id of ids) see({ id, seen: false })
      sayDone(t('done.unread', { count: ids.length }))
    },
    remove(ids) {
      for (const id of ids) bin.mutate(id)
      sayDone(t('done.deleted', { count: ids.length }), () => {
        for (const id of ids) restore.mutate(id)
      })
    },
  }
  return triage
}
