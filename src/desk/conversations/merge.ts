// Merging: one conversation reads as part of another. Nothing is moved, so that undoing it is one pointer (unmerge.ts).
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { followInto } from './followers.ts'
import { type Changed, recounted, stateOf } from './state.ts'
import { lockExactly, touch } from './touch.ts'

/** `because` is set where mail itself showed that the two are one. */
export async function merge(tx: Tx, id: Id, intoId: Id, because?: string): Promise<void> {
  const [from, into] = [await lockExactly(tx, id), await lockExactly(tx, intoId)]
  if (from.id === into.id || from.merged_into || into.merged_into || into.deleted_at)
    throw new Problem('invalid', 'cannot-merge', 'Choose another conversation that is not merged or deleted itself.', {
      detail: { id, intoId },
    })
  if (from.inbox_id !== into.inbox_id)
    throw new Problem(
      'invalid',
      'merge-across-inboxes',
      'Only conversations of one inbox can be merged. Move one of them first.',
      { detail: { id, intoId } },
    )
  if (from.private_at || into.private_at) {
    if (because) return // whoever reads the one might not be shown the other
    throw new Problem('invalid', 'merge-private', 'A private conversation is not merged. Open it to its inbox first.', {
      detail: { id, intoId },
    })
  }
  const why = because ? { because } : {}
  await tx.db.updateTable('conversation').set({ merged_into: intoId }).where('merged_into', '=', id).execute()
  await touch(
    tx,
    id,
    { merged_into: intoId, ...(because ? {} : { parted_from: null }) },
    { name: 'conversation.merged', data: { into: intoId, ...why } },
  )
  await followInto(tx, id, intoId)
  const at = tx.mint()
  const whole = await touch(
    tx,
    intoId,
    {
      ...(await recounted(tx, await familyOf(tx, intoId))),
      last_inbound_at: later(from.last_inbound_at, into.last_inbound_at),
      status: from.status === 'open' ? 'open' : into.status,
      waiting_since: earlier(into.waiting_since, from.waiting_since),
      // What is open and awake must not disappear behind the other's snooze.
      ...(from.status === 'open' && from.snoozed_until === null ? { snoozed_until: null } : {}),
    },
    { name: 'conversation.absorbed', data: { from: id, ...why } },
  )
  const changed: Changed = { head: intoId, at, before: stateOf(into), left: stateOf(whole) }
  await tx.db
    .updateTable('conversation')
    .set({ merge_undo: JSON.stringify(changed) })
    .where('id', '=', id)
    .execute()
}

function later(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other
  return one > other ? one : other
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other
  return one < other ? one : other
}

/** The conversation itself and what reads as part of it. */
export async function familyOf(tx: Tx, id: Id): Promise<Id[]> {
  const merged = await tx.query<{ id: Id }>({
    name: 'conversation-parts',
    text: 'select id from conversation where merged_into = $1',
    values: [id],
  })
  return [id, ...merged.map((row) => row.id)]
}
