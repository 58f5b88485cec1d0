// Undoing a split: the messages go back to where each was, and whatever came to the new conversation since comes along.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { familyOf } from './merge.ts'
import { moveMessages, refuseUnderway } from './move-messages.ts'
import { keptTo, refuseLooker } from './privacy.ts'
import { visibleConversation } from './read.ts'
import { toldIn, type Moved, type Split, type Told } from './split-told.ts'
import { recounted } from './state.ts'
import { lockConversation, lockExactly, noSuchConversation, type StoredConversation, touch } from './touch.ts'
import { giveWholeBack } from './unmerge.ts'

/** Answers the conversation that has it all again. */
export async function unsplit(tx: Tx, actor: Actor, id: Id): Promise<Id> {
  const made = await lockExactly(tx, id)
  const undo = made.split_undo as Split | null
  if (!undo || undo.isUndone || made.merged_into)
    throw new Problem('invalid', 'not-split', 'This conversation was not split off, or is part of another by now.', {
      detail: { id },
    })
  await refuseLooker(tx, made)
  await visibleConversation(tx, actor, undo.home, 'conversation.change')
  const home = await lockConversation(tx, undo.home)
  if (home.id === id)
    throw new Problem(
      'invalid',
      'not-split',
      'What it was taken out of has been merged into it. Separate that first.',
      {
        detail: { id },
      },
    )
  await refuseApart(tx, made, home)
  const here = await toldIn(tx, [id])
  await refuseUnderway(tx, here.map((one) => one.id), [id]) // prettier-ignore
  const origins = new Map(undo.moved.map((one) => [one.id, one]))
  const targets = new Map<Id, Moved>()
  for (const { id: one, because, is_stranger } of here)
    targets.set(one, await originOf(tx, origins.get(one) ?? { id: one, from: undo.home, because, is_stranger }))
  const homes = Map.groupBy(here, (one) => must(targets.get(one.id), 'where it was').from)
  // Parts that were separated since may have been taken to where others read.
  for (const one of homes.keys()) {
    await visibleConversation(tx, actor, one, 'conversation.change')
    await refuseApart(tx, made, await lockConversation(tx, one))
  }
  for (const [to, back] of homes) await moveMessages(tx, back.map((one) => one.id), [id], to) // prettier-ignore
  for (const { id: messageId, from, because, is_stranger } of targets.values())
    await tx.db
      .updateTable('message')
      .set({ because, is_stranger })
      .where('conversation_id', '=', from)
      .where('id', '=', messageId)
      .execute()
  if (undo.participants.length > 0)
    await tx.db
      .insertInto('participant')
      .values(undo.participants)
      .onConflict((clash) => clash.doNothing())
      .execute()
  await tx.db.updateTable('conversation').set({ merged_into: home.id }).where('merged_into', '=', id).execute()
  // The empty one leads to the other: links, reply addresses and Message-IDs name it for years.
  await touch(
    tx,
    id,
    {
      merged_into: home.id,
      deleted_at: tx.now,
      parted_from: null,
      split_undo: JSON.stringify({ ...undo, isUndone: true }),
      ...(await recounted(tx, [id])),
    },
    { name: 'conversation.rejoined', data: { into: home.id } },
  )
  await giveWholeBack(tx, home.id, undo, { name: 'conversation.reunited', data: { from: id, number: made.number } }, brought(made, undo, home, here)) // prettier-ignore
  // Parts that were separated since have theirs again, too.
  for (const one of homes.keys()) {
    const other = await lockConversation(tx, one)
    if (other.id === home.id) continue
    const data = { from: id, number: made.number }
    await touch(tx, other.id, await recounted(tx, await familyOf(tx, other.id)), {
      name: 'conversation.reunited',
      data,
    })
  }
  return home.id
}

/** Where that split has been undone itself, the place before it. */
async function originOf(tx: Tx, moved: Moved): Promise<Moved> {
  const undo = (await lockExactly(tx, moved.from)).split_undo as Split | null
  if (!undo?.isUndone) return moved
  return await originOf(tx, undo.moved.find((one) => one.id === moved.id) ?? { ...moved, from: undo.home })
}

/** What has happened in the new one since is true of the whole: it is open again, the customer waits. */
function brought(made: StoredConversation, undo: Split, home: StoredConversation, here: Told[]) {
  const moved = new Set(undo.moved.map((one) => one.id))
  const isChanged = made.status !== undo.made.status || here.some((one) => one.direction === 'in' && !moved.has(one.id))
  if (!isChanged || made.status !== 'open') return {}
  const waits = [made.waiting_since, home.waiting_since].flatMap((one) => one ?? [])
  return {
    status: 'open',
    snoozed_until: null,
    waiting_since: waits.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null,
    last_inbound_at: made.last_inbound_at ?? home.last_inbound_at,
  }
}

/** They were one and may have been taken to different places since. */
async function refuseApart(tx: Tx, made: StoredConversation, home: StoredConversation): Promise<void> {
  if (home.deleted_at || made.deleted_at) throw noSuchConversation(home.id)
  if (home.inbox_id !== made.inbox_id)
    throw new Problem(
      'invalid',
      'merge-across-inboxes',
      'Only conversations of one inbox can be merged. Move one of them first.',
      { detail: { id: made.id, intoId: home.id } },
    )
  const members = async (one: StoredConversation) =>
    one.private_at && (await keptTo(tx, one.id)).filter((kept) => kept.until === null).map((kept) => kept.userId).join() // prettier-ignore
  if ((await members(made)) !== (await members(home)))
    throw new Problem('invalid', 'merge-private', 'A private conversation is not merged. Open it to its inbox first.', {
      detail: { id: made.id, intoId: home.id },
    })
}
