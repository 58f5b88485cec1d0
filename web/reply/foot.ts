// How much of the page's foot the place to answer takes: what is said there for a moment (undo.tsx) stands above it, never over Send.
import { useEffect, useRef, type RefObject } from 'react'

/** Give the ref to an empty element right before what stands at the foot. */
export function useFoot(): RefObject<HTMLSpanElement | null> {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const { current } = mark
    const around = current?.parentElement
    if (!current || !around) return
    const { style } = document.documentElement
    const measure = () => {
      const height = window.innerHeight - current.getBoundingClientRect().top
      style.setProperty('--foot', `${Math.max(0, Math.round(height))}px`)
    }
    const observer = new ResizeObserver(measure)
    for (const child of around.children) observer.observe(child)
    return () => observer.disconnect()
  }) // whatever is drawn anew may have other children
  useEffect(() => () => void document.documentElement.style.removeProperty('--foot'), [])
  return mark
}
