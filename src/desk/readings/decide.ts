// A person says which category is right: what was suggested, another, or none of them; or that it was a slip.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { setCategory } from '../conversations/change.ts'
import { lockConversation, touch } from '../conversations/touch.ts'
import { noteDecision, withdrawDecision } from './decisions.ts'

/** Confirming what is set already teaches as much as setting it. */
export async function decideCategory(tx: Tx, id: Id, categoryId: Id | null): Promise<void> {
  const was = await lockConversation(tx, id)
  if (was.category_id !== categoryId) await setCategory(tx, was.id, categoryId)
  if (categoryId === null) {
    await noteDecision(tx, was, 'category', null)
    await touch(tx, was.id, {}, { name: 'conversation.categoryDeclined', data: {} })
  } else if (was.category_id === categoryId) {
    await noteDecision(tx, was, 'category', categoryId)
    await touch(tx, was.id, {}, { name: 'conversation.categoryConfirmed', data: { to: categoryId } })
  }
}

/** It has no category again, nothing is learned from it, and it waits in triage. */
export async function undecideCategory(tx: Tx, id: Id): Promise<void> {
  const was = await lockConversation(tx, id)
  await setCategory(tx, was.id, null)
  await withdrawDecision(tx, was.id, 'category')
  await touch(tx, was.id, {}, { name: 'conversation.categoryUndecided', data: {} })
}
