// Carrying a card: with the mouse once it has moved a little, with a finger after it has rested, so that swiping still scrolls. Says over
// which column it is, and at the end where it was let go.
import { useRef, useState, type PointerEvent } from 'react'

export interface Carried<Row> {
  row: Row
  from: string
  /** Under the pointer; null: over none. */
  over: string | null
  x: number
  y: number
}

const LIFTS_AFTER_PX = 6
const RESTS_MS = 350
/** So near to the edge of the board it moves along. */
const EDGE_PX = 48
const ALONG_PX = 14

export interface Carrying<Row> {
  carried: Carried<Row> | null
  /** For a card: `onPointerDown`. */
  grip(event: PointerEvent<HTMLElement>, row: Row, from: string): void
}

export function useCarrying<Row>(drop: (carried: Carried<Row>) => void): Carrying<Row> {
  const [carried, setCarried] = useState<Carried<Row> | null>(null)
  const now = useRef<Carried<Row> | null>(null)
  const show = (next: Carried<Row> | null) => {
    now.current = next
    setCarried(next)
  }

  function grip(event: PointerEvent<HTMLElement>, row: Row, from: string) {
    if (event.button !== 0 || !event.isPrimary) return
    const begin = { x: event.clientX, y: event.clientY }
    const isTouch = event.pointerType === 'touch'
    const ended = new AbortController()
    const board = event.currentTarget.closest<HTMLElement>('[data-board]')
    const lift = (x: number, y: number) => show({ row, from, over: from, x, y })
    const rested = isTouch ? setTimeout(() => lift(begin.x, begin.y), RESTS_MS) : null
    const end = () => {
      if (rested) clearTimeout(rested)
      ended.abort()
      show(null)
    }
    const listen = { signal: ended.signal }
    document.addEventListener(
      'pointermove',
      ({ clientX: x, clientY: y }) => {
        const isFar = Math.hypot(x - begin.x, y - begin.y) > LIFTS_AFTER_PX
        if (!now.current) {
          if (isTouch && isFar) end()
          else if (isFar) lift(x, y)
          return
        }
        const over = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-column]')?.dataset['column'] ?? null
        show({ ...now.current, over, x, y })
        scrollAlong(board, x)
      },
      listen,
    )
    // A finger that carries does not scroll.
    document.addEventListener('touchmove', (touch) => now.current && touch.preventDefault(), {
      ...listen,
      passive: false,
    })
    document.addEventListener('keydown', (key) => key.key === 'Escape' && end(), listen)
    document.addEventListener('pointercancel', end, listen)
    document.addEventListener(
      'pointerup',
      () => {
        const held = now.current
        end()
        if (!held) return
        // The click that follows would open the card.
        const stop = (click: MouseEvent) => (click.preventDefault(), click.stopPropagation())
        document.addEventListener('click', stop, { capture: true, once: true })
        setTimeout(() => document.removeEventListener('click', stop, { capture: true }))
        drop(held)
      },
      listen,
    )
  }
  return { carried, grip }
}

function scrollAlong(board: HTMLElement | null, x: number): void {
  if (!board) return
  const { left, right } = board.getBoundingClientRect()
  if (x < left + EDGE_PX) board.scrollLeft -= ALONG_PX
  else if (x > right - EDGE_PX) board.scrollLeft += ALONG_PX
}
