// Which verb answers which route of the versions. Everybody is told of those rules that they see, and of no others.
import type { Tx } from '../../store/tx.ts'
import { answer, type Answer } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import { differencesBetween, touchedBy } from './difference.ts'
import { loadNames } from './names.ts'
import type { WantedRule } from './rules.api.ts'
import * as api from './versions.api.ts'
import { currentVersion, noSuchVersion, readVersions, setAt, stepsOf, type Standing, type Step } from './versions.ts'
import { isSame } from './same.ts'
import { rollBack } from './whole.ts'
import { maySeeRule } from './within.ts'

/** Rules of a version that are named in the list. */
const NAMED = 3

export function versionsRoutes(): Answer[] {
  return [
    answer(api.listRuleVersions, async ({ tx, actor }, { before, limit }) => {
      const found: api.RuleVersion[] = []
      let from = before
      let hasMore = true
      // Whoever sees few inboxes goes through many versions to find theirs.
      while (hasMore && found.length < limit) {
        const rows = await readVersions(tx, { before: from, limit: limit + 1 })
        const shown = await shownTo(tx, actor, rows)
        hasMore = rows.length > limit || shown.length + found.length > limit
        found.push(...shown)
        from = rows.at(-1)?.number
      }
      return { versions: found.slice(0, limit), current: await currentVersion(tx), hasMore }
    }),
    answer(api.readRuleVersion, async ({ tx, actor }, { number }) => {
      const rows = await readVersions(tx, { before: number + 1, limit: 1 })
      const [version] = await shownTo(tx, actor, rows.filter((row) => row.number === number)) // prettier-ignore
      if (!version) throw noSuchVersion(number)
      const after = await setAt(tx, number)
      const differences = await compared(tx, actor, number === 1 ? [] : await setAt(tx, number - 1), after)
      const rules = seen(actor, after).map(({ id, rule }, at) => ({ ...rule, id, position: at + 1 }))
      return { version, rules, differences }
    }),
    answer(api.compareRuleVersions, async ({ tx, actor }, { number: from, to }) => {
      const last = await currentVersion(tx)
      for (const asked of [from, to ?? last]) if (asked > last) throw noSuchVersion(asked)
      return { differences: await compared(tx, actor, await setAt(tx, from), await setAt(tx, to ?? last)) }
    }),
    answer(api.rollBackRules, async ({ tx, actor }, { note, ...to }) => await rollBack(tx, actor, to as typeof to & { base: number | undefined }, note)), // prettier-ignore
  ]
}

const seen = (actor: Actor, set: readonly Standing[]) => set.filter(({ rule }) => maySeeRule(actor, rule))

async function compared(tx: Tx, actor: Actor, before: Standing[], after: Standing[]): Promise<api.RuleDifference[]> {
  const all = differencesBetween(before, after, await loadNames(tx))
  return all.filter((one) => touchedBy(one).every((rule) => maySeeRule(actor, rule)))
}

type Row = Awaited<ReturnType<typeof readVersions>>[number]

/** Those that changed a rule the actor sees. A note may speak of all that was changed, so it is for whoever sees all of it. */
async function shownTo(tx: Tx, actor: Actor, rows: Row[]): Promise<api.RuleVersion[]> {
  const steps = Map.groupBy(await stepsOf(tx, rows.map((row) => row.number)), (step) => step.number) // prettier-ignore
  return rows.flatMap((row) => {
    const all = steps.get(row.number) ?? []
    const visible = all.filter((step) => statesOf(step).every((rule) => maySeeRule(actor, rule)))
    if (visible.length === 0) return []
    const rules = visible.slice(0, NAMED).map((step) => ({ name: (step.after ?? step.before)?.name ?? '', what: whatOf(step) })) // prettier-ignore
    const note = visible.length === all.length ? row.note : ''
    return [{ ...row, note, at: row.at.toISOString(), rules, ruleCount: visible.length }]
  })
}

const statesOf = ({ before, after }: Step): WantedRule[] => [before, after].filter((one) => one !== null)

function whatOf({ before, after }: Step): api.RuleDifference['what'] {
  if (before === null) return 'added'
  if (after === null) return 'deleted'
  return isSame(before, after) ? 'moved' : 'changed'
}
