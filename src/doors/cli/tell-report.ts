// The report of a back-test as lines of text: numbers first, then what changes, then the rules.
import type { BacktestReport, ValueChange } from '../../flows/backtest/backtest.api.ts'

const SHOWN = 20

export function tellReport(report: BacktestReport): string {
  const { mails, changed, groups, rules, overtaken, clocks } = report
  if (mails === 0) return 'There is no mail to test with.\n'
  const share = ((changed / mails) * 100).toFixed(changed * 20 < mails ? 1 : 0)
  const never = rules.filter((rule) => rule.held === 0)
  const lines = [
    `${mails} mails from ${day(report.oldest)} to ${day(report.newest)}: ${changed} would have gone otherwise (${share} %).`,
    ...groups.slice(0, SHOWN).map((group) => `${String(group.count).padStart(7)}  ${toldChange(group)}`),
    ...(groups.length + report.moreGroups > SHOWN
      ? [`         and ${groups.length + report.moreGroups - SHOWN} other changes`]
      : []),
    ...clocks.measures.map(({ measure, clocks: all, brokenBefore, brokenAfter }) =>
      `${measure}: of ${all} clocks ${brokenBefore} broken by the rules as they are, ${brokenAfter} by these.`), // prettier-ignore
    ...(never.length > 0 ? [`Never held: ${never.slice(0, SHOWN).map((rule) => `“${rule.name}”`).join(', ')}${never.length > SHOWN ? ` and ${never.length - SHOWN} more` : ''}.`] : []), // prettier-ignore
    ...overtaken.slice(0, SHOWN).map(({ name, by, how, count, held }) =>
      `“${name}” would have held for ${held}; for ${count} of them “${by.name}” ${how === 'stopped' ? 'ended the reading before it' : 'decided otherwise after it'}.`), // prettier-ignore
  ]
  return `${lines.join('\n')}\n`
}

export function toldChange({ what, from, to, fromName, toName }: ValueChange): string {
  const [was, is] = [fromName ?? from ?? 'none', toName ?? to ?? 'none']
  if (what === 'does') return from === null ? `also: ${is}` : `no longer: ${was}`
  return `${what.replace(/Id$/, '')}: ${was} → ${is}`
}

const day = (at: string | null) => at?.slice(0, 10) ?? ''
