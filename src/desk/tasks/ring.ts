// When a task is due its owner is told: once, however many workers there are, and again where it was moved. And where the desk's clock
// was set to another zone, what is due on a day is due by that one.
import type { Id } from '../../kit/id.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { deskZone } from '../hours/desk-zone.ts'
import { openZone } from '../hours/zone.ts'
import { fieldsOf } from './due.ts'
import type { TaskRow } from './rows.ts'
import { recordOf, ringJob } from './tasks.ts'

export interface Ring {
  taskId: Id
  at: string
}

export async function ringTask(tx: Tx, ring: Ring): Promise<void> {
  // Claimed by a clock that was set back since: it would not be due, and nobody would come again.
  if (new Date(ring.at) > tx.now) return await enqueue(tx, ringJob, ring, { runAt: new Date(ring.at) })
  const [row] = await tx.query<TaskRow>({
    name: 'task-ring',
    text: `update task set ring_at = null where id = $1 and ring_at = $2 and done_at is null and deleted_at is null returning *`,
    values: [ring.taskId, ring.at],
  })
  if (row) await recordOf(tx, row, 'task.fellDue', { dueAt: row.due_at })
}

/** The kind of job that follows a change of hours. */
export const zoneJob = 'task.followZone'
const PAGE = 500

/** Follows a change of hours: the instants of days are worked out anew. */
export async function followZone(tx: Tx): Promise<void> {
  const zone = openZone(await deskZone(tx))
  for (let after: Id = '0'; ;) {
    const rows = await tx.query<{ id: Id; day: string; dueAt: Date }>({
      name: 'task-days',
      text: `select id, due_on as day, due_at as "dueAt" from task
        where due_on is not null and done_at is null and deleted_at is null and id > $1 order by id limit ${PAGE}`,
      values: [after],
    })
    const moved = rows.flatMap(({ id, day, dueAt }) => {
      const fields = fieldsOf({ day }, zone, tx.now)
      return fields.due_at?.getTime() === dueAt.getTime() ? [] : { id, ...fields }
    })
    for (const { id, due_at: dueAt, ring_at: ringAt } of moved) {
      await tx.query({
        name: 'task-day-moved',
        text: 'update task set due_at = $2, ring_at = $3 where id = $1',
        values: [id, dueAt, ringAt],
      })
      if (ringAt) await enqueue(tx, ringJob, { taskId: id, at: ringAt.toISOString() }, { runAt: ringAt })
    }
    const last = rows.at(-1)
    if (rows.length < PAGE || !last) return
    after = last.id
  }
}
