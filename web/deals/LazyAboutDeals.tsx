// The deals on a customer's card, with their words: fetched when a card is first drawn.
import { lazy, Suspense, useEffect } from 'react'
import { useHere } from '../session/session.ts'
import { learnWords, useWords } from '../words.ts'

const Drawn = lazy(async () => {
  const [part] = await Promise.all([import('./AboutDeals.tsx'), learnWords('deals')])
  return { default: part.AboutDeals }
})

export function AboutDeals(props: Parameters<typeof Drawn>[0]) {
  const { may } = useHere()
  const { tOr, language } = useWords()
  const isLearnt = tOr('deals.open', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('deals') // the language was changed while this card was open
  }, [isLearnt, language])
  if (!may('deal.read')) return null
  return (
    <Suspense>
      <Drawn {...props} />
    </Suspense>
  )
}
