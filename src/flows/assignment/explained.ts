// Why a conversation belongs to whom it belongs to: the last decision as it was kept, and of one that waits whom its inbox passes over now.
import { policiesOf } from '../../desk/assignment/policies.ts'
import { Reasons } from '../../desk/reasons.api.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Calendars } from '../deadlines/terms.ts'
import type { AssignmentExplained } from './assigning.api.ts'
import { readPending } from './pending.ts'
import { readPeople } from './roster.ts'

/** Of a conversation that the actor sees. */
export async function explainAssignment(
  tx: Tx,
  { id, inboxId }: { id: Id; inboxId: Id },
  calendars: Calendars,
): Promise<AssignmentExplained> {
  return { last: await lastDecision(tx, id), waiting: await whyItWaits(tx, id, inboxId, calendars) }
}

async function lastDecision(tx: Tx, id: Id): Promise<AssignmentExplained['last']> {
  const [row] = await tx.query<{ at: Date; actorId: Id | null; data: Record<string, unknown> }>({
    name: 'assignment-last',
    text: `select at, actor_id as "actorId", data from event where subject_id = $1 and name = 'conversation.assigned' order by id desc limit 1`,
    values: [id],
  })
  if (!row) return null
  const { to, because, reason, passedOver } = row.data
  return {
    at: row.at.toISOString(),
    actorId: row.actorId,
    userId: typeof to === 'string' ? to : null,
    because: typeof because === 'string' ? because : '',
    reason: codesIn(reason),
    passedOver: codesIn(passedOver),
  }
}

const codesIn = (kept: unknown) => Reasons.safeParse(kept).data ?? []

async function whyItWaits(tx: Tx, id: Id, inboxId: Id, calendars: Calendars): Promise<AssignmentExplained['waiting']> {
  const policies = await policiesOf(tx, [inboxId])
  const [policy] = policies
  if (!policy || !(await isWaiting(tx, id))) return null
  const pending = await readPending(tx, await readPeople(tx), policies, calendars, { takers: [], besides: [id] })
  const item = pending.items.find((one) => one.id === id)
  if (!item) return null
  const { strategy, delivery } = policy
  return { strategy, delivery, since: new Date(item.since).toISOString(), passedOver: pending.passedOver(item, null) }
}

async function isWaiting(tx: Tx, id: Id): Promise<boolean> {
  const rows = await tx.query({
    name: 'assignment-is-waiting',
    text: `select from conversation where id = $1 and shelf = 'open' and assignee_id is null and private_at is null`,
    values: [id],
  })
  return rows.length > 0
}
