// A menu or what else opens from a button, made when it is asked for the first time: a page has dozens of them and opens one, and what
// places, traps and closes it is dear to draw.
import { useId, useLayoutEffect, useState, type ReactElement, type ReactNode } from 'react'

/** For the button. */
export interface Asking {
  'data-asks': string
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
  onClick?: () => void
}

interface AskedProps {
  isOpen: boolean
  ask: () => void
  opens: 'menu' | 'dialog'
  control: (asking: Asking) => ReactElement
  /** The control is its target; `isOpen`: now it may be. `id` for what comes later still (Pop.tsx). */
  children: (control: ReactElement, isOpen: boolean, id: string) => ReactNode
}

export function Asked({ isOpen, ask, opens, control, children }: AskedProps) {
  const id = useId()
  const [isMade, setMade] = useState(isOpen)
  if (isOpen && !isMade) setMade(true)
  if (!isMade) return control({ 'data-asks': id, 'aria-haspopup': opens, 'aria-expanded': false, onClick: ask })
  return <Made id={id} control={control({ 'data-asks': id })} isOpen={isOpen} made={children} />
}

type MadeProps = Pick<AskedProps, 'isOpen'> & { id: string; control: ReactElement; made: AskedProps['children'] }

function Made({ id, control, isOpen, made }: MadeProps) {
  return made(control, useTakenOver(id) && isOpen, id)
}

/**
 * For what is drawn around a button that stood there alone: it is another one now, which takes over the focus, so that what opens gives it
 * back there. False the first time it is drawn.
 */
export function useTakenOver(id: string): boolean {
  const [isReady, setReady] = useState(false)
  useLayoutEffect(() => {
    const { activeElement } = document
    if (!activeElement || activeElement === document.body)
      document.querySelector<HTMLElement>(`[data-asks="${CSS.escape(id)}"]`)?.focus({ preventScroll: true })
    // oxlint-disable-next-line react/set-state-in-effect -- once, right after it stands: what opens looks for its button
    setReady(true)
  }, [id])
  return isReady
}
