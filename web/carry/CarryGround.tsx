// Where rows can be picked up. What carrying takes is fetched with the first press; until something has moved, nothing is drawn.
import { lazy, Suspense, useEffect, useState, type RefObject } from 'react'
import { withWords } from '../words.ts'

const Carrying = lazy(() => withWords(import('./Carrying.tsx'), 'bulk').then((part) => ({ default: part.Carrying })))

export interface Grip {
  id: string
  x: number
  y: number
}

export function CarryGround({
  ground,
  chosen,
}: {
  ground: RefObject<HTMLElement | null>
  chosen: ReadonlySet<string>
}) {
  const [grip, setGrip] = useState<Grip | null>(null)
  const [isFetched, setFetched] = useState(false)
  useEffect(() => {
    const box = ground.current
    if (!box) return
    const press = (event: PointerEvent) => {
      // A finger scrolls.
      if (event.button !== 0 || event.pointerType === 'touch' || !(event.target instanceof Element)) return
      const id = event.target.closest<HTMLElement>('[data-id]')?.dataset['id']
      if (!id || event.target.closest('input')) return
      setFetched(true)
      setGrip({ id, x: event.clientX, y: event.clientY })
    }
    const release = () => setGrip(null)
    box.addEventListener('pointerdown', press)
    document.addEventListener('pointerup', release)
    document.addEventListener('pointercancel', release)
    return () => {
      box.removeEventListener('pointerdown', press)
      document.removeEventListener('pointerup', release)
      document.removeEventListener('pointercancel', release)
    }
  }, [ground])
  if (!isFetched) return null
  const ids = grip === null ? [] : chosen.has(grip.id) ? [...chosen] : [grip.id]
  return <Suspense>{grip && <Carrying grip={grip} ids={ids} />}</Suspense>
}
