// Several tasks at once, all or none: done, given to somebody else, put off, away; and what each was before, which takes it back.
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { deskZone } from '../hours/desk-zone.ts'
import { openZone } from '../hours/zone.ts'
import { setDone } from './done.ts'
import { dueOf, fieldsOf, postponed } from './due.ts'
import { seriesOf, type TaskRow } from './rows.ts'
import type { TaskChange } from './tasks.api.ts'
import { changeTask, deleteTask, lockTask, restoreTask, writeTask, type TaskWish } from './tasks.ts'

/** In the order of their ids, so that two who change the same tasks wait for each other only once. */
export async function changeSeveral(
  tx: Tx,
  changes: readonly TaskChange[],
): Promise<{ rows: TaskRow[]; before: TaskChange[] }> {
  const rows: TaskRow[] = []
  const before: TaskChange[] = []
  for (const change of changes.toSorted((a, b) => compareIds(a.id, b.id))) {
    const was = await lockTask(tx, change.id, { orDeleted: change.deleted === false })
    before.unshift(whatWas(was, change)) // of one that is named twice the last goes back first
    const row = await changeOne(tx, was, change)
    if (row) rows.push(row)
  }
  return { rows, before }
}

/** Null: it is away. */
async function changeOne(
  tx: Tx,
  was: TaskRow,
  { id, done, deleted, postponeDays, ...wish }: TaskChange,
): Promise<TaskRow | null> {
  if (deleted === true) {
    await deleteTask(tx, id)
    return null
  }
  let row = deleted === false ? await restoreTask(tx, id) : was
  if (done !== undefined) row = await setDone(tx, id, done)
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as TaskWish
  if (Object.keys(given).length > 0) row = await changeTask(tx, id, given)
  return postponeDays === undefined ? row : await postpone(tx, id, postponeDays)
}

/** Once, so to say: the series of what repeats goes on as it was. */
async function postpone(tx: Tx, id: Id, days: number): Promise<TaskRow> {
  const was = await lockTask(tx, id)
  const zone = openZone(await deskZone(tx))
  const due = postponed(dueOf(was), days, zone, tx.now)
  return await writeTask(tx, was, fieldsOf(due, zone, tx.now), { name: 'task.changed', data: { changed: ['due'] } })
}

function whatWas(was: TaskRow, change: TaskChange): TaskChange {
  const isGiven = change.ownerId !== undefined || change.teamId !== undefined
  const series = seriesOf(was)
  // Without a date nothing comes again.
  const isSettled = change.repeat !== undefined || (change.due === null && series !== null)
  const isMoved = change.due !== undefined || change.postponeDays !== undefined
  return {
    id: was.id,
    ...(change.done !== undefined && { done: was.done_at !== null }),
    ...(change.deleted !== undefined && { deleted: was.deleted_at !== null }),
    ...(isGiven && { ownerId: was.owner_id, teamId: was.team_id }),
    ...(isMoved && { due: dueOf(was) }),
    ...(isSettled && { repeat: series && { unit: series.unit, interval: series.interval } }),
    ...(change.priority !== undefined && { priority: was.priority as NonNullable<TaskChange['priority']> }),
  }
}
