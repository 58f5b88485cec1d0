// Which verb answers which route of the room of SLA policies.
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { visibleConversation } from '../conversations/read.ts'
import { answer, withHeaders, type Answer } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import { clocksOf } from './clock-rows.ts'
import type { Clock } from './clock.ts'
import { addPolicy, changePolicy, deletePolicy, listPolicies, noSuchPolicy, orderPolicies } from './policies.ts'
import * as api from './sla.api.ts'

export function slaRoutes(): Answer[] {
  return [
    answer(api.listSlaPolicies, async ({ tx, actor }) => (await listPolicies(tx)).filter((one) => maySee(actor, one))),
    answer(api.addSlaPolicy, async ({ tx, actor }, wanted) => {
      refuseBeyond(actor, wanted)
      return tagged(await addPolicy(tx, wanted))
    }),
    answer(api.changeSlaPolicy, async ({ tx, actor, ifMatch }, { id, version, ...wanted }) => {
      if (ifMatch !== null && ifMatch !== String(version))
        throw new Problem('conflict', 'sla-policy-changed', 'If-Match and the version in the body differ.', {
          detail: { ifMatch, version },
        })
      refuseBeyond(actor, await visiblePolicy(tx, actor, id))
      refuseBeyond(actor, wanted)
      return tagged(await changePolicy(tx, id, version, wanted))
    }),
    answer(api.deleteSlaPolicy, async ({ tx, actor }, { id }) => {
      refuseBeyond(actor, await visiblePolicy(tx, actor, id))
      await deletePolicy(tx, id)
      return {}
    }),
    answer(api.orderSlaPolicies, async ({ tx, actor }, { ids }) => {
      // Their order is one for all: what comes first takes conversations from what comes after.
      for (const policy of await listPolicies(tx)) refuseBeyond(actor, policy)
      return await orderPolicies(tx, ids)
    }),
    answer(api.readClocks, async ({ tx, actor }, { id }) => {
      const conversation = await visibleConversation(tx, actor, id)
      const all = await clocksOf(tx, [conversation.id])
      return all.map(({ clock }) => shownClock(clock)).toReversed()
    }),
  ]
}

/** Policies of the whole desk are shown to everybody: they act on everybody's mail. */
function maySee(actor: Actor, { inboxIds }: Pick<api.SlaPolicy, 'inboxIds'>): boolean {
  return actor.seesAll || inboxIds.length === 0 || inboxIds.some((id) => actor.inboxIds.includes(id))
}

/** Asked of a policy as it stands and as it shall be: nobody promises for inboxes that they do not see. */
function refuseBeyond(actor: Actor, { inboxIds }: Pick<api.SlaPolicy, 'inboxIds'>): void {
  if (actor.seesAll || (inboxIds.length > 0 && inboxIds.every((id) => actor.inboxIds.includes(id)))) return
  throw new Problem(
    'denied',
    'sla-policy-beyond',
    'A policy for inboxes that you do not see is made by somebody who sees them. Choose inboxes of yours.',
  )
}

async function visiblePolicy(tx: Tx, actor: Actor, id: string): Promise<api.SlaPolicy> {
  const policy = (await listPolicies(tx)).find((one) => one.id === id)
  if (!policy || !maySee(actor, policy)) throw noSuchPolicy(id)
  return policy
}

const tagged = (policy: api.SlaPolicy) => withHeaders(policy, { etag: `"${policy.version}"` })

const seconds = (ms: number) => Math.round(ms / 1000)
const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())

function shownClock(clock: Clock): api.Clock {
  const { id, measure, goal, ledger } = clock
  const running = clock.runningSince === null ? 'paused' : 'running'
  return {
    id,
    measure,
    state: clock.outcome ?? (clock.breachedAt === null ? running : 'breached'),
    policyId: goal?.policyId ?? null,
    targetSeconds: goal ? seconds(goal.length) : null,
    counts: goal?.counts ?? null,
    startedAt: new Date(clock.startedAt).toISOString(),
    workedSeconds: seconds(clock.worked),
    elapsedSeconds: seconds(clock.elapsed),
    dueAt: instant(clock.dueAt),
    warnAt: instant(clock.warnAt),
    breachedAt: instant(clock.breachedAt),
    stoppedAt: instant(clock.stoppedAt),
    ledger: ledger.map((line) => ({
      at: new Date(line.at).toISOString(),
      what: line.what,
      why: line.why,
      workedSeconds: seconds(line.worked),
      elapsedSeconds: seconds(line.elapsed),
      dueAt: instant(line.dueAt),
    })),
  }
}
