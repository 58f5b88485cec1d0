// Why a conversation is where it is: one sentence, and behind it the rules one by one, as sentences.
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { RuleTrace } from '../../src/desk/rules/rules.api.ts'
import { exactly } from '../when.ts'
import { didInWords, routingInWords, useReasons } from '../reasons.ts'
import css from './because.module.css'
import { Folding } from './Folding.tsx'

type Routing = Conversation['routings'][number]

export function Because({ routings }: { routings: Routing[] }) {
  const words = useReasons()
  const { t } = words
  const [newest] = routings
  if (!newest) return null
  return (
    <Folding word={t('because.word')} sentence={routingInWords(newest.because, tracesOf(newest), words)}>
      {() => (
        <ol className={css.routings}>
          {routings.map((routing) => (
            <Chain key={routing.id} routing={routing} />
          ))}
        </ol>
      )}
    </Folding>
  )
}

function tracesOf({ trace }: Routing): RuleTrace[] {
  const parsed = RuleTrace.array().safeParse(trace)
  return parsed.success ? parsed.data : []
}

function Chain({ routing }: { routing: Routing }) {
  const words = useReasons()
  const { t, language } = words
  const rules = tracesOf(routing)
  return (
    <li>
      <p>
        <time dateTime={routing.at}>{exactly(routing.at, language)}</time>.{' '}
        {routingInWords(routing.because, rules, words)}
      </p>
      <ul>
        {rules.map((rule) => (
          <li key={rule.ruleId} data-held={rule.held || undefined}>
            {t(rule.held ? 'because.held' : 'because.notHeld', { name: rule.name })}{' '}
            {rule.tests
              .map((one) =>
                t(one.held ? 'because.testHeld' : 'because.testNotHeld', { test: one.test, found: one.found }),
              )
              .join(' ')}{' '}
            {rule.did.length > 0 && t('because.did', { did: didInWords(rule, words).join(', ') })}{' '}
            {rule.stopped && t('because.stopped')}
          </li>
        ))}
      </ul>
    </li>
  )
}
