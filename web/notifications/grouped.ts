// Lines about one conversation stand together, where the newest of them is.
import type { Notification } from '../../src/desk/notifications/notifications.api.ts'

export interface Group {
  key: string
  /** Null: a line about several, or about none. */
  conversation: Notification['conversation']
  lines: Notification[]
}

export function grouped(all: readonly Notification[]): Group[] {
  const groups = new Map<string, Group>()
  for (const one of all) {
    const key = one.conversation?.id ?? `line ${one.id}`
    const group = groups.get(key)
    if (group) group.lines.push(one)
    else groups.set(key, { key, conversation: one.conversation, lines: [one] })
  }
  return [...groups.values()]
}
