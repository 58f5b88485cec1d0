// What comes by itself: a target is close, or has run out, or a step of the escalation is due. Whoever looks first holds the
// conversation's course, so that it happens once, however many processes look.
import { clocksOf, holdCourses, setRings, writeClocks } from '../../desk/sla/clock-rows.ts'
import { lookedAt, type Clock } from '../../desk/sla/clock.ts'
import { listPolicies } from '../../desk/sla/policies.ts'
import type { SlaPolicy, Step } from '../../desk/sla/sla.api.ts'
import type { Id } from '../../kit/id.ts'
import { recordAll, type Happening } from '../../store/events.ts'
import { enqueueAll, type JobOrder } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { keyOf, ringFor, stepsOf, type Stepping } from './steps.ts'

/** The kind of job that takes a step: it changes a conversation, and so is done by itself. */
export const escalateJob = 'deadlines.escalate'
const AT_ONCE = 100

export interface Escalation {
  conversationId: Id
  clockId: Id
  measure: Clock['measure']
  policy: string
  step: Step
}

/** Answers how many conversations were looked at; as many as fit into one round mean that there may be more. */
export async function ringClocks(tx: Tx): Promise<{ looked: number; isMore: boolean }> {
  const due = await dueConversations(tx, null)
  if (due.length === 0) return { looked: 0, isMore: false }
  await holdCourses(tx, due)
  // While we waited for them somebody else may have looked.
  const still = await dueConversations(tx, due)
  const policies = await listPolicies(tx)
  const inboxes = await inboxesOf(tx, still)
  const gone = still.filter((id) => !inboxes.has(id)) // removed for good meanwhile: it must not hold up the others
  const all = Map.groupBy(await clocksOf(tx, still), (one) => one.conversationId)
  const changed: { conversationId: Id; clock: Clock }[] = []
  const told: Happening[] = []
  const orders: JobOrder[] = []
  const rings: { conversationId: Id; at: number | null }[] = gone.map((conversationId) => ({
    conversationId,
    at: null,
  }))
  for (const [conversationId, inboxId] of inboxes) {
    const seen = (all.get(conversationId) ?? []).map(({ clock, steps }) => ({ was: clock, clock: lookedAt(clock, tx.now.getTime()), steps })) // prettier-ignore
    for (const { was, clock } of seen) {
      if (was === clock) continue
      changed.push({ conversationId, clock })
      told.push(...newsOf(was, clock).map((one) => ({ ...one, nounId: conversationId, conversationId, inboxId }))) // prettier-ignore
    }
    const after: Stepping[] = []
    for (const one of seen) after.push(await takeSteps(tx, conversationId, one, policies, orders))
    rings.push({ conversationId, at: ringFor(after, policies) })
  }
  await writeClocks(tx, changed)
  await setRings(tx, rings)
  await recordAll(tx, told)
  await enqueueAll(tx, orders)
  return { looked: still.length, isMore: due.length === AT_ONCE }
}

function newsOf(was: Clock, clock: Clock): Pick<Happening, 'name' | 'data'>[] {
  const { measure, goal } = clock
  const data = { measure, policyId: goal?.policyId ?? null }
  const news: Pick<Happening, 'name' | 'data'>[] = []
  if (was.warnedAt === null && clock.warnedAt !== null)
    news.push({ name: 'conversation.clockWarned', data: { ...data, dueAt: clock.dueAt && new Date(clock.dueAt) } })
  if (was.breachedAt === null && clock.breachedAt !== null)
    news.push({ name: 'conversation.clockBreached', data: { ...data, dueAt: new Date(clock.breachedAt) } })
  return news
}

async function takeSteps(
  tx: Tx,
  conversationId: Id,
  one: Stepping,
  policies: readonly SlaPolicy[],
  orders: JobOrder[],
): Promise<Stepping> {
  const due = stepsOf(one, policies).filter(({ at }) => at <= tx.now.getTime())
  if (due.length === 0) return one
  const steps = [...one.steps, ...due.map(({ step }) => keyOf(step))]
  await tx.query({
    name: 'clock-steps',
    text: 'update clock set steps = $3 where conversation_id = $1 and id = $2',
    values: [conversationId, one.clock.id, steps],
  })
  for (const { step, policy } of due) {
    const payload: Escalation = { conversationId, clockId: one.clock.id, measure: one.clock.measure, policy: policy.name, step } // prettier-ignore
    orders.push({ kind: escalateJob, payload, serialKey: conversationId })
  }
  return { ...one, steps }
}

/** Soonest first; of `ids`, or of all. */
export async function dueConversations(tx: Tx, ids: readonly Id[] | null): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>(
    ids === null
      ? {
          name: 'ring-due',
          text: `select conversation_id as id from clock_ring where ring_at <= $1 order by ring_at limit ${AT_ONCE}`,
          values: [tx.now],
        }
      : {
          name: 'ring-still-due',
          text: `select conversation_id as id from clock_ring where ring_at <= $1 and conversation_id = any($2::bigint[]) order by ring_at`,
          values: [tx.now, ids],
        },
  )
  return rows.map((row) => row.id)
}

async function inboxesOf(tx: Tx, ids: readonly Id[]): Promise<Map<Id, Id>> {
  const rows = await tx.query<{ id: Id; inboxId: Id }>({
    name: 'ring-inboxes',
    text: 'select id, inbox_id as "inboxId" from conversation where id = any($1::bigint[])',
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, row.inboxId]))
}
