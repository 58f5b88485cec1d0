// The checklist of a task: short steps in order, each ticked off by somebody.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { itemsOf, type TaskRow } from './rows.ts'
import type { TaskItem } from './tasks.api.ts'
import { lockTask, writeTask } from './tasks.ts'

const MOST = 100

export async function addItem(
  tx: Tx,
  taskId: Id,
  { text, done, at }: { text: string; done: boolean; at?: number | undefined },
): Promise<TaskRow> {
  const was = await lockTask(tx, taskId)
  const items = itemsOf(was)
  if (items.length >= MOST)
    throw new Problem('invalid', 'checklist-full', `A checklist has at most ${MOST} items. Make it two tasks.`, { detail: { most: MOST } }) // prettier-ignore
  const item = { id: tx.mint(), text, ...ticked(tx, done) }
  return await write(tx, was, items.toSpliced(at ?? items.length, 0, item))
}

export async function changeItem(
  tx: Tx,
  taskId: Id,
  itemId: Id,
  { text, done }: { text?: string | undefined; done?: boolean | undefined },
): Promise<TaskRow> {
  const was = await lockTask(tx, taskId)
  const items = mustHold(was, itemId).map((one) => {
    if (one.id !== itemId) return one
    const isTurned = done !== undefined && done !== (one.doneAt !== null)
    return { ...one, ...(text !== undefined && { text }), ...(isTurned && ticked(tx, done)) }
  })
  return await write(tx, was, items)
}

export async function deleteItem(tx: Tx, taskId: Id, itemId: Id): Promise<TaskRow> {
  const was = await lockTask(tx, taskId)
  return await write(
    tx,
    was,
    mustHold(was, itemId).filter((one) => one.id !== itemId),
  )
}

export async function orderItems(tx: Tx, taskId: Id, ids: readonly Id[]): Promise<TaskRow> {
  const was = await lockTask(tx, taskId)
  const byId = new Map(itemsOf(was).map((one) => [one.id, one]))
  const ordered = ids.flatMap((id) => byId.get(id) ?? [])
  if (new Set(ordered).size !== byId.size || ids.length !== byId.size)
    throw new Problem('conflict', 'checklist-changed', 'The checklist has other items by now. Look again, then put them in order.') // prettier-ignore
  return await write(tx, was, ordered)
}

const ticked = (tx: Tx, done: boolean) => ({ doneAt: done ? tx.now.toISOString() : null, doneById: done ? tx.actorId : null }) // prettier-ignore

function mustHold(was: TaskRow, itemId: Id): TaskItem[] {
  const items = itemsOf(was)
  if (items.some((one) => one.id === itemId)) return items
  throw new Problem('missing', 'task-item-missing', 'There is no such item in this checklist.', { detail: { itemId } })
}

async function write(tx: Tx, was: TaskRow, items: readonly TaskItem[]): Promise<TaskRow> {
  const checklist = JSON.stringify(items)
  if (checklist === JSON.stringify(itemsOf(was))) return was
  return await writeTask(tx, was, { checklist }, { name: 'task.changed', data: { changed: ['checklist'] } })
}
