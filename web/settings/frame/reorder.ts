// Putting a list in order, by pointer (drag the handle) and by keyboard (arrow keys on the handle). What moves is only shown
// while it is dragged; `move` is called once, when it is let go. The list is marked `data-order`, its children are the rows.
import { useState, type KeyboardEvent, type PointerEvent } from 'react'

interface Drag {
  from: number
  /** Where it would land. */
  to: number
  /** Of all rows, before one was lifted. */
  middles: number[]
}

export interface Reordering {
  drag: Drag | null
  /** For the button that a row is dragged by, marked `data-handle` with the name of what it moves. */
  handle: (at: number) => {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void
    onPointerMove: (event: PointerEvent<HTMLElement>) => void
    onPointerUp: () => void
    onPointerCancel: () => void
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  }
}

export function useReorder(count: number, move: (from: number, to: number) => void): Reordering {
  const [drag, setDrag] = useState<Drag | null>(null)
  return {
    drag,
    handle: (at) => ({
      onPointerDown(event) {
        const list = event.currentTarget.closest('[data-order]')
        if (event.button !== 0 || !list) return
        event.currentTarget.setPointerCapture(event.pointerId)
        const middles = [...list.children].map((row) => {
          const { top, height } = row.getBoundingClientRect()
          return top + height / 2
        })
        setDrag({ from: at, to: at, middles })
      },
      onPointerMove(event) {
        if (drag?.from === at) setDrag({ ...drag, to: landing(drag.middles, at, event.clientY) })
      },
      onPointerUp() {
        setDrag(null)
        if (drag && drag.to !== drag.from) move(drag.from, drag.to)
      },
      onPointerCancel: () => setDrag(null),
      onKeyDown(event) {
        if (event.key === 'Escape' && drag) return setDrag(null)
        const to = at + (event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0)
        if (to === at || to < 0 || to >= count) return
        event.preventDefault()
        const list = event.currentTarget.closest('[data-order]')
        move(at, to)
        if (list) followTo(list, to, event.currentTarget.dataset['handle'] ?? '')
      },
    }),
  }
}

const FRAMES = 60

/** The focus stays with what was moved, as soon as its row is drawn at the new place. */
function followTo(list: Element, at: number, name: string, frames = FRAMES): void {
  const handle = list.children[at]?.querySelector<HTMLElement>('[data-handle]')
  if (handle?.dataset['handle'] === name) return handle.focus()
  if (frames > 0) requestAnimationFrame(() => followTo(list, at, name, frames - 1))
}

/** The place among the others for something held at height `y`; `middles` are those of all rows before it was lifted. */
export function landing(middles: number[], from: number, y: number): number {
  return middles.filter((middle, at) => at !== from && middle < y).length
}

/** The same list with one thing elsewhere. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, at) => at !== from)
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)]
}
