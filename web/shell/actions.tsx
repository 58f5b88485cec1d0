// What can be done here and now: each action has a name, perhaps a key, and shows itself in the palette, the help and
// tooltips. A component offers its actions for as long as it is on the screen; the newest offer of a key wins.
import { createContext, use, useEffect, useRef, useState, type ReactNode } from 'react'
import type { WordKey } from '../words.ts'

export interface Action {
  id: WordKey
  /** Written as pressed: `r`, `Shift+3`, `g i` (one after the other), `mod+k`. */
  keys?: string[]
  run: () => void
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

/** Someone types here, or a dialog or menu has the keys. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]:not([aria-hidden="true"])')) return true
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, [role="menu"], [role="listbox"]') !== null
}

/** What was pressed, as `Action.keys` writes it; `Shift` is named only with letters (`#` and `?` say it themselves). */
export function pressed(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const shift = event.shiftKey && /^[a-z]$|^.{2,}$/.test(key) ? 'Shift+' : ''
  return `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${key}`
}

const SEQUENCE_MS = 1200

function useKeyboard(registry: Registry): void {
  useEffect(() => {
    let before: { key: string; at: number } | null = null
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return
      const key = pressed(event)
      if (isBusy(event.target) && !key.startsWith('mod+')) return
      const sequence = before && event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ${key}` : null
      const actions = registry.all()
      const wanted =
        actions.find((action) => sequence && action.keys?.includes(sequence)) ??
        actions.find((action) => action.keys?.includes(key) && (!key.startsWith('mod+') || !isDialogOpen()))
      before = wanted ? null : { key, at: event.timeStamp }
      if (!wanted) return
      // A focused button or link keeps Enter for itself.
      if (key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button, summary')) return
      event.preventDefault()
      wanted.run()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [registry])
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null
}

export function ActionsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(createRegistry)
  useKeyboard(registry)
  return <Actions value={registry}>{children}</Actions>
}

/** For people: `mod+k` as Ctrl+K or ⌘K, `g i` as "G then I" is left to the caller's kbd elements. */
export function keyCaps(keys: string): string[] {
  const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
  return keys.split(' ').map((step) =>
    step
      .split('+')
      .map((part) =>
        part === 'mod'
          ? isMac
            ? '⌘'
            : 'Ctrl'
          : part === 'Escape'
            ? 'Esc'
            : part.length === 1
              ? part.toUpperCase()
              : part,
      )
      .join(isMac ? '' : '+'),
  )
}
