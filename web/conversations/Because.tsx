// Why a conversation is where it is: one sentence, and behind it the rules one by one, as sentences.
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { RuleTrace } from '../../src/desk/rules/rules.api.ts'
import { exactly } from '../when.ts'
import { useWords } from '../words.ts'
import css from './because.module.css'
import { Folding } from './Folding.tsx'

type Routing = Conversation['routings'][number]

export function Because({ routings }: { routings: Routing[] }) {
  const { t } = useWords()
  const [newest] = routings
  if (!newest) return null
  return (
    <Folding word={t('because.word')} sentence={newest.because}>
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

function Chain({ routing }: { routing: Routing }) {
  const { t, language } = useWords()
  const parsed = RuleTrace.array().safeParse(routing.trace)
  const rules = parsed.success ? parsed.data : []
  return (
    <li>
      <p>
        <time dateTime={routing.at}>{exactly(routing.at, language)}</time>. {routing.because}
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
            {rule.did.length > 0 && t('because.did', { did: rule.did.join(', ') })}{' '}
            {rule.stopped && t('because.stopped')}
          </li>
        ))}
      </ul>
    </li>
  )
}
