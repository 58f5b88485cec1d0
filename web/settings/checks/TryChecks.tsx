// Words to try the checks on before they are saved; what is found is told while one writes. Nothing of it is kept.
import { Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CheckRules } from '../../../src/desk/checks/checks.api.ts'
import { type Finding, tryChecks } from '../../../src/flows/reply/checks/judge.api.ts'
import { call } from '../../call.ts'
import { sayFinding } from '../../reply/checks/say.ts'
import { sayWhy } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { Part } from '../frame/Page.tsx'
import { State } from '../frame/Rows.tsx'
import css from './checks.module.css'

const PAUSE_MS = 400
const tones = { hint: undefined, warn: 'amber', block: 'red' } as const

export function TryChecks({ inboxId, rules }: { inboxId: string; rules: CheckRules }) {
  const words = useWords()
  const { t } = words
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(JSON.stringify({ rules, text }), PAUSE_MS)
  const tried = useQuery({
    queryKey: ['judgement', 'try', inboxId, asked],
    queryFn: ({ signal }) => {
      const wanted = JSON.parse(asked) as { rules: CheckRules; text: string }
      const whole = { ...wanted.rules, phrases: wanted.rules.phrases.filter((one) => one.words.trim().length > 1) }
      return call(tryChecks, { id: inboxId, rules: whole, text: wanted.text }, { signal })
    },
    enabled: text.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
  })
  const findings = text.trim() === '' ? [] : (tried.data?.findings ?? [])
  return (
    <Part title={t('checks.try')} hint={t('checks.tryHint')}>
      <Textarea
        aria-label={t('checks.try')}
        placeholder={t('checks.tryPlaceholder')}
        autosize
        minRows={4}
        maxRows={14}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div role="status" className={css.tried}>
        {tried.isError && <p className={css.none}>{sayWhy(tried.error, words)}</p>}
        {text.trim() !== '' && tried.isSuccess && findings.length === 0 && (
          <p className={css.none}>{t('checks.nothing')}</p>
        )}
        {findings.length > 0 && (
          <ul className={css.findings}>
            {findings.map((finding, index) => (
              <li key={index}>
                <State {...toneOf(finding)}>{t(`checks.level.${finding.level}`)}</State>
                <span>{sayFinding(finding, words)}</span>
                {finding.start !== null && finding.end !== null && finding.where === 'text' && (
                  <q className={css.words}>{text.slice(finding.start, finding.end)}</q>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Part>
  )
}

function toneOf({ level }: Finding): { tone?: 'amber' | 'red' } {
  const tone = tones[level]
  return tone === undefined ? {} : { tone }
}
