// A file of rules, or another set that is wanted, beside the one there is: which of its rules are those of the desk, and what differs.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { codeNames } from './code-names.ts'
import type { Draft } from './code.api.ts'
import { rulesAsCode } from './code.ts'
import { differencesBetween, withinInbox } from './difference.ts'
import { knownNow, references, refuseUnfit } from './fit.ts'
import { loadNames } from './names.ts'
import { codeWrong, readCode, type Mistake, type ReadCode } from './read-code.ts'
import type { Rule, WantedRule } from './rules.api.ts'
import { listRules, noSuchRule } from './rules.ts'
import { inOrder, isSame } from './same.ts'
import type { Standing } from './versions.ts'
import { putSet, refuseBeyondAny, refuseOvertaken, setBackTo, standing, type Put } from './whole.ts'
import { maySeeRule, withoutKeys } from './within.ts'
import { holdRules, writtenOf } from './write.ts'

/** Those that the actor sees; `inboxId` undefined: of all inboxes. */
export async function exportCode(tx: Tx, actor: Actor, inboxId: Id | undefined): Promise<string> {
  const rules = (await listRules(tx)).filter((rule) => maySeeRule(actor, rule))
  const asked = inboxId === undefined ? rules : rules.filter((rule) => rule.inboxId === inboxId)
  return rulesAsCode(
    asked.map((rule) => writtenOf(withoutKeys(actor, rule))),
    await codeNames(tx, actor),
  )
}

export interface Applying {
  code: string
  inboxId: Id | null
  isDry: boolean
  base: number | undefined
  note: string
}

export async function applyCode(tx: Tx, actor: Actor, { code, inboxId, isDry, base, note }: Applying): Promise<Put> {
  if (!isDry) await holdRules(tx)
  await refuseOvertaken(tx, base)
  const wanted = await setOfCode(tx, actor, code, inboxId)
  if (!isDry) return await putSet(tx, actor, wanted, { deed: 'applied', note })
  const differences = differencesBetween((await listRules(tx)).map(standing), wanted, await loadNames(tx))
  refuseBeyondAny(actor, differences)
  return { version: null, differences }
}

/** The set as a draft would have it, refused where it could not be saved so. */
export async function setOfDraft(tx: Tx, actor: Actor, draft: Draft): Promise<Standing[]> {
  const rules = await listRules(tx)
  const wanted = await draftSet(tx, actor, rules, draft)
  const differences = differencesBetween(rules.map(standing), wanted, new Map())
  refuseBeyondAny(actor, differences)
  if (!('version' in draft) && !('code' in draft)) {
    const known = await knownNow(tx)
    for (const { after, what } of differences) if (after && what !== 'moved') await refuseUnfit(tx, after, known)
  }
  return wanted
}

async function draftSet(tx: Tx, actor: Actor, rules: readonly Rule[], draft: Draft): Promise<Standing[]> {
  if ('code' in draft) return await setOfCode(tx, actor, draft.code, draft.inboxId)
  if ('version' in draft) return await setBackTo(tx, { number: draft.version, inboxId: draft.inboxId })
  if ('rules' in draft) return matched(rules.map(standing), draft.rules, tx.mint)
  return draft.changes.reduce((set, change) => changed(set, change, tx.mint), rules.map(standing))
}

type Change = Extract<Draft, { changes: unknown }>['changes'][number]

function changed(set: Standing[], change: Change, mint: () => Id): Standing[] {
  if (change.change === 'add') return [...set, { id: mint(), rule: change.rule }]
  const byId = new Map(set.map((one) => [one.id, one]))
  const known = (id: Id): Standing => {
    const one = byId.get(id)
    if (!one) throw noSuchRule(id)
    return one
  }
  if (change.change === 'order') {
    const named = [...new Set(change.ids)].map(known)
    return [...named, ...set.filter((one) => !change.ids.includes(one.id))]
  }
  known(change.id)
  if (change.change === 'delete') return set.filter((one) => one.id !== change.id)
  return set.map((one) => (one.id === change.id ? { id: one.id, rule: change.rule } : one))
}

async function setOfCode(tx: Tx, actor: Actor, code: string, inboxId: Id | null): Promise<Standing[]> {
  const rules = await listRules(tx)
  const named = new Set(rules.flatMap((rule) => [...references(rule)].map(([, id]) => id)))
  const read = readCode(code, await codeNames(tx, actor), (id) => named.has(id))
  const current = rules.map(standing)
  const scope = inboxId === null ? current : current.filter(({ rule }) => rule.inboxId === inboxId)
  const wanted = matched(scope, read.rules, tx.mint)
  await refuseUnfitCode(tx, scope, wanted, read, inboxId)
  return inboxId === null ? wanted : withinInbox(current, wanted, inboxId)
}

/** All mistakes at once, with their places in the file. What stays as it is needs no leave. */
async function refuseUnfitCode(
  tx: Tx,
  current: readonly Standing[],
  wanted: readonly Standing[],
  { placeOf }: ReadCode,
  inboxId: Id | null,
): Promise<void> {
  // prettier-ignore
  const was = new Map(current.map((one) => [one.id, one.rule]))
  const known = await knownNow(tx)
  const mistakes: Mistake[] = []
  for (const [at, { id, rule }] of wanted.entries()) {
    if (inboxId !== null && rule.inboxId !== inboxId)
      mistakes.push({ ...placeOf(at, 'inboxId'), message: 'This file is put to work for one inbox, and this rule is not one of it.' }) // prettier-ignore
    if (isSame(was.get(id) ?? null, rule)) continue
    try {
      await refuseUnfit(tx, rule, known)
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown
      const { where } = thrown.detail
      mistakes.push({ ...placeOf(at, typeof where === 'string' ? where : ''), message: thrown.message })
    }
  }
  if (mistakes.length > 0) throw codeWrong(mistakes)
}

/** A file knows no ids: a rule is the one with its name in its inbox; or the one that says the same and was renamed; or it is new. */
export function matched(current: readonly Standing[], wanted: readonly WantedRule[], mint: () => Id): Standing[] {
  const ids = new Map<WantedRule, Id>()
  const free = new Set(current)
  for (const keyOf of [exact, content, byName]) {
    const waiting = Map.groupBy(free, ({ rule }) => keyOf(rule))
    for (const rule of wanted) {
      const found = ids.has(rule) ? undefined : waiting.get(keyOf(rule))?.shift()
      if (!found) continue
      ids.set(rule, found.id)
      free.delete(found)
    }
  }
  return wanted.map((rule) => ({ id: ids.get(rule) ?? mint(), rule }))
}

const exact = ({ name, inboxId }: WantedRule) => inOrder([name, inboxId])
const content = (rule: WantedRule) => inOrder({ ...rule, name: '' })
const byName = ({ name }: WantedRule) => name
