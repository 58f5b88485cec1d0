// Keeps open pages true: what happened at the desk comes as events (SSE), and whatever was asked about that noun is asked again.
import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Present } from '../src/desk/presence/presence.api.ts'
import { noteAll } from './presence.ts'
import { usePending } from './shell/line.tsx'

interface Change {
  seq: number | string
  name: string
  subjectId: string
  actorId: string | null
}

/** Nouns that live inside a conversation: their events refresh it. */
const inside = new Set(['message', 'note', 'delivery', 'conversation', 'reply', 'outbox', 'attachment'])
/** Several changes within this time are one refresh. */
const GATHER_MS = 120

export type Line = 'open' | 'lost'

/** `refresh` gets the nouns and the conversations that changed. */
function listen(
  refresh: (nouns: Set<string>, ids: Set<string>) => void,
  tell: (line: Line, again: boolean) => void,
  present: (told: Present | null) => void,
): () => void {
  const source = new EventSource('/api/v1/live')
  let nouns = new Set<string>()
  let ids = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let wasLost = false
  function hear(event: MessageEvent<string>) {
    const change = parse(event.data)
    if (!change) return
    // Somebody types: nothing but drafts has changed. What else is said of a draft stands in its conversation.
    const noun = change.name.split('.')[0] ?? ''
    nouns.add(noun)
    if (noun === 'draft' && change.name !== 'draft.changed') nouns.add('conversation')
    ids.add(String(change.subjectId))
    timer ??= setTimeout(() => {
      timer = null
      refresh(nouns, ids)
      nouns = new Set()
      ids = new Set()
    }, GATHER_MS)
  }
  source.addEventListener('reset', () => tell('open', true))
  source.addEventListener('change', hear)
  source.addEventListener('presence', (event: MessageEvent<string>) => {
    const told = presentIn(event.data)
    if (told) present(told)
  })
  source.addEventListener('open', () => {
    present(null)
    tell('open', wasLost)
    wasLost = false
  })
  source.addEventListener('error', () => {
    wasLost = true
    tell('lost', false)
  })
  return () => {
    source.close()
    if (timer) clearTimeout(timer)
  }
}

function parse(text: string): Change | null {
  try {
    const change = JSON.parse(text) as Partial<Change>
    return typeof change.name === 'string' ? (change as Change) : null
  } catch {
    return null
  }
}

function presentIn(text: string): Present | null {
  try {
    const told = JSON.parse(text) as Present
    return typeof told.conversationId === 'string' ? told : null
  } catch {
    return null
  }
}

function refresh(client: QueryClient, nouns: Set<string>, ids: Set<string>): void {
  for (const noun of nouns) {
    if (!inside.has(noun)) void client.invalidateQueries({ queryKey: [noun] })
  }
  if (![...nouns].some((noun) => inside.has(noun))) return
  void client.invalidateQueries({ queryKey: ['conversation', 'list'] })
  void client.invalidateQueries({ queryKey: ['conversation', 'counts'] })
  void client.invalidateQueries({ queryKey: ['conversation', 'triage'] })
  for (const id of ids) void client.invalidateQueries({ queryKey: ['conversation', 'one', id] })
  refreshBoards(client)
}

/** A board asks for each of its columns, so it follows a busy desk at this pace. */
const BOARD_MS = 1_000
const boardsDue = new WeakSet<QueryClient>()

function refreshBoards(client: QueryClient): void {
  if (boardsDue.has(client)) return
  boardsDue.add(client)
  setTimeout(() => {
    boardsDue.delete(client)
    void client.invalidateQueries({ queryKey: ['conversation', 'board'] })
  }, BOARD_MS)
}

/** Connects while mounted; says whether the line is open. What was missed while it was lost is asked again. */
export function useLive(): Line {
  const client = useQueryClient()
  const pending = usePending()
  const [line, setLine] = useState<Line>('open')
  useEffect(
    () =>
      listen(
        (nouns, ids) => refresh(client, nouns, ids),
        (state, again) => {
          setLine(state)
          // What was done meanwhile comes first: else the page would show what was before it.
          if (again) void pending.flush().then(() => client.invalidateQueries())
        },
        (told) => noteAll(client, told),
      ),
    [client, pending],
  )
  return line
}
