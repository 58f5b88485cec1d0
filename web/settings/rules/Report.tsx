// The report of a back-test: numbers first, then what changes, then examples to open, then what it says about the rules.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { BacktestClock, BacktestReport } from '../../../src/flows/backtest/backtest.api.ts'
import { exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { To } from '../frame/go.tsx'
import css from './backtest.module.css'
import { changeInWords, type ChangeWords } from './change-words.ts'
import { useTelling } from './names.ts'

/** Lines of a part before the rest is folded away. */
const FEW = 8

export function Report({ report }: { report: BacktestReport }) {
  const { t, language } = useWords()
  const telling = useTelling()
  const { mails, changed, groups, examples, rules, overtaken, clocks } = report
  if (mails === 0) return <p className={css.none}>{t('backtest.noMail')}</p>
  const never = rules.filter((rule) => rule.held === 0)
  const late = clocks.measures.filter((one) => one.brokenBefore + one.brokenAfter > 0)
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  const span = [report.oldest, report.newest].map((at) => (at ? day.format(new Date(at)) : ''))
  return (
    <>
      <p className={css.number}>{t('backtest.changed', { changed, mails })}</p>
      <p className={css.muted}>
        {span[0] === span[1]
          ? t('backtest.day', { day: span[0] ?? '' })
          : t('backtest.span', { from: span[0] ?? '', until: span[1] ?? '' })}
      </p>
      {clocks.measures.length > 0 && late.length === 0 && <p className={css.clock}>{t('backtest.inTime')}</p>}
      {late.map((one) => (
        <p key={one.measure} className={css.clock}>
          {t('backtest.clock', {
            measure: t(`measure.${one.measure}`),
            clocks: one.clocks,
            before: one.brokenBefore,
            after: one.brokenAfter,
          })}
        </p>
      ))}
      <Part title={t('backtest.groups')} count={groups.length}>
        {groups.map((group, at) => (
          <li key={at} className={css.group}>
            <Change words={changeInWords(group, telling)} />
            <span className={css.count}>{new Intl.NumberFormat(language).format(group.count)}</span>
          </li>
        ))}
      </Part>
      <Part title={t('backtest.newlyBroken')} count={clocks.newlyBroken.length}>
        {clocks.newlyBroken.map((one) => (
          <Clock key={one.messageId + one.measure} clock={one} />
        ))}
      </Part>
      <Part title={t('backtest.newlyKept')} count={clocks.newlyKept.length}>
        {clocks.newlyKept.map((one) => (
          <Clock key={one.messageId + one.measure} clock={one} />
        ))}
      </Part>
      <Part title={t('backtest.examples')} count={examples.length}>
        {examples.map((mail) => (
          <li key={mail.messageId} className={css.example}>
            <Mail {...mail} />
            {mail.changes.map((change, at) => (
              <span key={at} className={css.small}>
                <Change words={changeInWords(change, telling)} />
              </span>
            ))}
          </li>
        ))}
      </Part>
      <Part title={t('backtest.overtaken')} count={overtaken.length}>
        {overtaken.map((one, at) => (
          <li key={at} className={css.example}>
            <To page={`rules/${one.ruleId}`}>{one.name}</To>
            <span className={css.small}>
              {t(one.how === 'stopped' ? 'backtest.stopped' : 'backtest.outdone', {
                count: one.count,
                held: one.held,
                by: one.by.name,
              })}
            </span>
          </li>
        ))}
      </Part>
      <Part title={t('backtest.never')} count={never.length}>
        {never.map((rule) => (
          <li key={rule.ruleId} className={css.example}>
            <To page={`rules/${rule.ruleId}`}>{rule.name}</To>
          </li>
        ))}
      </Part>
    </>
  )
}

function Part({ title, count, children }: { title: string; count: number; children: ReactNode[] }) {
  const { t } = useWords()
  if (count === 0) return null
  return (
    <section className={css.part} aria-label={title}>
      <h3 className={css.heading}>{title}</h3>
      <ul className={css.list}>{children.slice(0, FEW)}</ul>
      {count > FEW && (
        <details>
          <summary className={css.more}>{t('backtest.more', { count: count - FEW })}</summary>
          <ul className={css.list}>{children.slice(FEW)}</ul>
        </details>
      )}
    </section>
  )
}

function Change({ words: { what, from, to } }: { words: ChangeWords }) {
  return (
    <span className={css.change}>
      {what && <span className={css.what}>{what} </span>}
      {from !== null && <del>{from}</del>}
      {from !== null && to !== null && ' → '}
      {to !== null && <b>{to}</b>}
    </span>
  )
}

function Mail({ conversationId, number, subject }: { conversationId: string; number: string; subject: string }) {
  const { t } = useWords()
  return (
    <Link to="/inbox/$view/$id" params={{ view: 'all', id: conversationId }} search={{}} className={css.mail}>
      <span className={css.muted}>#{number}</span> {subject || t('conversation.noSubject')}
    </Link>
  )
}

function Clock({ clock }: { clock: BacktestClock }) {
  const { t, language } = useWords()
  const at = (when: string | null) => (when === null ? t('backtest.noPromise') : exactly(when, language))
  return (
    <li className={css.example}>
      <Mail {...clock} />
      <span className={css.small}>
        {t(clock.doneAt === null ? 'backtest.dueOpen' : 'backtest.due', {
          measure: t(`measure.${clock.measure}`),
          before: at(clock.dueBefore),
          after: at(clock.dueAfter),
          done: at(clock.doneAt),
        })}
      </span>
    </li>
  )
}
