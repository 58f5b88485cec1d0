// What can be done here and now. A component offers commands for as long as it is on the screen; the newest offer of one counts, and keys
// and palette run it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useRef, useState, type ReactNode } from 'react'
import type { Keys } from '../../src/desk/users/users.api.ts'
import { sessionQuery } from '../session/session.ts'
import type { WordKey } from '../words.ts'
import type { CommandId } from './commands.ts'
import { keysOf, PLAIN, pressed } from './keys.ts'

/** One of several things that a command could be done with. */
export interface Choice {
  label: string
  run: () => void
}

export interface Action {
  id: CommandId
  /** What it is called now, where that is not its name. */
  label?: WordKey
  /** `key`: what was pressed for it; none from the palette. */
  run: (key?: string) => void
  /** For the palette, which offers each: colleagues to assign to, tags, statuses. */
  choices?: () => Choice[]
}

interface Registry {
  offer(actions: () => Action[]): () => void
  all: () => Action[]
}

const Actions = createContext<Registry | null>(null)

function createRegistry(): Registry {
  const offers = new Set<() => Action[]>()
  return {
    offer(actions) {
      offers.add(actions)
      return () => offers.delete(actions)
    },
    all() {
      const named = new Map<string, Action>()
      for (const offer of [...offers].toReversed())
        for (const action of offer()) if (!named.has(action.id)) named.set(action.id, action)
      return [...named.values()]
    },
  }
}

export function useRegistry(): Registry {
  const registry = use(Actions)
  if (!registry) throw new Error('expected ActionsProvider above')
  return registry
}

/** Offers actions while mounted; always runs what the last drawing gave. */
export function useActions(actions: Action[]): void {
  const registry = useRegistry()
  const latest = useRef(actions)
  useEffect(() => {
    latest.current = actions
  })
  useEffect(() => registry.offer(() => latest.current), [registry])
}

/** Those of whoever is here. */
export function useKeys(): Keys {
  return useQuery({ ...sessionQuery, enabled: false }).data?.user?.keys ?? PLAIN
}

/** Someone types here, or a dialog or menu has the keys. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]:not([aria-hidden="true"])')) return true
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, [role="menu"], [role="listbox"]') !== null
}

const SEQUENCE_MS = 1200

function useKeyboard(registry: Registry): void {
  const client = useQueryClient()
  useEffect(() => {
    let before: { key: string; at: number } | null = null
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return
      const key = pressed(event)
      // Where somebody types, taking back is about what is typed.
      if (isBusy(event.target) && (!key.startsWith('mod+') || key === 'mod+z')) return
      const own = client.getQueryData(sessionQuery.queryKey)?.user?.keys ?? PLAIN
      const sequence = before && event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${key}` : null
      const actions = registry.all()
      const having = (wanted: string) => actions.find((action) => keysOf(action.id, own).includes(wanted))
      const mayHere = !key.startsWith('mod+') || !isDialogOpen()
      const wanted = (sequence && having(sequence)) || (mayHere && having(key)) || null
      before = wanted ? null : { key, at: event.timeStamp }
      if (!wanted) return
      // A focused button or link keeps Enter for itself.
      if (key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button, summary')) return
      event.preventDefault()
      wanted.run(key)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [registry, client])
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null
}

export function ActionsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(createRegistry)
  useKeyboard(registry)
  return <Actions value={registry}>{children}</Actions>
}
