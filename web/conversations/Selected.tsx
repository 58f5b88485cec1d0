// Draws what is selected: its row at once, the pane beside the list, which takes longer, as soon as it can, giving way to the next key.
// A command first waits for the pane (actions.tsx), so what is done is done to the row that is marked, however quickly one types.
import { useChildMatches, useNavigate } from '@tanstack/react-router'
import {
  createContext,
  startTransition,
  use,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import { flushSync } from 'react-dom'
import { useCatchUp } from '../shell/actions.tsx'
import { useFilters } from './rows.ts'
import { createSelection, type Selection } from './selection.ts'

/** Milliseconds after the last key: whoever steps through a list leaves no trace of each step. */
const REST = 150

const Selected = createContext<Selection | null>(null)

export function SelectedProvider({ children }: { children: ReactNode }) {
  const filters = useFilters()
  const addressed = useChildMatches({ select: (all) => (all.at(-1)?.params as { id?: string } | undefined)?.id })
  const navigate = useNavigate()
  const view = filters.view ?? 'open'
  const [selection] = useState(() => createSelection(addressed, REST))
  useLayoutEffect(() =>
    selection.writeBy(
      (id, { isInstead }) =>
        void (id === undefined
          ? navigate({ to: '/inbox/$view', params: { view }, search: (was) => was as object })
          : navigate({ to: '/inbox/$view/$id', params: { view, id }, search: (was) => was, replace: isInstead })),
    ),
  )
  // Another list, or another conversation of this one.
  const where = JSON.stringify(filters)
  useLayoutEffect(() => selection.arrive(addressed), [selection, addressed, where])
  useEffect(() => selection.leave, [selection])
  return <Selected value={selection}>{children}</Selected>
}

export function useSelection(): Selection {
  const selection = use(Selected)
  if (!selection) throw new Error('expected SelectedProvider above')
  return selection
}

/** As it is at this very moment: for what is cheap to draw. */
export function useSelectedId(): string | undefined {
  const selection = useSelection()
  return useSyncExternalStore(selection.listen, selection.id)
}

/** A little behind, for what is not. */
export function useShownId(): string | undefined {
  const selection = useSelection()
  const [shown, show] = useState(selection.id)
  const drawn = useRef(shown)
  useLayoutEffect(() => {
    drawn.current = shown
  }, [shown])
  useLayoutEffect(() => selection.listen(() => startTransition(() => show(selection.id()))), [selection])
  useCatchUp(() => {
    if (drawn.current === selection.id()) return false
    flushSync(() => show(selection.id()))
    return true
  })
  return shown
}
