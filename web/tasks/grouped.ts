// Open tasks by when they are due. Pure; days are those of the desk, so that everybody sees the same.
import type { Task } from '../../src/desk/tasks/tasks.api.ts'

export const groups = ['overdue', 'today', 'week', 'later', 'undated'] as const
export type Group = (typeof groups)[number]

/** `today`: the desk's day. Weeks end on Sunday. */
export function groupOf({ dueAt, dueOn }: Pick<Task, 'dueAt' | 'dueOn'>, today: string, now: Date): Group {
  if (dueAt === null || dueOn === null) return 'undated'
  if (Date.parse(dueAt) <= now.getTime()) return 'overdue'
  if (dueOn <= today) return 'today'
  return dueOn <= sundayOf(today) ? 'week' : 'later'
}

/** In their order, without those that are empty. */
export function grouped<T extends Pick<Task, 'dueAt' | 'dueOn'>>(
  tasks: readonly T[],
  today: string,
  now: Date,
): { group: Group; tasks: T[] }[] {
  const found = Map.groupBy(tasks, (task) => groupOf(task, today, now))
  return groups.flatMap((group) => {
    const some = found.get(group)
    return some ? { group, tasks: some } : []
  })
}

function sundayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + ((7 - date.getUTCDay()) % 7))
  return date.toISOString().slice(0, 10)
}
