// What the saved rules would do with a mail, without doing it: one that is here, by its conversation's number, or one that is
// pasted as it came over the wire.
import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { listConversations } from '../../../src/desk/conversations/lists.api.ts'
import { tryRules, type RuleTrace } from '../../../src/desk/rules/try.api.ts'
import { call, refusal } from '../../call.ts'
import { sayWhy } from '../../shell/states.tsx'
import { didInWords, passedOverInWords, routingInWords, useReasons } from '../../reasons.ts'
import { To } from '../frame/go.tsx'
import { testTold } from './test-told.ts'
import css from './try.module.css'

/** `conversation-missing` as the server would say it: a number is not an id. */
async function idOf(number: string): Promise<string> {
  const wanted = number.replace(/\D/g, '')
  const { conversations } = await call(listConversations, { view: 'all', q: `#${wanted}`, limit: 5 })
  const found = conversations.find((one) => one.number === wanted)
  if (!found) throw await refusal(404, 'conversation-missing')
  return found.id
}

export function TryIt() {
  const words = useReasons()
  const { t } = words
  const [kind, setKind] = useState<'number' | 'raw'>('number')
  const [number, setNumber] = useState('')
  const [raw, setRaw] = useState('')
  const tried = useMutation({
    mutationFn: async () =>
      kind === 'raw' ? call(tryRules, { raw }) : call(tryRules, { conversationId: await idOf(number) }),
  })
  const isEmpty = kind === 'raw' ? raw.trim() === '' : !/\d/.test(number)
  return (
    <aside className={css.try} aria-label={t('try.title')}>
      <h2 className={css.title}>{t('try.title')}</h2>
      <p className={css.hint}>{t('try.hint')}</p>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!isEmpty) tried.mutate()
        }}
      >
        <SegmentedControl
          fullWidth
          aria-label={t('try.kind')}
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
          data={[
            { value: 'number', label: t('try.number') },
            { value: 'raw', label: t('try.raw') },
          ]}
        />
        {kind === 'number' ? (
          <TextInput
            aria-label={t('try.numberLabel')}
            placeholder={t('try.numberExample')}
            inputMode="numeric"
            value={number}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
        ) : (
          <Textarea
            aria-label={t('try.rawLabel')}
            placeholder={t('try.rawExample')}
            rows={8}
            spellCheck={false}
            styles={{ input: { fontFamily: 'ui-monospace, monospace', fontSize: 12 } }}
            value={raw}
            onChange={(event) => setRaw(event.currentTarget.value)}
          />
        )}
        <Button type="submit" variant="default" loading={tried.isPending} disabled={isEmpty}>
          {t('try.run')}
        </Button>
      </form>
      <div role="status" className={css.outcome}>
        {tried.isError && <p className={css.failed}>{sayWhy(tried.error, words)}</p>}
        {tried.data && !tried.isPending && (
          <>
            <p className={css.because}>{routingInWords(tried.data.because, tried.data.trace, words)}</p>
            <ol className={css.trace}>
              {tried.data.trace.map((one) => (
                <Traced key={one.ruleId} trace={one} />
              ))}
            </ol>
          </>
        )}
      </div>
    </aside>
  )
}

function Traced({ trace }: { trace: RuleTrace }) {
  const words = useReasons()
  const { t } = words
  const { ruleId, name, held, tests, did, passedOver, stopped } = trace
  return (
    <li data-held={held || undefined}>
      <To page={`rules/${ruleId}`} className={css.rule}>
        {t(held ? 'because.held' : 'because.notHeld', { name })}
      </To>
      <ul>
        {tests.map((one, at) => (
          <li key={at} data-held={one.held || undefined}>
            {t(one.held ? 'because.testHeld' : 'because.testNotHeld', testTold(one, words))}
          </li>
        ))}
        {did.length > 0 && <li data-did>{t('because.did', { did: didInWords(trace, words).join(', ') })}</li>}
        {passedOver.length > 0 && <li data-did>{passedOverInWords(passedOver, words)}</li>}
        {stopped && <li data-did>{t('because.stopped')}</li>}
      </ul>
    </li>
  )
}
