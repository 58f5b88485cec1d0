// Handing over all that somebody has: “Ben is ill”. First as a plan that can be read, then done exactly as it was read, and undone by
// the same moves the other way round.
import { policiesOf } from '../../desk/assignment/policies.ts'
import { assign } from '../../desk/conversations/change.ts'
import { openTo } from '../../desk/conversations/privacy.ts'
import { lockConversation } from '../../desk/conversations/touch.ts'
import { why } from '../../desk/reasons.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { HandOverPlan, Move } from './assigning.api.ts'
import { choose, type Strategy } from './choose.ts'
import { readPeople, skilledAmong } from './roster.ts'
import { sql } from 'kysely'
import { ask } from '../../store/access/composed.ts'

/** So many at most; what is more comes with the next plan. */
const MOST = 500

interface Owned {
  id: Id
  number: string
  subject: string
  inboxId: Id
  categoryId: Id | null
  language: string | null
  shelf: string
}

/** What the actor sees of it. By the strategy of each inbox: given on at once, or back to what waits there, with its age. */
export async function planHandOver(tx: Tx, actor: Actor, userId: Id): Promise<HandOverPlan> {
  const people = await readPeople(tx)
  const owned = await ownedBy(tx, actor, userId)
  const policies = new Map((await policiesOf(tx, [...new Set(owned.map((one) => one.inboxId))])).map((one) => [one.inboxId, one])) // prettier-ignore
  let turn = Math.max(0, ...people.all.map((one) => one.turn))
  const moves = owned.slice(0, MOST).map(({ id, number, subject, inboxId, categoryId, language }) => {
    const strategy = policies.get(inboxId)?.strategy ?? 'manual'
    const told = { conversationId: id, number, subject, from: userId }
    if (strategy === 'manual' || strategy === 'takeNext' || strategy === 'lateBinding')
      return { ...told, to: null, ...why('staysWaiting') }
    const asked = people.all.filter((one) => one.userId !== userId && people.sees(one, inboxId))
    const { userId: to, because, reason } = choose(strategy as Strategy, skilledAmong(asked, { language, categoryId }))
    const chosen = to === null ? undefined : people.byId.get(to)
    if (chosen) {
      chosen.open++
      chosen.turn = ++turn
    }
    return { ...told, to, because, reason }
  })
  return { userId, moves, left: Math.max(0, owned.length - MOST) }
}

/** Those that nobody has moved meanwhile; answers the moves that were made. */
export async function handOver(
  tx: Tx,
  actor: Actor,
  { userId, moves, because }: { userId: Id; moves: readonly Move[]; because: string },
): Promise<{ done: Move[]; passedOver: number }> {
  const seen = new Set(await visibleAmong(tx, actor, moves.map((one) => one.conversationId))) // prettier-ignore
  const done: Move[] = []
  for (const { conversationId, from, to } of moves.toSorted((a, b) =>
    BigInt(a.conversationId) < BigInt(b.conversationId) ? -1 : 1,
  )) {
    // prettier-ignore
    if (from !== userId && to !== userId)
      throw new Problem('invalid', 'move-of-another', 'One of these moves has nothing to do with this colleague. Ask for the plan again.', { detail: { conversationId } }) // prettier-ignore
    if (!seen.has(conversationId)) continue
    const was = await lockConversation(tx, conversationId)
    if (was.assignee_id !== from) continue
    await assign(tx, was.id, to, { because })
    done.push({ conversationId: was.id, from, to })
  }
  if (done.length > 0) await record(tx, 'assignment.handedOver', userId, { moves: done, because })
  return { done, passedOver: moves.length - done.length }
}

async function ownedBy(tx: Tx, actor: Actor, userId: Id): Promise<Owned[]> {
  return await ask(
    tx,
    'hand-over-owned',
    sql<Owned>`select conversation.id, conversation.number::text as number, conversation.subject, conversation.inbox_id as "inboxId",
        conversation.category_id as "categoryId", conversation.language, conversation.shelf
      from conversation where assignee_id = ${userId} and shelf in ('open', 'snoozed', 'waiting')
        and inbox_id = any(${[...actor.inboxIds]}::bigint[]) and ${openTo(tx, actor)}
      order by last_message_at limit ${MOST * 20}`,
  )
}

async function visibleAmong(tx: Tx, actor: Actor, ids: readonly Id[]): Promise<Id[]> {
  const rows = await ask(
    tx,
    'hand-over-visible',
    sql<{ id: Id }>`select id from conversation where id = any(${[...ids]}::bigint[]) and merged_into is null
        and deleted_at is null and inbox_id = any(${[...actor.inboxIds]}::bigint[]) and ${openTo(tx, actor)}`,
  )
  return rows.map((row) => row.id)
}
