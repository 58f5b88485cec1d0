// A change of many conversations in words: "Assignee: Ben", "Resolve".
import { useQuery } from '@tanstack/react-query'
import type { Bulk } from '../../src/desk/bulk/bulk.api.ts'
import { useFields, useStatuses } from '../fields/queries.ts'
import { categoriesQuery, teamsQuery, useInboxes, useUsers } from '../session/session.ts'
import { dayAndTime } from '../when.ts'
import { useWords } from '../words.ts'

export function useDeed(): (change: Bulk) => string {
  const { t, language } = useWords()
  const { byId: users } = useUsers()
  const { byId: inboxes } = useInboxes()
  const { byId: statuses } = useStatuses()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: categories = [] } = useQuery(categoriesQuery)
  const fields = useFields()
  const named = (all: { id: string; name: string }[], id: string) => all.find((one) => one.id === id)?.name ?? '?'
  return (change) => {
    const parts: string[] = []
    const set = (what: string, name: string) => parts.push(t('bulk.setTo', { what, name }))
    if (change.deleted) return t('action.delete')
    if (change.seen !== undefined) parts.push(t(change.seen ? 'action.seen' : 'action.unread'))
    if (change.held !== undefined) parts.push(t(change.held === null ? 'held.release' : 'action.spam'))
    if (change.snoozedUntil) set(t('action.snooze'), dayAndTime(new Date(change.snoozedUntil), language))
    else if (change.statusId) set(t('field.status'), statuses.get(change.statusId)?.name ?? '?')
    else if (change.status === 'resolved') parts.push(t('action.resolve'))
    else if (change.status) set(t('field.status'), t(`status.${change.status}`))
    if (change.assigneeId !== undefined)
      set(
        t('field.assignee'),
        change.assigneeId === null ? t('field.nobody') : (users.get(change.assigneeId)?.name ?? '?'),
      )
    if (change.teamId !== undefined)
      set(t('field.team'), change.teamId === null ? t('field.noTeam') : named(teams, change.teamId))
    if (change.categoryId !== undefined)
      set(
        t('field.category'),
        change.categoryId === null ? t('field.noCategory') : named(categories, change.categoryId),
      )
    if (change.priority) set(t('field.priority'), t(`priority.${change.priority}`))
    if (change.inboxId) set(t('field.inbox'), inboxes.get(change.inboxId)?.name ?? '?')
    for (const name of change.addTags ?? []) parts.push(t('bulk.tagged', { name }))
    for (const name of change.removeTags ?? []) parts.push(t('bulk.untagged', { name }))
    for (const key of Object.keys(change.fields ?? {})) parts.push(fields.find((one) => one.key === key)?.name ?? key)
    return parts.join(', ')
  }
}
