// How much of the page's foot the place to answer takes: what is said there for a moment (undo.tsx) stands above it, never over Send.
import { useEffect, useRef, type RefObject } from 'react'

/** Give the ref to an empty element right before what stands at the foot. */
export function useFoot(): RefObject<HTMLSpanElement | null> {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const { current } = mark
    const around = current?.parentElement
    if (!current || !around) return
    const observer = new ResizeObserver(() => raise(window.innerHeight - current.getBoundingClientRect().top))
    for (const child of around.children) observer.observe(child)
    return () => observer.disconnect()
  }) // whatever is drawn anew may have other children
  // The next conversation has a foot, too, mostly as high: it is lowered only where none came.
  useEffect(
    () => () => {
      setTimeout(() => {
        if (!document.querySelector('[data-foot]')) raise(0)
      })
    },
    [],
  )
  return mark
}

/** For as long as something lies at the foot of the list. */
export function useAboveBulk(): void {
  useEffect(() => {
    place()?.setAttribute('data-above-bulk', '')
    return () => place()?.removeAttribute('data-above-bulk')
  }, [])
}

/** Where it is said. */
function place(): HTMLElement | null {
  return document.querySelector('.mantine-Notifications-root[data-position="bottom-center"]')
}

/** Told to the place itself: on the root it would be told to the whole page, each element of which would be styled anew. */
function raise(height: number): void {
  const style = place()?.style
  const foot = `${Math.max(0, Math.round(height))}px`
  if (style && style.getPropertyValue('--foot') !== foot) style.setProperty('--foot', foot)
}
