// The whole set at once: from what stands to what is wanted. Rolling back and applying a file do it; a back-test only asks what
// would come of it.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { differencesBetween, touchedBy, withinInbox } from './difference.ts'
import { loadNames } from './names.ts'
import { placed } from './order.ts'
import type { Rule } from './rules.api.ts'
import { listRules } from './rules.ts'
import { isSame } from './same.ts'
import type { RuleDifference } from './versions.api.ts'
import { currentVersion, noSuchVersion, setAt, type Standing } from './versions.ts'
import { refuseBeyond } from './within.ts'
import { holdRules, write, writtenOf, type Made, type Writing } from './write.ts'

export interface Put {
  version: number | null
  differences: RuleDifference[]
}

/** As sets are compared. */
export const standing = (rule: Rule): Standing => ({ id: rule.id, rule: writtenOf(rule) })

/**
 * Everything or nothing: a rule that the actor may not change refuses it all. Whether each can be kept is for whoever calls it: going
 * back is never refused, and a rule that names what is gone says so in its traces.
 */
export async function putSet(tx: Tx, actor: Actor, wanted: readonly Standing[], made: Made): Promise<Put> {
  await holdRules(tx)
  const rules = await listRules(tx)
  const differences = differencesBetween(rules.map(standing), wanted, await loadNames(tx))
  refuseBeyondAny(actor, differences)
  const next = (await currentVersion(tx)) + 1
  return { version: await write(tx, writingOf(rules, wanted, next, tx.now), made), differences }
}

export function refuseBeyondAny(actor: Actor, differences: readonly RuleDifference[]): void {
  for (const difference of differences) for (const rule of touchedBy(difference)) refuseBeyond(actor, rule)
}

/** `inboxId`: only what its rules were; all others stay. */
export async function rollBack(
  tx: Tx,
  actor: Actor,
  to: { number: number; inboxId: Id | null; base: number | undefined },
  note: string,
): Promise<Put> {
  await holdRules(tx)
  await refuseOvertaken(tx, to.base)
  return await putSet(tx, actor, await setBackTo(tx, to), { deed: 'rolledBack', note, backTo: to.number })
}

export async function setBackTo(
  tx: Tx,
  { number, inboxId }: { number: number; inboxId: Id | null },
): Promise<Standing[]> {
  if (number > (await currentVersion(tx))) throw noSuchVersion(number)
  const was = await setAt(tx, number)
  return inboxId === null ? was : withinInbox((await listRules(tx)).map(standing), was, inboxId)
}

/** What was decided by looking at an older version is looked at again. */
export async function refuseOvertaken(tx: Tx, base: number | undefined): Promise<void> {
  const version = await currentVersion(tx)
  if (base === undefined || base === version) return
  const text = 'Somebody has changed the rules since you looked at them. Look at the difference again, then repeat.'
  throw new Problem('conflict', 'rules-changed', text, { detail: { version } })
}

function writingOf(rules: readonly Rule[], wanted: readonly Standing[], next: number, now: Date): Writing {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const positions = placed(new Map(rules.map((rule) => [rule.id, rule.position])), wanted.map(({ id }) => id)) // prettier-ignore
  const put = wanted.map(({ id, rule }) => {
    const was = byId.get(id) ?? null
    const position = positions.get(id) ?? was?.position ?? 0
    // Of one that was deleted and comes back no old copy may be saved over it: the number of the set is above all its own.
    const version = was === null ? next : was.version + (isSame(was, rule) ? 0 : 1)
    const changedAt = was !== null && isSame(was, rule) ? was.changedAt : now.toISOString()
    return { was, rule: { ...rule, id, position, version, changedAt } }
  })
  const stays = new Set(wanted.map((one) => one.id))
  return { put, gone: rules.filter((rule) => !stays.has(rule.id)) }
}
