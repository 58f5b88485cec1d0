// What a changed set of rules would have done with mail that came: asked for, watched, and told.
import { Button, NativeSelect, Progress } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Draft } from '../../../src/desk/rules/code.api.ts'
import { backtestRules, type BacktestLine, type BacktestReport } from '../../../src/flows/backtest/backtest.api.ts'
import { callLines } from '../../call-lines.ts'
import { Refusal } from '../../call.ts'
import { useInboxes } from '../../session/session.ts'
import { sayWhy } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import css from './backtest.module.css'
import { Report } from './Report.tsx'

const amounts = [200, 1_000, 5_000, 10_000]

/** Rules that wait, or answer changes: what came afterwards is not played again. */
function isDelayed(draft: Draft): boolean {
  const rules = 'changes' in draft ? draft.changes.flatMap((one) => ('rule' in one ? [one.rule] : [])) : 'rules' in draft ? draft.rules : [] // prettier-ignore
  return rules.some((rule) => rule.after || rule.occasion === 'conversation.changed')
}

type State =
  | { is: 'idle' }
  | { is: 'running'; read: number; of: number }
  | { is: 'failed'; error: unknown }
  | { is: 'done'; report: BacktestReport; of: string }

export function Backtest({ draft, hint }: { draft: Draft; hint: string }) {
  const words = useWords()
  const { t, language } = words
  const { inboxes } = useInboxes()
  const [mails, setMails] = useState(1_000)
  const [inboxId, setInboxId] = useState('')
  const [state, setState] = useState<State>({ is: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  async function run() {
    const control = new AbortController()
    running.current = control
    const of = JSON.stringify(draft)
    setState({ is: 'running', read: 0, of: mails })
    const told = (line: BacktestLine) => {
      if (control.signal.aborted) return
      if ('read' in line) setState({ is: 'running', ...line })
      else if ('report' in line) setState({ is: 'done', report: line.report, of })
      else setState({ is: 'failed', error: new Refusal(500, line.problem.code, line.problem.title) })
    }
    try {
      await callLines(backtestRules, { draft, mails, inboxId: inboxId || null }, { signal: control.signal, told })
    } catch (error) {
      if (!control.signal.aborted) setState({ is: 'failed', error })
    }
  }
  function stop() {
    running.current?.abort()
    setState({ is: 'idle' })
  }
  const isOld = state.is === 'done' && state.of !== JSON.stringify(draft)
  return (
    <aside className={css.panel} aria-label={t('backtest.title')}>
      <h2 className={css.title}>{t('backtest.title')}</h2>
      <p className={css.hint}>{hint}</p>
      {isDelayed(draft) && <p className={css.hint}>{t('backtest.delayed')}</p>}
      <div className={css.asked}>
        <NativeSelect
          aria-label={t('backtest.mails')}
          value={String(mails)}
          disabled={state.is === 'running'}
          onChange={(event) => setMails(Number(event.currentTarget.value))}
          data={amounts.map((amount) => ({ value: String(amount), label: t('backtest.newest', { count: amount }) }))}
        />
        <NativeSelect
          aria-label={t('backtest.from')}
          value={inboxId}
          disabled={state.is === 'running'}
          onChange={(event) => setInboxId(event.currentTarget.value)}
          data={[
            { value: '', label: t('backtest.everyInbox') },
            ...inboxes.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {state.is === 'running' ? (
          <Button variant="default" onClick={stop}>
            {t('state.cancel')}
          </Button>
        ) : (
          <Button variant="default" onClick={() => void run()}>
            {t('backtest.run')}
          </Button>
        )}
      </div>
      <div role="status" className={css.outcome}>
        {state.is === 'running' && (
          <>
            <Progress value={(state.read / state.of) * 100} size="sm" aria-label={t('backtest.title')} />
            <p className={css.hint}>{t('backtest.reading', { read: state.read, of: state.of })}</p>
          </>
        )}
        {state.is === 'failed' && <p className={css.failed}>{sayWhy(state.error, words)}</p>}
        {isOld && <p className={css.old}>{t('backtest.old')}</p>}
        {state.is === 'done' && <Report report={state.report} key={language} />}
      </div>
    </aside>
  )
}
