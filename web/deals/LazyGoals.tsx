// Goals where there is room for a few lines, with their words: fetched when they are first drawn.
import { lazy, Suspense } from 'react'
import { useHere } from '../session/session.ts'
import { learnWords } from '../words.ts'

const Drawn = lazy(async () => {
  const [part] = await Promise.all([import('./GoalsInBrief.tsx'), learnWords('deals')])
  return { default: part.GoalsInBrief }
})

export function GoalsInBrief() {
  const { may } = useHere()
  if (!may('deal.read')) return null
  return (
    <Suspense>
      <Drawn />
    </Suspense>
  )
}
