// What was said as it is shown: events that follow each other are one group, and an answer to a note stands below that note, with a line
// where it was written if something else had been said by then. Pure.
import type { Entry, EventEntry, Message, Note } from '../../src/desk/conversations/conversations.api.ts'

export type Group =
  | Message
  | (Note & { thread: Note[] })
  | { type: 'events'; id: string; events: EventEntry[] }
  | { type: 'answer'; id: string; answer: Note; rootId: string }

/** `isTold`: whether an event says something to a reader. */
export function grouped(entries: readonly Entry[], isTold: (event: EventEntry) => boolean): Group[] {
  const groups: Group[] = []
  const roots = new Map<string, Note & { thread: Note[] }>()
  for (const entry of entries) {
    const last = groups.at(-1)
    if (entry.type === 'message') groups.push(entry)
    else if (entry.type === 'note') {
      const root = entry.answers && roots.get(entry.answers.noteId)
      if (!root) {
        const note = { ...entry, thread: [] }
        roots.set(entry.id, note)
        groups.push(note)
        continue
      }
      root.thread.push(entry)
      const said = groups.findLast((group) => group.type !== 'events')
      const isThere = said?.id === root.id || (said?.type === 'answer' && said.rootId === root.id)
      if (!isThere) groups.push({ type: 'answer', id: entry.id, answer: entry, rootId: root.id })
    } else if (isTold(entry)) {
      if (last?.type === 'events') last.events.push(entry)
      else groups.push({ type: 'events', id: entry.id, events: [entry] })
    }
  }
  return groups
}
