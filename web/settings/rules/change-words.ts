// A change that a back-test found, in the reader's words: of what, from what, to what.
import { Action } from '../../../src/desk/rules/rules.api.ts'
import type { ValueChange } from '../../../src/flows/backtest/backtest.api.ts'
import type { WordKey } from '../../words.ts'
import { actionInWords, type Telling } from './sentence.ts'

export interface ChangeWords {
  what: string
  /** Null: nothing was, or nothing comes. */
  from: string | null
  to: string | null
}

/** What has no word of its own here is called as the server calls it. */
const labels: Record<string, WordKey> = {
  inboxId: 'field.inbox',
  status: 'field.status',
  priority: 'field.priority',
  categoryId: 'field.category',
  tags: 'field.tags',
  assigneeId: 'field.assignee',
  teamId: 'field.team',
}
const enums: Record<string, string> = { status: 'status', priority: 'priority' }

export function changeInWords(change: Omit<ValueChange, 'count'>, telling: Telling): ChangeWords {
  const { t } = telling
  const { what, from, to, fromName, toName } = change
  if (what === 'does') {
    const told = (value: string | null, name: string | null) => (value === null ? null : deed(value, name, telling))
    return { what: t(from === null ? 'backtest.also' : 'backtest.nolonger'), from: told(from, fromName), to: told(to, toName) } // prettier-ignore
  }
  const label = labels[what]
  const isList = what === 'tags'
  const said = (value: string | null, name: string | null) => {
    if (value === null) return isList ? null : t('backtest.nothing')
    if (enums[what]) return t(`${enums[what]}.${value}` as WordKey)
    return byStrategy(value, telling) ?? name ?? (what.endsWith('Id') ? t('rule.gone') : value)
  }
  return { what: label ? t(label) : what, from: said(from, fromName), to: said(to, toName) }
}

/** `by:leastLoaded:42`: whom a strategy would have chosen is not known. */
function byStrategy(value: string, { t, named }: Telling): string | null {
  const [, strategy, teamId] = /^by:(\w+):(\d*)$/.exec(value) ?? []
  if (!strategy) return null
  const team = teamId ? named.team(teamId) : t('strategy.everybody')
  return t('act.assignBy.what', { strategy: t(`strategy.${strategy}` as WordKey), team })
}

function deed(value: string, name: string | null, telling: Telling): string {
  const action = Action.safeParse(parsed(value))
  if (!action.success) return name ?? value
  return actionInWords(action.data, telling)
    .map((piece) => piece.text)
    .join('')
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return null
  }
}
