// The rules as a file: to keep beside other files, to compare, to bring to another desk; and a changed one put to work, after its
// differences were seen.
import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { applyRules } from '../../../src/desk/rules/code.api.ts'
import { call, Refusal } from '../../call.ts'
import { useHere } from '../../session/session.ts'
import { sayWhy } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { useGo } from '../frame/go.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Backtest } from './Backtest.tsx'
import { Differences } from './Differences.tsx'
import { codeQuery } from './queries.ts'
import css from './rules.module.css'

export function Code() {
  const { t } = useWords()
  const code = useQuery({ ...codeQuery, staleTime: Infinity })
  return (
    <Page isWide title={t('code.title')} hint={t('code.hint')} back="rules">
      <Loaded of={code}>{({ code: text, version }) => <Editor key={version} first={text} base={version} />}</Loaded>
    </Page>
  )
}

interface Mistake {
  line: number
  column: number
  message: string
}

function Editor({ first, base }: { first: string; base: number }) {
  const words = useWords()
  const { t } = words
  const go = useGo()
  const client = useQueryClient()
  const mayWrite = useHere().may('rule.write')
  const [code, setCode] = useState(first)
  const [note, setNote] = useState('')
  const looked = useMutation({ mutationFn: (text: string) => call(applyRules, { code: text, dryRun: true }) })
  const applied = useMutation({
    mutationFn: () => call(applyRules, { code, note, base }),
    onSuccess: async ({ version }) => {
      await client.invalidateQueries({ queryKey: ['rule'] })
      sayDone(t('code.applied', { number: version ?? base }))
      go('rules')
    },
  })
  const isSeen = looked.data !== undefined && looked.variables === code
  const refused = applied.error ?? (looked.variables === code ? looked.error : null)
  const mistakes = refused instanceof Refusal ? (refused.detail['mistakes'] as Mistake[] | undefined) : undefined
  return (
    <div className={css.columns}>
      <div className={css.code}>
        <div className={css.adds}>
          <Button variant="default" size="compact-sm" onClick={() => save(code)}>
            {t('code.download')}
          </Button>
          {code !== first && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setCode(first)}>
              {t('code.back')}
            </Button>
          )}
        </div>
        <Textarea
          aria-label={t('code.title')}
          autosize
          minRows={16}
          maxRows={32}
          spellCheck={false}
          readOnly={!mayWrite}
          wrap="off"
          styles={{
            input: { fontFamily: 'ui-monospace, monospace', fontSize: 12, lineHeight: '18px', overflowX: 'auto' },
          }}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {refused && (
          <div role="alert" className={css.refused}>
            {mistakes ? (
              <ul>
                {mistakes.map((one, at) => (
                  <li key={at}>{t('code.mistake', { line: one.line, column: one.column, message: one.message })}</li>
                ))}
              </ul>
            ) : (
              sayWhy(refused, words)
            )}
          </div>
        )}
        {mayWrite && (
          <Button
            variant="default"
            style={{ justifySelf: 'start' }}
            loading={looked.isPending}
            disabled={code === first}
            onClick={() => looked.mutate(code)}
          >
            {t('code.look')}
          </Button>
        )}
        {isSeen && (
          <>
            <Differences of={looked.data.differences} none={t('code.same')} />
            {looked.data.differences.length > 0 && (
              <div className={css.apply}>
                <TextInput
                  label={t('version.note')}
                  placeholder={t('version.noteExample')}
                  maxLength={500}
                  value={note}
                  onChange={(event) => setNote(event.currentTarget.value)}
                />
                <Button loading={applied.isPending} onClick={() => applied.mutate()}>
                  {t('code.apply')}
                </Button>
              </div>
            )}
          </>
        )}
      </div>
      {mayWrite && code !== first && <Backtest draft={{ code, inboxId: null }} hint={t('code.backtestHint')} />}
    </div>
  )
}

function save(code: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([code], { type: 'application/yaml' }))
  link.download = 'rules.yaml'
  link.click()
  URL.revokeObjectURL(link.href)
}
