// What can be done here and now. A component offers commands for as long as it is on the screen; the newest offer of one counts, and keys
// and palette run it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
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
  /** It has nothing to do with what is open, so nothing need be drawn before it. */
  isFree?: true
  /** For as long as nobody else offers it: what is fuller may still be on its way. */
  isSpare?: boolean
}

interface Registry {
  offer(actions: () => Action[]): () => void
  all: () => Action[]
  /** `draw` says whether there was anything to draw. */
  behind(draw: () => boolean): () => void
  /** Draws at once what is a little behind what was pressed last. */
  catchUp: () => boolean
}

const Actions = createContext<Registry | null>(null)

function createRegistry(): Registry {
  const offers = new Set<() => Action[]>()
  const draws = new Set<() => boolean>()
  return {
    behind(draw) {
      draws.add(draw)
      return () => draws.delete(draw)
    },
    catchUp: () => [...draws].map((draw) => draw()).some(Boolean),
    offer(actions) {
      offers.add(actions)
      return () => offers.delete(actions)
    },
    all() {
      const named = new Map<string, Action>()
      for (const offer of [...offers].toReversed())
        for (const action of offer()) {
          const other = named.get(action.id)
          if (!other || (other.isSpare && !action.isSpare)) named.set(action.id, action)
        }
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
  // With what is drawn, not after it: no key may be about a conversation that is no longer there.
  useLayoutEffect(() => {
    latest.current = actions
  })
  useLayoutEffect(() => registry.offer(() => latest.current), [registry])
}

/** For what is drawn a little later than it was asked for: a command first has it drawn (Registry.behind). */
export function useCatchUp(draw: () => boolean): void {
  const registry = useRegistry()
  const latest = useRef(draw)
  useLayoutEffect(() => {
    latest.current = draw
  })
  useLayoutEffect(() => registry.behind(() => latest.current()), [registry])
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
      const mayHere = !key.startsWith('mod+') || !isDialogOpen()
      const find = (): Action | null => {
        const actions = registry.all()
        const having = (wanted: string) => actions.find((action) => keysOf(action.id, own).includes(wanted))
        return (sequence && having(sequence)) || (mayHere && having(key)) || null
      }
      let wanted = find()
      if (!wanted?.isFree && registry.catchUp()) wanted = find()
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
