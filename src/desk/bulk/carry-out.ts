// Carries out a change of many conversations, and its undo: a few in each transaction, in the order of their ids, from where it was when
// a process died. Each is changed by the verbs that change one, with what whoever asked may at that moment; what cannot be is left alone,
// and it is noted why.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { OutsideHandler } from '../../store/jobs/worker.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { deleteConversation, restoreConversation } from '../conversations/change.ts'
import { changeAs } from '../conversations/changing.ts'
import { markSeen, visibleConversation } from '../conversations/read.ts'
import { lockConversation } from '../conversations/touch.ts'
import { actorOf } from '../users/actors.ts'
import { actingAs } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import { setState, type StoredBulk, wantedOf } from './bulk.ts'
import type { Bulk } from './bulk.api.ts'
import { type Moves, movesBetween, puttingBack, standingOf } from './standing.ts'

/** In one transaction; where one of them fails each is tried by itself. */
const TOGETHER = 20

/** In a lane of its own though it stays in the house: it is many transactions. */
export const bulkHandler: OutsideHandler = {
  runOutside: async (store, job) => {
    const { id } = job.payload as { id: Id }
    for (let size = TOGETHER; ;) {
      const outcome = await stretch(store, id, size)
      if (outcome === 'over') return
      size = outcome === 'failed' ? 1 : TOGETHER
    }
  },
}

async function stretch(store: Store, id: Id, size: number): Promise<'on' | 'over' | 'failed'> {
  try {
    return await store.transact({ actorId: null }, (tx) => few(tx, id, size))
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.kind === 'busy' || thrown.kind === 'broken') throw thrown
    if (size > 1) return 'failed'
    const why = thrown.code
    return await store.transact({ actorId: null }, (tx) => few(tx, id, 1, why))
  }
}

/** `because`: the next one cannot be changed, as was just seen. */
async function few(tx: Tx, id: Id, size: number, because: string | null = null): Promise<'on' | 'over'> {
  const bulk = await tx.db.selectFrom('bulk_change').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!bulk || (bulk.state !== 'running' && bulk.state !== 'undoing')) return 'over'
  const isUndo = bulk.state === 'undoing'
  const actor = await actorOf(tx, bulk.user_id)
  const items = actor ? await nextItems(tx, bulk, size) : []
  if (!actor || items.length === 0) {
    const name = isUndo ? 'bulkChange.undone' : 'bulkChange.carriedOut'
    await setState(tx, id, { state: isUndo ? 'undone' : actor ? 'done' : 'stopped', ended_at: tx.now })
    const { done, left_alone: leftAlone, restored, count } = bulk
    await record(actingAs(tx, bulk.user_id), name, id, { count, done, leftAlone, restored })
    return 'over'
  }
  const as = actingAs(tx, bulk.user_id)
  const tally = { done: 0, left: 0, restored: 0 }
  for (const { conversation_id: one, moves } of items) {
    if (isUndo) {
      if (because === null && moves && (await putBack(as, actor, one, moves as Moves))) tally.restored++
      continue
    }
    const changed = because === null ? await change(as, actor, one, bulk) : because
    const isDone = typeof changed !== 'string'
    if (isDone) tally.done++
    else tally.left++
    await tx.query({
      name: 'bulk-item',
      text: 'update bulk_change_item set moves = $3, left_because = $4 where bulk_change_id = $1 and conversation_id = $2',
      values: [id, one, isDone ? JSON.stringify(changed) : null, isDone ? null : changed],
    })
  }
  await setState(tx, id, {
    reached: items.at(-1)?.conversation_id ?? bulk.reached,
    done: bulk.done + tally.done,
    left_alone: bulk.left_alone + tally.left,
    restored: bulk.restored + tally.restored,
  })
  return 'on'
}

async function nextItems(tx: Tx, bulk: StoredBulk, size: number): Promise<{ conversation_id: Id; moves: unknown }[]> {
  return await tx.query({
    name: 'bulk-next',
    text: `select conversation_id, moves from bulk_change_item where bulk_change_id = $1 and conversation_id > $2
      order by conversation_id limit $3`,
    values: [bulk.id, bulk.reached, size],
  })
}

/** What it came to; a word where it was left alone. */
async function change(tx: Tx, actor: Actor, asked: Id, bulk: StoredBulk): Promise<Moves | string> {
  const wanted = bulk.change as Bulk
  const { id, inboxId } = await visibleConversation(tx, actor, asked, needs(wanted))
  const row = await lockConversation(tx, id)
  if (row.deleted_at) return 'deleted'
  if (bulk.filters !== null && row.last_message_at > bulk.created_at) return 'newer'
  const before = await standingOf(tx, row)
  if (wanted.deleted) await deleteConversation(tx, id)
  else await changeAs(tx, actor, { id, inboxId }, wantedOf(wanted, row.tags))
  if (wanted.seen !== undefined) await markSeen(tx, actor, id, wanted.seen)
  return movesBetween(before, await standingOf(tx, await lockConversation(tx, id))) ?? 'as-asked'
}

const needs = ({ deleted }: Pick<Bulk, 'deleted'>) => (deleted ? 'conversation.delete' : 'conversation.change')

async function putBack(tx: Tx, actor: Actor, asked: Id, moves: Moves): Promise<boolean> {
  const { id, inboxId } = await visibleConversation(tx, actor, asked, needs({ deleted: moves.deleted && true }))
  const { wanted, seen, deleted, isPartly } = puttingBack(moves, await standingOf(tx, await lockConversation(tx, id)))
  if (deleted === false) await restoreConversation(tx, id)
  if (Object.keys(wanted).length > 0) await changeAs(tx, actor, { id, inboxId }, wanted)
  if (seen !== undefined) await markSeen(tx, actor, id, seen)
  return !isPartly
}
