// What one does to a conversation with one key: done at once, said, and taken back with `z`.
import { useQueryClient } from '@tanstack/react-query'
import type { Bulk } from '../../src/desk/bulk/bulk.api.ts'
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
  seen: (ids: string[]) => void
  /** Held back as junk. */
  spam: (ids: string[]) => void
  /** What may also be asked of a whole list; `said` when it is done. */
  apply: (ids: string[], change: Bulk, said: string) => void
  remove: (ids: string[]) => void
}

export function useTriage(): Triage {
  const { t } = useWords()
  const { user } = useHere()
  const client = useQueryClient()
  const { mutate: send } = useChange()
  const { mutate: see } = useSeen()
  const { bin, restore } = useBin()

  const each = (ids: string[], changeOf: (row: ConversationRow | undefined) => Change, said: string) => {
    const rows = ids.map((id) => ({ id, row: rowOf(client, id) }))
    const changes = rows.map(({ id, row }) => ({ id, change: changeOf(row), row }))
    const were = changes.flatMap(({ id, row, change }) => (row ? [{ id, change: before(row, change) }] : []))
    for (const { id, change } of changes) send({ id, change })
    sayDone(said, () => {
      for (const was of were) send(was)
    })
  }
  const triage: Triage = {
    change: (ids, change, said, values) => each(ids, () => change, t(said, { count: ids.length, ...values })),
    apply(ids, { addTags, removeTags, seen, deleted, ...change }, said) {
      if (deleted) return triage.remove(ids)
      if (seen !== undefined) return seen ? triage.seen(ids) : triage.unread(ids)
      if (!addTags && !removeTags) return each(ids, () => change, said)
      const tagged = ({ tags }: ConversationRow) => [
        ...new Set([...tags.filter((tag) => !removeTags?.includes(tag)), ...(addTags ?? [])]),
      ]
      each(ids, (row) => (row ? { ...change, tags: tagged(row) } : change), said)
    },
    seen(ids) {
      for (const id of ids) see({ id, seen: true })
      sayDone(t('done.seen', { count: ids.length }))
    },
    spam: (ids) => triage.change(ids, { held: 'junk' }, 'done.spam'),
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
