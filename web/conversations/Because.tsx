// Why a conversation is where it is: one sentence, and behind it whose it is and why, the rules one by one, and why each mail is here.
import { lazy, Suspense } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { RuleTrace } from '../../src/desk/rules/try.api.ts'
import { routingInWords, useReasons } from '../reasons.ts'
import { withWords } from '../words.ts'
import { Folding } from './Folding.tsx'

/** Its words are those in which rules read. */
const Whole = lazy(() =>
  withWords(import('./WhyHere.tsx'), 'settings', 'reasons').then(({ WhyHere }) => ({ default: WhyHere })),
)

export function Because({ conversation }: { conversation: Conversation }) {
  const words = useReasons()
  const { t } = words
  const [newest] = conversation.routings
  if (!newest) return null
  return (
    <Folding
      word={t('because.word')}
      sentence={routingInWords(newest.because, tracesOf(newest), words, newest.acknowledged)}
    >
      {() => (
        <Suspense fallback={<p>{t('state.loading')}</p>}>
          <Whole conversation={conversation} />
        </Suspense>
      )}
    </Folding>
  )
}

export function tracesOf({ trace }: Conversation['routings'][number]): RuleTrace[] {
  const parsed = RuleTrace.array().safeParse(trace)
  return parsed.success ? parsed.data : []
}
