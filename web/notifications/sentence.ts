// A notification as a sentence, and the address it leads to.
import type { Notification, What } from '../../src/desk/notifications/notifications.api.ts'
import type { User } from '../../src/desk/users/users.api.ts'
import type { Words, WordKey } from '../words.ts'

export function sentenceOf(one: Notification, { t }: Pick<Words, 't'>, people: ReadonlyMap<string, User>): string {
  const who = (one.actorId && people.get(one.actorId)?.name) || t('event.postroom')
  const values = {
    who,
    count: Math.max(one.conversations, one.tasks),
    text: one.text,
    work: one.work,
    because: one.because,
    title: one.task?.title ?? '',
  }
  if (one.tasks > 1) return t(`notification.${one.what}.many` as WordKey, { ...values, count: one.tasks })
  if (one.task && one.what === 'mentioned') return t('notification.mentionedTask', values)
  if (one.what === 'clock' && one.conversations === 1) return t(one.text === 'breach' ? 'notification.clockOver' : 'notification.clock') // prettier-ignore
  if (one.what === 'told' && one.text) return one.text
  if (one.what === 'noted' && one.work === 'answer' && one.conversations === 1)
    return t('notification.notedAnswer', values)
  if (one.conversations > 1) return t(`notification.${one.what}.many` as WordKey, values)
  return t(`notification.${one.what}` as WordKey, values)
}

/** The view that shows the conversations of a folded line. */
const views: Partial<Record<What, string>> = { assigned: 'mine', teamAssigned: 'unassigned', replied: 'unread' }

export function addressOf({ conversation, task, tasks, what, work }: Notification): string {
  if (task) return `/tasks?id=${task.id}`
  if (tasks > 0) return '/tasks'
  if (what === 'audit') return work === 'drift' ? '/settings/audit/health' : '/settings/audit'
  if (what === 'goal') return '/deals?show=goals'
  return conversation ? `/inbox/all/${conversation.id}` : `/inbox/${views[what] ?? 'all'}`
}
