// Rules as they are now, made ready once and kept while nobody changes them: a batch of mail asks the database for one number, not for
// ten thousand rules.
import type { Selectable } from 'kysely'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { compileRules, type RuleCache, type RuleSet } from './evaluate.ts'
import { wantsOf, type Wants } from './further-facts.ts'
import { testsOf } from './tests-of.ts'
import type { Action, Rule } from './rules.api.ts'
import { ruleOfRow } from './rules.ts'

export interface ReadyRules {
  /** Stands for exactly these rules in this order. */
  digest: string
  all: readonly Rule[]
  set: RuleSet
  wants: Wants
  /** What some of them do. */
  does: ReadonlySet<Action['do']>
  /** Whether who sent a mail has to be known before they are read. */
  asksForSender: boolean
}

/** Held by whoever reads rules again and again: one for each process. */
export interface RuleKeeper {
  ready: ReadyRules | null
  cache: RuleCache
}

export const createRuleKeeper = (): RuleKeeper => ({ ready: null, cache: new Map() })

type Row = Selectable<Tables['rule']>

/** Those that are switched on. Where the keeper has them as they are, nothing else is read. */
export async function rulesNow(tx: Tx, keeper: RuleKeeper): Promise<ReadyRules> {
  const rows = await tx.query<Row & { digest: string; id: Row['id'] | null }>({
    name: 'rules-now',
    text: `with now as (select count(*) || ' ' || coalesce(sum(hashtextextended(id || ' ' || version || ' ' || position, 0)), 0) as digest
             from rule where is_enabled)
           select now.digest, rule.* from now left join rule on rule.is_enabled and now.digest <> $1 order by rule.position, rule.id`,
    values: [keeper.ready?.digest ?? ''],
  })
  const digest = rows[0]?.digest ?? ''
  if (keeper.ready?.digest === digest) return keeper.ready
  keeper.ready = readyRules(
    rows.filter((row): row is Row & { digest: string } => row.id !== null).map(ruleOfRow),
    digest,
    keeper.cache,
  )
  return keeper.ready
}

/** `digest` empty: they are not kept. */
export function readyRules(all: readonly Rule[], digest = '', cache?: RuleCache): ReadyRules {
  const does = new Set(all.flatMap((rule) => rule.actions.map((action) => action.do)))
  const answers: Action['do'][] = ['autoReply', 'reply', 'forward', 'macro']
  const asksForSender =
    answers.some((one) => does.has(one)) ||
    all.some((rule) => [...testsOf(rule.condition)].some(([test]) => test.field === 'authentication'))
  return { digest, all, set: compileRules(all, cache), wants: wantsOf(all), does, asksForSender }
}
